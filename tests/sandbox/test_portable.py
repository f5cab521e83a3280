"""Processes that are spawned and used again, as on Windows; here, what is their own."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest

from grader.checks.student import Student
from grader.errors import SandboxError, StudentError
from grader.results import Reason
from grader.sandbox.limits import Limits
from grader.sandbox.portable import PortableWarm
from grader.submission.source import Source

LIMITS = Limits(
    cpu_s=2, wall_s=8, load_cpu_s=2, load_wall_s=8, output_bytes=1 << 20, memory_bytes=1 << 30
)


@pytest.fixture(autouse=True)
def _portable(monkeypatch):
    monkeypatch.setenv("GRADE_PORTABLE", "1")


@pytest.fixture
def warm():
    with PortableWarm(["numpy"]) as process:
        yield process


@pytest.fixture
def jail(warm):
    with warm.jail() as jail:
        yield jail


def student(jail, text, limits=LIMITS):
    source = Source("homework.py", text)
    return Student(["f", "g"], source, lambda own: jail.fork(own, "homework.py"), limits)


@pytest.fixture
def _late(monkeypatch):
    """What a process prints takes its time."""
    read = os.read

    def read_late(descriptor, size):
        data = read(descriptor, size)
        time.sleep(0.2)
        return data

    monkeypatch.setattr(os, "read", read_late)


def pid_of(jail):
    one = student(jail, "import os\ndef f():\n    return os.getpid()\n")
    pid = one.f()
    one.close()
    return pid


def test_uses_share_a_process_one_after_the_other(jail):
    assert pid_of(jail) == pid_of(jail)


def test_a_use_finds_nothing_of_the_one_before(jail):
    first = student(
        jail,
        "import builtins, os\ndef f():\n    builtins.left = 1\n    open('left', 'w').close()\n",
    )
    first.f()
    first.close()
    second = student(
        jail,
        "import builtins, os\ndef f():\n    return hasattr(builtins, 'left'), os.listdir()\n",
    )
    assert second.f() == (False, [])


@pytest.mark.usefixtures("_late")
def test_what_a_use_printed_is_its_own_however_late_it_arrives(jail):
    text = "def f(x):\n    print('got', x)\n"
    told = []
    for number in range(3):
        one = student(jail, text)
        one.f(number)
        told.append(one.printed)
        one.close()
    assert told == ["got 0\n", "got 1\n", "got 2\n"]


@pytest.mark.parametrize("size", [0, 5, (1 << 14) - 20, (1 << 14) - 7, 1 << 14, 1 << 15])
def test_nothing_is_added_to_what_was_printed(jail, size):
    one = student(jail, f"def f():\n    print({size} * 'x', end='')\n")
    one.f()
    for _time in range(2):
        assert set(one.printed) <= {"x"}
        assert len(one.printed) >= min(size, 1 << 13)


def test_a_thread_that_goes_on_printing_is_no_mark(jail):
    text = """
import threading, time
def f():
    def go_on():
        for _ in range(100):
            print(".", end="", flush=True)
            time.sleep(0.005)
    threading.Thread(target=go_on, daemon=True).start()
