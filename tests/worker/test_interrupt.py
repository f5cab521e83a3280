"""Code that is interrupted from within its own process."""

import contextlib
import time

import pytest

from grader.worker.interrupt import InterruptedCallError, interrupted_when


def after(seconds):
    end_s = time.monotonic() + seconds
    return lambda: time.monotonic() > end_s


def test_an_endless_loop_is_left():
    count = 0
    with interrupted_when(after(0.1)):
        while True:
            count += 1
    assert count


def test_what_ends_in_time_is_not_interrupted_and_nothing_comes_later():
    with interrupted_when(after(0.12)):
        value = 7
    assert value == 7
    time.sleep(0.3)


def test_an_exception_of_the_code_passes():
    with pytest.raises(KeyError), interrupted_when(after(60)):
        raise KeyError


def test_code_that_catches_every_exception_is_left_all_the_same():
    with interrupted_when(after(0.1)):
        while True:
            with contextlib.suppress(Exception):
                time.sleep(0.01)


def test_code_may_hide_the_interruption():
    left = False
    with interrupted_when(after(0.1)):
        try:
            while True:
                pass
        except InterruptedCallError:
            left = True
    assert left


@pytest.mark.parametrize(("outer", "inner"), [(0.1, 60), (60, 0.1)])
def test_each_of_two_is_left_for_its_own_reason(outer, inner):
    reached = []
    with interrupted_when(after(outer)):
        with interrupted_when(after(inner)):
            while True:
                pass
        reached.append("between")
    assert reached == (["between"] if inner < outer else [])
