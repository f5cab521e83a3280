"""Which device a grader takes, and what it says where the GPU cannot be used."""

import pytest

from grader.checks import assignment as assignments
from grader.checks.connection import Connection
from grader.errors import DeviceError, UsageError
from grader.grading import devices
from grader.grading.grader import Grader
from grader.results import Tier

# On a GPU, it is the GPU that fails.
RIGHT = """
import os
def double(x):
    if os.environ.get("CUDA_VISIBLE_DEVICES"):
        raise RuntimeError("CUDA error: unspecified launch failure")
    return 2 * x
def total(xs):
    return sum(2 * x for x in xs)
"""
LOST = "cuda:0 cannot be used: it is lost"


@pytest.fixture
def assignment(course):
    """The tiny assignment, which asks for a GPU."""
    toml = course / "assignments/tiny/assignment.toml"
    text = toml.read_text("utf-8").replace('["numpy"]', '["numpy", "torch"]\ngpu = true')
    toml.write_text(text, "utf-8")
    return assignments.load(course / "assignments/tiny", course / "solutions")


@pytest.fixture
def homework(tmp_path):
    file = tmp_path / "homework.py"
    file.write_text(RIGHT)
    return file


@pytest.fixture
def gpu(monkeypatch):
    """Lets torch find a GPU, which the first processes have and later ones have not."""

    def works(times):
        starts = iter([True] * times)

        def start(self):
            if not next(starts, False):
                self.kill()
                raise DeviceError(LOST)

        monkeypatch.setattr(devices, "count", lambda: 1)
        monkeypatch.setattr(Connection, "_start_gpu", start)

    return works


def test_auto_takes_a_gpu_that_works(assignment, homework, gpu):
    gpu(99)
    with Grader(Tier.E) as grader:
        assert grader.device(assignment) == "cuda:0"


def test_auto_without_a_gpu_is_the_cpu_and_says_so(assignment, homework, monkeypatch):
    monkeypatch.setattr(devices, "count", lambda: 0)
    with Grader(Tier.E) as grader:
        report = grader.grade_file(assignment, homework)
    assert (report.device, report.score) == ("cpu", 100)
    assert report.notes[-1] == "graded on the CPU: torch finds no GPU"


@pytest.mark.parametrize("works", [0, 1, 2])
def test_auto_with_a_gpu_that_is_lost_is_the_cpu_and_says_so(assignment, homework, gpu, works):
    gpu(works)  # 1: lost once it has been tried; 2: in the middle of the submission
    with Grader(Tier.E) as grader:
        report = grader.grade_file(assignment, homework)
        second = grader.grade_file(assignment, homework)
    assert (report.device, report.score, report.broken) == ("cpu", 100, ())
    assert report.notes[-1] == f"graded on the CPU: {LOST}"
    assert second == report


@pytest.mark.parametrize("works", [0, 2])
def test_a_gpu_that_was_asked_for_is_not_replaced(assignment, homework, gpu, works):
    gpu(works)
    with Grader(Tier.E, "cuda") as grader, pytest.raises(DeviceError, match="it is lost") as caught:
        grader.grade_file(assignment, homework)
    assert caught.value.exit_code == 3


def test_a_gpu_that_was_asked_for_and_is_missing_is_bad_usage(assignment, monkeypatch):
    monkeypatch.setattr(devices, "count", lambda: 0)
    with Grader(Tier.E, "cuda") as grader, pytest.raises(UsageError, match="torch finds 0 GPUs"):
        grader.device(assignment)


def test_the_cpu_needs_no_note(assignment, homework):
    with Grader(Tier.E, "cpu") as grader:
        assert not grader.grade_file(assignment, homework).notes


@pytest.mark.parametrize(("jobs", "share"), [(1, 1), (3, 0.3)])
def test_each_of_several_graders_has_its_share_of_a_gpus_memory(assignment, gpu, jobs, share):
    gpu(99)
    with Grader(Tier.E, "cuda", jobs=jobs) as grader:
        assert grader.worker(assignment).gpu_share == pytest.approx(share)