"""
    one = student(jail, text)
    one.f()
    assert set(one.printed) <= {"."}


@pytest.mark.usefixtures("_late")
def test_what_a_use_printed_is_not_the_next_ones(jail):
    first = student(jail, "def f():\n    print('first')\n")
    first.f()
    first.close()
    second = student(jail, "def f():\n    print('second')\n")
    second.f()
    assert second.printed == "second\n"


def test_two_uses_at_a_time_have_a_process_each(jail):
    text = "import os\ndef f():\n    return os.getpid()\n"
    first, second = student(jail, text), student(jail, text)
    assert first.f() != second.f()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while True: pass", Reason.TIMEOUT),
        ("import time; time.sleep(60)", Reason.STALLED),
        ("import os; os._exit(3)", Reason.KILLED),
        ("import ctypes; ctypes.string_at(0)", Reason.KILLED),
        ("while True: print('x' * 10000)", Reason.OUTPUT),
    ],
)
def test_a_process_that_misbehaves_is_replaced(jail, body, reason):
    before = pid_of(jail)
    bad = student(jail, f"def f():\n    {body}\n")
    with pytest.raises(StudentError) as caught:
        bad.f()
    bad.close()
    assert caught.value.reason is reason
    assert pid_of(jail) != before
    assert not psutil.pid_exists(before)


def test_a_process_in_the_middle_of_rounds_is_replaced(jail):
    text = "import os, time\ndef f(x):\n    time.sleep(.1)\n    return os.getpid()\n"
    one = student(jail, text)
    first = next(iter(one.call("f", (1,), {}, times=50)))
    one.close()
    assert pid_of(jail) != first.value


def test_what_it_started_ends_with_it(warm, comes_true, is_running):
    text = (
        "import subprocess, sys\ndef f():\n"
        "    return subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid\n"
    )
    with warm.jail() as jail:
        started = student(jail, text).f()
        assert psutil.pid_exists(started)
    assert comes_true(lambda: not is_running(started))


def test_nothing_is_left_on_the_disk(warm):
    with warm.jail() as jail:
        one = student(jail, "def f(x):\n    return x + 1\n")
        one.f(np.ones(1000))
        home = next(iter(jail._all)).home
        assert list(home.iterdir()) == [home / "work"]
    assert not home.exists()


def test_changes_in_place_are_seen(jail):
    one = student(jail, "def f(x, y):\n    x += 1\n    return y\n")
    one.f(np.ones(1000), np.ones(10))
    assert one.changed == [("x", "f")]


def test_more_memory_than_allowed_ends_it(jail):
    limits = Limits(cpu_s=20, wall_s=60, memory_bytes=100 << 20)
    one = student(jail, "import numpy as np\ndef f():\n    return np.ones(10**9)[0]\n", limits)
    with pytest.raises(StudentError) as caught:
        one.f()
    assert caught.value.reason is Reason.MEMORY


def test_the_next_submission_gets_a_process_that_has_started_meanwhile(warm):
    pids = []
    for _submission in range(3):
        with warm.jail() as jail:
            pids.append(pid_of(jail))
    assert len(set(pids)) == 3
    assert warm._next is not None


def test_what_the_submission_costs_is_counted(warm):
    text = (
        "import time\ndef f():\n    until = time.process_time() + .1\n"
        "    while time.process_time() < until:\n        pass\n"
    )
    before_s = warm.children_cpu_s
    with warm.jail() as jail:
        student(jail, text).f()
    # Where the system counts in ticks of 10 or 16 ms, one may be missing.
    assert warm.children_cpu_s - before_s > 0.05


def test_imports_that_fail_are_one_message():
    with PortableWarm(["no_such_library"]) as warm, pytest.raises(SandboxError) as caught:
        warm.wait()
    assert "No module named 'no_such_library'" in str(caught.value)


@pytest.mark.parametrize("number", ["SIGTERM", "SIGKILL"])
def test_nothing_is_left_where_the_examiner_is_ended(tmp_path, comes_true, number):
    text = (
        "import sys\nfrom grader.sandbox.limits import Limits\n"
        "from grader.sandbox.portable import PortableWarm\n"
        "with PortableWarm(['numpy']) as warm, warm.jail() as jail:\n"
        "    child = jail.fork(Limits(), 'homework.py')\n"
        "    print(child.pid, flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", text]
    variables = {**os.environ, "TMPDIR": str(tmp_path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=variables, **pipes) as examiner:
        pid = int(examiner.stdout.readline())
        examiner.send_signal(getattr(signal, number))
    assert comes_true(lambda: not psutil.pid_exists(pid))
    assert comes_true(lambda: not [*tmp_path.iterdir()])
