"""Limits, and the clock that measures what a process uses of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import limits
from grader.sandbox.limits import Budget, Limits, Spent, Stopwatch, cpu_seconds, waited_seconds

tells_waits = pytest.mark.skipif(
    not waited_seconds("self"), reason="this kernel does not report waiting for a CPU"
)
proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="CPU time is read from /proc"
)
SPIN = "print(flush=True)\nwhile True: pass"


@pytest.fixture
def start():
    """Return a function that starts a process and waits until it runs."""
    started = []

    def start(*command):
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        started[-1].stdout.readline()
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_the_kernels_limit_leaves_the_examiner_time_to_be_first():
    assert Limits(cpu_s=2.5, load_cpu_s=20).kernel_cpu_s == 27
    assert isinstance(Limits(cpu_s=2.5).kernel_cpu_s, int)


@proc
def test_cpu_seconds_of_another_process_are_read(start, comes_true):
    busy = start(sys.executable, "-S", "-c", SPIN)
    assert comes_true(lambda: cpu_seconds(busy.pid) > 0.1)


@proc
def test_children_that_were_waited_for_count(start, comes_true):
    spin = "import time\nwhile time.process_time() < 0.2: pass"
    parent = start("/bin/sh", "-c", f"'{sys.executable}' -S -c '{spin}'; echo; read _")
    assert comes_true(lambda: cpu_seconds(parent.pid) >= 0.15)


@proc
@pytest.mark.parametrize("name", ["a) R 1 2", "x (y) z", "))))", "1 2 3 4"])
def test_the_name_of_a_process_does_not_confuse_its_figures(start, tmp_path, comes_true, name):
    (tmp_path / name).symlink_to("/bin/sh")
    busy = start(str(tmp_path / name), "-c", "echo; while :; do :; done")
    assert name[:15] in Path(f"/proc/{busy.pid}/stat").read_text()
    assert comes_true(lambda: 0.05 < cpu_seconds(busy.pid) < 60)


@proc
def test_a_process_that_has_ended_has_used_nothing(start):
    gone = start("/bin/echo")
    gone.wait()
    assert cpu_seconds(gone.pid) == 0


@proc
def test_a_stopwatch_counts_cpu_time_only_from_its_start(start, comes_true):
    busy = start(sys.executable, "-S", "-c", SPIN)
    assert comes_true(lambda: cpu_seconds(busy.pid) > 0.2)
    watch = Stopwatch(busy.pid)
    os.kill(busy.pid, 19)  # SIGSTOP
    assert watch.used().cpu_s < 0.2
    os.kill(busy.pid, 18)  # SIGCONT
    assert comes_true(lambda: watch.used().cpu_s > 0.2)


def test_the_waiting_of_the_examiner_itself_counts_once(monkeypatch):
    now, waited = [100.0], {str(os.getpid()): 50.0, "thread-self": 50.0}
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(limits, "waited_seconds", waited.get)
    watch = Stopwatch(os.getpid())
    now[0] = 100.1
    watch.used()
    now[0] = 104.0
    waited.update(dict.fromkeys(waited, 51.0))
    assert watch.used().wall_s == 3


@tells_waits
def test_the_time_that_a_process_waits_for_a_cpu_is_read(start, comes_true):
    pinned = f"import os\nos.sched_setaffinity(0, [{min(os.sched_getaffinity(0))}])\n{SPIN}"
    idle, *crowd = (
        start("/bin/sh", "-c", "echo; read _"),
        *(start(sys.executable, "-S", "-c", pinned) for _ in range(3)),
    )
    assert comes_true(lambda: all(waited_seconds(str(process.pid)) > 0.5 for process in crowd))
    before = waited_seconds(str(idle.pid))
    assert comes_true(lambda: all(waited_seconds(str(process.pid)) > 1 for process in crowd))
    assert waited_seconds(str(idle.pid)) == before


@proc
def test_a_process_that_has_ended_waits_for_nothing(start):
    gone = start("/bin/echo")
    gone.wait()
    assert waited_seconds(str(gone.pid)) == 0


@pytest.mark.parametrize(
    ("its", "ours", "counts"),
    [
        pytest.param(0, 0, 7.5, id="a quiet machine"),
        pytest.param(5, 0, 2.5, id="others have its CPU"),
        pytest.param(3, 2, 2.5, id="others have its CPU, and ours"),
        pytest.param(7, 7, 1.875, id="a machine so busy that both wait"),
    ],
)
def test_a_stopwatch_counts_the_wall_clock_but_not_the_wait_for_a_cpu(
    monkeypatch, its, ours, counts
):
    now, waited = [100.0], {"17": 50.0, "thread-self": 20.0}
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(limits, "waited_seconds", waited.get)
    monkeypatch.setattr(limits, "own_cpu_seconds", lambda _pid: 1.0)
    watch = Stopwatch(17)
    now[0] = 100.1
    watch.used()
    now[0] = 107.5
    waited.update({"17": 50.0 + its, "thread-self": 20.0 + ours})
    assert watch.used() == Spent(0, counts)


def test_the_waiting_of_a_short_request_counts(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(limits, "waited_seconds", lambda _task: pytest.fail("it is looked up"))
    watch = Stopwatch(os.getpid())
    now[0] = 100.04
    assert watch.used().wall_s == pytest.approx(0.04)


@proc
def test_own_cpu_seconds_are_those_of_the_kernels_other_count(start, comes_true):
    busy = start(sys.executable, "-S", "-c", SPIN)
    assert comes_true(lambda: limits.own_cpu_seconds(busy.pid) > 0.5)
    assert abs(limits.own_cpu_seconds(busy.pid) - cpu_seconds(busy.pid)) < 0.2
    busy.kill()
    busy.wait()
    assert limits.own_cpu_seconds(busy.pid) == 0


def test_a_process_that_ends_while_it_is_watched_gives_nothing_back(monkeypatch):
    figures = iter([5.0, 0.0])
    monkeypatch.setattr(limits, "own_cpu_seconds", lambda _: next(figures))
    assert Stopwatch(1).used().cpu_s == 0


def test_a_budget_shrinks():
    budget = Budget(cpu_s=2, wall_s=6)
    budget.spend(Spent(cpu_s=0.5, wall_s=1))
    assert budget == Budget(1.5, 5)
    assert (budget.whole_cpu_s, budget.whole_wall_s) == (2, 6)


def test_limits_do_not_change():
    with pytest.raises(AttributeError):
        Limits().cpu_s = 10**9
