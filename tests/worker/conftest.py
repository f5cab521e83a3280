"""Fixtures of the worker's tests.

Loaded modules are removed afterwards, and a forked child may confine itself.
"""

import json
import linecache
import os
import sys

import pytest

from grader.worker.load import MODULE


@pytest.fixture(autouse=True)
def _forget_homework():
    yield
    sys.modules.pop(MODULE, None)
    linecache.cache.pop("homework.py", None)


@pytest.fixture
def in_child():
    """Run a function in a forked child; return its result: numbers, text, lists of these."""
    if not hasattr(os, "fork"):
        pytest.skip("there is no fork")

    def run(function):
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                os.close(reader)
                os.write(writer, json.dumps(function()).encode())
                status = 0
            except BaseException as error:  # noqa: BLE001 - a process boundary
                os.write(writer, json.dumps(f"{type(error).__name__}: {error}").encode())
            finally:
                os._exit(status)
        os.close(writer)
        with os.fdopen(reader) as file:
            result = file.read()
        os.waitpid(pid, 0)
        return json.loads(result)

    return run
