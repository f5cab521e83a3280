"""Fixtures of the sandbox's tests: wait until a process has ended, however long that takes."""

import time
from pathlib import Path

import pytest


def running(pid):
    """Whether a process exists and is not a zombie that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def comes_true():
    """Return a function that waits up to ten seconds for a condition; whether it became true."""

    def wait(condition):
        end = time.monotonic() + 10
        while not condition() and time.monotonic() < end:
            time.sleep(0.01)
        return condition()

    return wait


@pytest.fixture
def is_running():
    return running
