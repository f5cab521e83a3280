"""What the tests of the sandbox share.

To wait until a process is gone, without asserting how long it takes.
"""

import time
from pathlib import Path

import pytest


def running(pid):
    """Tell whether a process is there, and more than a zombie that nobody waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def comes_true():
    """Wait for a condition; False where it does not come true within ten seconds."""

    def wait(condition):
        end = time.monotonic() + 10
        while not condition() and time.monotonic() < end:
            time.sleep(0.01)
        return condition()

    return wait


@pytest.fixture
def is_running():
    return running
