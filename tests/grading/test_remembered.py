"""What the reference returned is remembered, and no check can tell."""

import time
from types import ModuleType

import numpy as np
import pytest
import torch

from grader.grading import remembered
from grader.grading.remembered import Memory


@pytest.fixture
def reference():
    """A reference that counts the calls of its functions; one takes long."""
    module = ModuleType("reference")
    module.calls = []

    def doubled(x, *, plus=0):
        module.calls.append(x)
        time.sleep(0.002)
        return [2 * x + plus, "text"]

    def same(x):
        module.calls.append(x)
        return x

    module.doubled, module.same, module.NUMBER = doubled, same, 7
    return module


@pytest.mark.parametrize(
    "x",
    [np.arange(3.0), torch.arange(3.0), 5, np.float32(2)],
    ids=["array", "tensor", "int", "scalar"],
)
def test_what_takes_long_is_computed_once(reference, x):
    memory = Memory()
    values = [memory.of(reference, "check").doubled(x, plus=1) for _submission in range(3)]
    assert len(reference.calls) == 1
    assert repr(values[0]) == repr(values[1]) == repr(values[2])


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (np.arange(3.0), np.arange(3.0) + 1e-9),
        (np.arange(3.0), np.arange(3.0, dtype=np.float32)),
        (np.arange(3.0), torch.arange(3.0)),
        (torch.zeros(2), torch.zeros(3)),
        (1, True),
        (1, 1.0),
    ],
)
def test_other_arguments_are_computed(reference, first, then):
    memory = Memory()
    memory.of(reference, "check").doubled(first)
    value, _text = memory.of(reference, "check").doubled(then)
    assert len(reference.calls) == 2
    assert np.array_equal(value, 2 * then)


def test_each_call_and_each_check_is_remembered_by_itself(reference):
    memory = Memory()
    for _submission in range(2):
        one, other = memory.of(reference, "one"), memory.of(reference, "other")
        assert [one.doubled(1)[0], one.doubled(2)[0], other.doubled(3)[0]] == [2, 4, 6]
    assert reference.calls == [1, 2, 3]


def test_whoever_changes_a_value_or_an_argument_changes_nothing_that_is_remembered(reference):
    memory = Memory()
    x = np.ones(2)
    value, _text = memory.of(reference, "check").doubled(x)
    value += 1
    x += 1
    value, _text = memory.of(reference, "check").doubled(np.ones(2))
    value += 1
    assert memory.of(reference, "check").doubled(np.ones(2))[0].tolist() == [2, 2]
    assert len(reference.calls) == 1


def test_what_is_quick_or_has_a_graph_or_is_large_is_not_remembered(reference, monkeypatch):
    memory = Memory()
    monkeypatch.setattr(remembered, "_MOST_BYTES", 100)
    for _submission in range(2):
        seen = memory.of(reference, "check")
        seen.same(1)
        seen.doubled(torch.ones(1, requires_grad=True))
        seen.doubled(np.ones(1000))
    assert len(reference.calls) == 6
    assert memory.of(reference, "check").NUMBER == 7


@pytest.mark.parametrize("draw", [np.random.random, torch.rand], ids=["numpy", "torch"])
def test_what_draws_global_random_numbers_draws_them_each_time(reference, draw):
    def drawing(x):
        reference.calls.append(x)
        time.sleep(0.002)
        draw(1)
        return x

    reference.drawing = drawing
    memory = Memory()
    for _submission in range(2):
        memory.of(reference, "check").drawing(1)
    assert len(reference.calls) == 2
