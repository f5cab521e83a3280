"""The warm process: it forks children and leaves nothing behind, however the examiner ends."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from tiers import ALL

from grader.checks.student import Student
from grader.errors import SandboxError
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.sandbox.warms import Warms
from grader.submission.source import Source

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(cpu_s=2, wall_s=6)
HOLDER = """
import sys, time
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Jail, Warm
from grader.submission.source import Source
from grader.checks.student import Student
warm = Warm([])
warm.wait()
text = "import os\\ndef f():\\n    open('left', 'w').close()\\n    return os.getpid()"
jail = Jail(warm)
student = Student(["f"], Source("h.py", text), lambda limits: jail.fork(limits, "h.py"), Limits())
pid = student.f()
print(jail._server.pid, pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return the folder in which temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def student_of(jail, text):
    return Student(
        ["f"], Source("homework.py", text), lambda limits: jail.fork(limits, "homework.py"), LIMITS
    )


def test_start_fork_and_close_leave_no_process_and_no_folder(temporary, is_running, comes_true):
    with Warm([]) as warm, warm.jail() as jail:
        child = jail.fork(LIMITS, "homework.py")
        warm_pid = warm._process.server.pid
        assert is_running(child.pid)
        assert len(list(temporary.glob("*/run-*"))) == 1
    assert not is_running(warm_pid)
    assert comes_true(lambda: not is_running(child.pid))
    assert list(temporary.iterdir()) == []
    child._selector.close()  # our ends: closing the warm process does not close them
    child._channel.close()
    child._output.close()


def test_a_child_that_is_killed_leaves_no_folder_while_the_warm_process_goes_on(
    temporary, is_running
):
    with Warm([]) as warm, warm.jail() as jail:
        first, second = jail.fork(LIMITS, "homework.py"), jail.fork(LIMITS, "homework.py")
        assert first.pid != second.pid
        first.kill()
        assert not is_running(first.pid)
        assert is_running(second.pid)
        assert len(list(temporary.glob("*/run-*"))) == 1
        second.kill()
        assert list(temporary.glob("*/run-*")) == []


def test_nothing_is_left_where_the_warm_process_is_not_ready_yet(temporary):
    with Warm(["numpy"]):
        pass
    assert list(temporary.iterdir()) == []


def test_cpu_seconds_of_children_that_have_ended_add_up():
    text = "import time\ndef f():\n    while time.process_time() < 0.1: pass"
    with Warm([]) as warm, warm.jail() as jail:
        for _ in range(2):
            student = student_of(jail, text)
            student.f()
            student.close()
        assert warm.children_cpu_s > 0.2


def test_cpu_seconds_of_what_a_child_leaves_behind_count_too():
    text = """
import os, subprocess, sys, time
BUSY = "import time\\nwhile time.process_time() < 0.3: pass\\nprint(flush=True)\\ntime.sleep(60)"
def f():
    left = subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE)
    left.stdout.readline()
"""
    with Warm([]) as warm, warm.jail() as jail:
        student = student_of(jail, text)
        student.f()
        student.close()
        assert warm.children_cpu_s > 0.3


def test_what_is_preloaded_is_imported_once_before_any_child(tmp_path, monkeypatch):
    (tmp_path / "slow_import.py").write_text("import os\npid = os.getpid()\n")
    monkeypatch.syspath_prepend(tmp_path)
    text = "import slow_import, os\ndef f():\n    return slow_import.pid, os.getppid()"
    with Warm(["slow_import"]) as warm, warm.jail() as jail:
        for _ in range(2):
            student = student_of(jail, text)
            assert student.f() == (warm._process.server.pid, warm._process.server.pid)
            student.close()


def test_modules_in_the_current_folder_are_not_imported(tmp_path, monkeypatch):
    (tmp_path / "numpy.py").write_text("raise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with Warm(["numpy"]) as warm, warm.jail() as jail:
        student = student_of(jail, "import numpy as np\ndef f():\n    return np.ones(2)")
        np.testing.assert_array_equal(student.f(), [1, 1])
        student.close()


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux notifies children of their parent's end"
)
def test_nothing_survives_a_holder_that_is_killed(temporary, is_running, comes_true):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True, env=environment
    )
    with holder:
        pids = [int(pid) for pid in holder.stdout.readline().split()]
        assert [is_running(pid) for pid in pids] == [True, True]
        assert len(list(temporary.glob("*/run-*/left"))) == 1
        holder.send_signal(signal.SIGKILL)
    assert comes_true(lambda: not any(map(is_running, pids)))
    assert comes_true(lambda: not list(temporary.iterdir()))


@pytest.mark.parametrize("tier", ALL)
def test_a_warm_process_killed_between_two_submissions_is_replaced(tier, is_running, comes_true):
    text = "def f():\n    return 7"
    with Warm([], tier=tier) as warm:
        for _ in range(2):
            with warm.jail() as jail:
                student = student_of(jail, text)
                assert student.f() == 7
                student.close()
            # In B, it is another one already.
            warm.wait()
            killed = warm._process.server.pid
            kill(killed)
            assert comes_true(lambda pid=killed: not is_running(pid))


@pytest.mark.parametrize("tier", ALL)
def test_a_warm_process_killed_while_it_forks_is_replaced(tier, monkeypatch):
    with Warm([], tier=tier) as warm, warm.jail() as jail:
        warm.wait()
        lost = warm._process.server
        monkeypatch.setattr(lost, "_write", lambda *_: kill(lost.pid))
        student = student_of(jail, "def f():\n    return 7")
        assert student.f() == 7
        assert warm._process.server is not lost
        student.close()


def kill(pid):
    assert pid > 1, "others would be killed"
    os.kill(pid, signal.SIGKILL)


def test_a_warm_process_killed_while_it_imports_says_so_each_time(tmp_path, monkeypatch):
    (tmp_path / "deadly_import.py").write_text("import os\nos.kill(os.getpid(), 9)\n")
    monkeypatch.syspath_prepend(tmp_path)
    with Warm(["deadly_import"]) as warm:
        for _ in range(2):
            with (
                warm.jail() as jail,
                pytest.raises(SandboxError, match=r"has ended: ended by signal 9$"),
            ):
                jail.fork(LIMITS, "homework.py")


def test_a_warm_process_that_ends_while_it_imports_says_its_last_words(tmp_path, monkeypatch):
    (tmp_path / "sad_import.py").write_text("raise ValueError('no such library')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with (
        Warm(["sad_import"]) as warm,
        pytest.raises(SandboxError, match=r"has ended: ValueError: no such library$"),
    ):
        warm.wait()


def test_warm_processes_are_closed_even_if_one_cannot_be():
    warms = Warms()
    first = warms.get(["json"])
    second = warms.get(["math"])
    first.wait()
    second.wait()
    second.close()
    second.close = first.close
    first.close = broken = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        warms.close()
    assert broken is first.close
    assert first._process._process.poll() is not None


def test_one_warm_process_serves_all_that_need_the_same_imports():
    with Warms() as warms:
        first = warms.get(["json"])
        assert warms.get(("json",)) is first
        assert warms.get(["json", "math"]) is not first
        assert warms.get(["json"], autograd=True) is first
        first.wait()
    assert first._process._process.poll() is not None
