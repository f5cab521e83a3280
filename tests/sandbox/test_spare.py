"""One process for several checks, only where nothing was left behind in it."""

import contextlib

import pytest

from grader.checks.stand_ins import StandIns
from grader.checks.student import Student
from grader.errors import StudentError
from grader.sandbox.limits import Limits
from grader.sandbox.spare import Spare
from grader.sandbox.warm import Warm
from grader.submission.source import Source

LIMITS = Limits(cpu_s=2, wall_s=6)


@pytest.fixture
def jail(warm):
    with warm.jail() as jail:
        yield jail


@pytest.fixture
def pid_of(jail):
    """Return a function that calls a text's function, as a check does, and returns the process id."""
    spare = Spare()

    def call(text, name="f", limits=LIMITS, *, spare=spare, whole=False, expect_error=False):
        source = Source("homework.py", text, whole=whole)
        student = Student(
            ["f", "g"], source, lambda lim: jail.fork(lim, "homework.py"), limits, spare=spare
        )
        with pytest.raises(StudentError) if expect_error else contextlib.nullcontext():
            getattr(student, name)(1)
        pid = student._connection.child.pid
        student.close()
        return pid

    yield call
    spare.close()


PURE = "def f(x):\n    return x\ndef g(x):\n    return 1 / (x - 1)\n"


def test_functions_that_leave_nothing_share_a_process(pid_of):
    assert pid_of(PURE) == pid_of(PURE)


def test_a_process_in_which_something_may_be_left_is_not_used_again(pid_of):
    kept = "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)\n"
    assert pid_of(kept) != pid_of(kept)


@pytest.mark.parametrize(
    ("error", "is_same"), [("ValueError", True), ("KeyError(x)", True), ("MemoryError", False)]
)
def test_an_exception_leaves_nothing_if_it_is_an_ordinary_one(pid_of, error, is_same):
    text = f"def f(x):\n    return x\ndef g(x):\n    raise {error}\n"
    assert (pid_of(text, "g", expect_error=True) == pid_of(text)) is is_same


def test_one_that_failed_to_load_is_not_used_again(pid_of):
    text = "def f(x):\n    return x\ndef g(x=1 / 0):\n    return x\n"
    assert pid_of(text, "g", expect_error=True) != pid_of(text)


def test_nor_is_one_that_has_printed(pid_of):
    loud = "def f(x):\n    print(x)\n    return x\n"
    assert pid_of(loud) != pid_of(loud)


def test_nor_is_one_with_other_limits(pid_of):
    assert pid_of(PURE) != pid_of(PURE, limits=Limits(cpu_s=3, wall_s=6))


def test_nor_is_one_in_which_the_whole_file_ran(pid_of):
    assert pid_of(PURE, whole=True) != pid_of(PURE, whole=True)


def test_without_a_spare_each_check_has_its_own_process(pid_of):
    assert pid_of(PURE, spare=None) != pid_of(PURE, spare=None)


def test_a_process_in_which_the_reference_answered_is_not_used_again(jail):
    with contextlib.closing(Spare()) as spare:
        source = Source("homework.py", PURE)

        def student():
            fork = lambda lim: jail.fork(lim, "homework.py")  # noqa: E731
            return Student(
                ["f", "g"], source, fork, LIMITS, reference=StandIns({"g": abs}), spare=spare
            )

        first = student()
        first.f(1)
        first.restart(["g"])
        first.f(1)
        pid = first._connection.child.pid
        first.close()
        second = student()
        second.f(1)
        assert second._connection.child.pid != pid
        second.close()


DRAWS = "import torch\nimport numpy as np\ndef f():\n    return [torch.rand(1).item(), np.random.rand()]\n"


def test_random_numbers_are_the_same_whenever_a_submission_is_graded():
    text = f"{DRAWS}import random\ndef g():\n    return random.random()\n"
    drawn = []
    for _ in range(2):
        with Warm(["numpy", "torch"]) as warm, warm.jail() as jail:
            student = Student(
                ["f", "g"], Source("homework.py", text), lambda lim: jail.fork(lim, "h.py"), LIMITS
            )
            drawn.append([student.f(), student.g()])
            student.close()
    assert drawn[0] == drawn[1]


def test_random_numbers_restart_for_each_check(warm_torch):
    with warm_torch.jail() as jail, contextlib.closing(Spare()) as spare:
        drawn = []
        pids = set()
        for _ in range(2):
            fork = lambda lim: jail.fork(lim, "homework.py")  # noqa: E731
            student = Student(["f"], Source("homework.py", DRAWS), fork, LIMITS, spare=spare)
            drawn.append([student.f(), student.f()])
            pids.add(student._connection.child.pid)
            student.close()
    assert len(pids) == 1
    assert drawn[0] == drawn[1]
    assert drawn[0][0] != drawn[0][1]


def test_the_child_ends_when_the_spare_is_closed(pid_of, warm):
    with contextlib.closing(Spare()) as spare:
        pid_of(PURE, spare=spare)
        child = spare._kept.child
    assert child.dead
