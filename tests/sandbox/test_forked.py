"""Work on what a submission sent: in a fork, within limits."""

import os
import sys
import time

import pytest

from grader.results import Reason
from grader.sandbox import forked
from grader.sandbox.forked import Bounds, Forked, ForkError
from grader.sandbox.limits import Budget

_MB = 1 << 20
_BOUNDS = Bounds(cpu_s=2, wall_s=10, memory_bytes=64 * _MB)


def _endless():
    while True:
        pass


def _is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_value_comes_back_with_its_type():
    assert forked.call(lambda: {"a": [1, 2]}, dict[str, list[int]], _BOUNDS) == {"a": [1, 2]}


def test_what_it_changes_does_not_come_back():
    seen = []
    forked.call(lambda: seen.append(1), type(None), _BOUNDS)
    assert seen == []


def test_exception_is_described():
    with pytest.raises(ForkError, match="ZeroDivisionError: ") as raised:
        forked.call(lambda: 1 // 0, int, _BOUNDS)
    assert raised.value.reason is Reason.ERROR


def test_endless_loop_is_ended():
    with pytest.raises(ForkError) as raised:
        forked.call(_endless, int, Bounds(0.2, 10, 64 * _MB))
    assert raised.value.reason is Reason.TIMEOUT


def test_sleep_is_ended():
    with pytest.raises(ForkError) as raised:
        forked.call(lambda: time.sleep(60), int, Bounds(10, 0.3, 64 * _MB))
    assert raised.value.reason is Reason.TIMEOUT


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory require Linux")
def test_memory_is_limited():
    with pytest.raises(ForkError) as raised:
        forked.call(lambda: len(bytes(200 * _MB)), int, _BOUNDS)
    assert raised.value.reason is Reason.MEMORY
    assert forked.call(lambda: len(bytes(20 * _MB)), int, _BOUNDS) == 20 * _MB


def test_fork_that_dies_is_noticed():
    with pytest.raises(ForkError):
        forked.call(lambda: os._exit(0), int, _BOUNDS)


def test_questions_are_answered_by_one_process_until_a_limit_is_reached():
    def answer(question):
        if question == b"loop":
            _endless()
        return str(os.getpid()).encode()

    fork = Forked(answer, 64 * _MB)
    first = fork.ask(b"who?", Budget(1, 10))
    assert fork.ask(b"who?", Budget(1, 10)) == first

    with pytest.raises(ForkError):
        fork.ask(b"loop", Budget(0.2, 10))
    second = fork.ask(b"who?", Budget(1, 10))
    assert second != first
    assert _is_gone(int(first))

    fork.close()
    assert _is_gone(int(second))


def test_time_is_subtracted_from_the_budget():
    budget = Budget(5, 10)
    fork = Forked(lambda question: time.sleep(0.2) or question, 64 * _MB)
    fork.ask(b"", budget)
    fork.close()
    assert budget.wall_s <= 9.9


def test_fork_keeps_no_file_open():
    reading, writing = os.pipe()
    fork = Forked(lambda question: question, 64 * _MB)
    fork.ask(b"", Budget(1, 10))
    os.close(writing)
    assert os.read(reading, 1) == b""  # would wait for the fork to close its copy
    os.close(reading)
    fork.close()


def test_parallel_operations_of_torch_work_in_a_fork():
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    x = torch.ones(600, 600)
    assert float((x @ x)[0, 0]) == 600
    try:
        assert forked.call(lambda: float((x @ x).exp_()[0, 0] > 0), float, _BOUNDS) == 1
    finally:
        torch.set_num_threads(threads)
