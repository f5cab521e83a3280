"""Where to grade: what was asked for, what the assignment asks for, what there is."""

from dataclasses import replace

import pytest

from grader.checks.assignment import load
from grader.errors import UsageError
from grader.grading import devices


@pytest.fixture
def assignment(course, write):
    def make(preload='["numpy", "torch"]', more=""):
        text = f'title = "Tiny"\nfunctions = ["double"]\npreload = {preload}\n{more}\n'
        write(course, {"assignments/tiny/assignment.toml": text})
        return load(course / "assignments/tiny", None)

    return make


@pytest.fixture
def gpus(monkeypatch):
    return lambda count: monkeypatch.setattr(devices, "count", lambda: count)


@pytest.mark.parametrize(
    ("wanted", "count", "chosen"),
    [
        ("cpu", 0, "cpu"),
        ("cpu", 2, "cpu"),
        ("cuda", 1, "cuda:0"),
        ("cuda:1", 2, "cuda:1"),
        ("auto", 0, "cpu"),
    ],
)
def test_what_is_asked_for_is_taken_where_it_is(assignment, gpus, wanted, count, chosen):
    gpus(count)
    assert devices.choose(wanted, assignment()) == chosen


@pytest.mark.parametrize(
    ("more", "chosen"), [("", "cpu"), ("gpu = false", "cpu"), ("gpu = true", "cuda:0")]
)
def test_auto_is_the_assignments_choice(assignment, gpus, more, chosen):
    gpus(1)
    assert devices.choose("auto", assignment(more=more)) == chosen


@pytest.mark.parametrize(
    ("wanted", "count", "words"),
    [
        ("cuda", 0, "there is no cuda here: torch finds 0 GPUs"),
        ("cuda:1", 1, "there is no cuda:1 here: torch finds 1 GPU"),
    ],
)
def test_a_gpu_that_is_not_there_is_bad_usage(assignment, gpus, wanted, count, words):
    gpus(count)
    with pytest.raises(UsageError) as caught:
        devices.choose(wanted, assignment())
    assert caught.value.message == words
    assert "--device cpu" in caught.value.hint


@pytest.mark.parametrize("count", [0, 1])
def test_without_torch_nothing_is_graded_on_a_gpu(assignment, gpus, count):
    gpus(count)
    assert devices.choose("cuda", assignment('["numpy"]')) == "cpu"
    assert devices.choose("auto", replace(assignment('["numpy"]', "gpu = true"))) == "cpu"
