"""Transcripts: what came of a submission's calls, as far as it tells something."""

import numpy as np
import pytest
import torch

from grader import wire
from grader.checks.transcript import ROUNDS_KEPT, Event, Transcript
from grader.errors import StudentError
from grader.results import Reason

MODEL = (("Linear", np.ones((1, 2), "f4")), ("ReLU",))
TRAINS = """
    def f(model, x):
        import torch
        with torch.no_grad():
            for parameter in model.parameters():
                parameter += 1
        return 3.0
    def g():
        import torch
        return torch.nn.Linear(2, 1, bias=False)
    """


def test_a_call_is_kept_with_its_arguments_and_its_result(student_of):
    student = student_of("def f(x, n):\n    return x + n\n")
    x = np.ones(2)
    value = student.f(x, n=3)
    (event,) = student.seen
    assert event.what == "Call f"
    assert event.args[0] is x
    assert event.args[1] == 3
    assert event.value is value


def test_what_a_call_changed_is_kept(student_of):
    student = student_of("def f(x, y):\n    x += 1\n    y += 1\n")
    student.f(np.ones(2), np.ones(2))
    assert [event.changed for event in student.seen] == [2]


def test_an_exception_is_kept(student_of):
    student = student_of("def f(x):\n    return x / 0\n")
    with pytest.raises(StudentError):
        student.f(1)
    (event,) = student.seen
    assert isinstance(event.value, wire.Raised)
    assert event.value.type_name == "ZeroDivisionError"


def test_a_limit_is_kept(student_of):
    student = student_of("def f():\n    while True:\n        pass\n")
    with pytest.raises(StudentError):
        student.f()
    assert [event.value for event in student.seen] == [Reason.TIMEOUT]


def test_a_function_that_is_missing_is_kept(student_of):
    student = student_of("")
    with pytest.raises(StudentError):
        student.f()
    assert [event.value.kind for event in student.seen] == ["missing"]


def test_of_many_rounds_the_first_are_kept(student_of):
    student = student_of("def f():\n    return 1\n")
    assert len(list(student.f.rounds(ROUNDS_KEPT))) == len(student.seen) == ROUNDS_KEPT
    assert not student.seen.cut
    list(student.f.rounds(ROUNDS_KEPT + 2))
    assert len(student.seen) == 2 * ROUNDS_KEPT
    assert student.seen.cut
    student.f()
    assert len(student.seen) == 2 * ROUNDS_KEPT


def test_of_many_events_the_first_are_kept():
    seen = Transcript()
    for number in range(1000):
        seen.add(Event("Call f", (), number))
    assert seen.cut
    assert len(seen) < 1000
    assert [event.value for event in seen[:3]] == [0, 1, 2]


def test_a_plain_model_is_kept_as_its_initial_weights(student_of, warm_torch):
    student = student_of(TRAINS, process=warm_torch)
    model = student.sequential(*MODEL)
    student.f(model, torch.ones(1))
    model.weights()
    called, read = student.seen
    assert [len(called.args), called.args[0][0].tolist(), read.args[0].tolist()] == [
        2,
        [[1, 1]],
        [[1, 1]],
    ]
    assert read.what == "ReadModel"
    assert read.value[1][0][1].tolist() == [[2, 2]]


def test_what_only_prepares_is_not_kept(student_of, warm_torch):
    student = student_of(TRAINS, process=warm_torch)
    student.sequential(*MODEL)
    assert student.seen == []


def test_a_model_can_be_given_weights(student_of, warm_torch):
    student = student_of(TRAINS, process=warm_torch)
    model = student.g()
    packer = wire.Packer()
    weights = [packer.pack(torch.tensor([[5.0, 7.0]]))]
    student.request(wire.PutWeights(model.id, weights), packer.buffers)
    assert model.weights()["weight"].tolist() == [[5, 7]]


def test_a_student_that_forgets_is_as_new_in_the_same_process(student_of):
    student = student_of("import random\nx = []\ndef f():\n    x.append(1)\n    return len(x)\n")
    assert [student.f(), student.f()] == [1, 2]
    child = student._connection.child
    student.forget()
    assert (student.seen, student.called) == ([], [])
    assert student.f() == 1
    assert student._connection.child is child


@pytest.mark.parametrize(
    "large", [np.zeros(1 << 22), 6000 * [1], "x" * (17 << 20), [np.zeros(1 << 20)] * 3]
)
def test_what_is_large_is_not_kept(large):
    seen = Transcript()
    seen.add(Event("Call f", (), 1))
    seen.add(Event("Call f", (), large))
    seen.add(Event("Call f", (), 2))
    assert [event.value for event in seen] == [1]
    assert seen.cut
