"""What the tests of the worker share: modules that they load do not stay."""

import linecache
import sys

import pytest

from grader.worker.load import MODULE


@pytest.fixture(autouse=True)
def _forget_homework():
    yield
    sys.modules.pop(MODULE, None)
    linecache.cache.pop("homework.py", None)
