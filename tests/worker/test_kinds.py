"""A stand-in returns what the student's own function would: the same kind of value."""

import time
from typing import NamedTuple

import numpy as np
import pytest
import torch

from grader.worker.kinds import converter, like, sample


class Pair(NamedTuple):
    first: object
    second: object


@pytest.mark.parametrize(
    ("value", "own", "expected"),
    [
        (np.array([1, 0]), [0, 1], [1, 0]),
        (np.array([1, 0]), (0, 1), (1, 0)),
        (np.array([1, 0]), torch.tensor([0, 1]), torch.tensor([1, 0])),
        (np.array([1.0]), np.array([0.0], "float32"), np.array([1.0], "float32")),
        (2.5, np.float64(1), np.float64(2.5)),
        (2.5, torch.tensor(1.0), torch.tensor(2.5)),
        (torch.tensor(2.5), 1.0, 2.5),
        (np.float64(2.5), 1.0, 2.5),
        (torch.tensor([2.5]), np.array([1.0]), np.array([2.5], "float32")),
        ((np.ones(2), 3), Pair([0.0], 1), Pair([1.0, 1.0], 3)),
        ((1, 2), [0, 0], [1, 2]),
        (3, 1.5, 3.0),
    ],
)
def test_value_takes_the_kind_of_the_students_own(value, own, expected):
    result = like(value, own)
    assert type(result) is type(expected)
    assert str(result) == str(expected)
    if hasattr(expected, "dtype"):
        assert result.dtype in (expected.dtype, own.dtype)


@pytest.mark.parametrize(
    ("value", "own"),
    [
        (2.5, 1),
        (np.array([2.5]), np.array([1])),
        (torch.tensor([2.5]), torch.tensor([1])),
        (torch.tensor([2.5]), torch.tensor([True])),
    ],
)
def test_no_number_changes_by_the_kind(value, own):
    result = like(value, own)
    assert str(result) == str(value)


@pytest.mark.parametrize(
    ("value", "own"),
    [("fizz", 3), (np.ones(3), Pair(1, 2)), (3.0, object()), ([1], {}), (1, "x"), (None, [1])],
)
def test_value_that_has_no_such_kind_stays(value, own):
    assert like(value, own) is value


def test_sample_is_what_the_function_returns_for_copies():
    def change(x):
        x += 1
        return x

    x = np.zeros(2)
    assert sample(change, [x], {}).tolist() == [1, 1]
    assert x.tolist() == [0, 0]


def test_sample_of_a_tensor_in_a_graph_is_taken_without_the_graph():
    w = torch.ones(2, requires_grad=True) * 2
    assert sample(lambda w: w.sum(), [w], {}).requires_grad


def test_function_that_raises_has_no_sample():
    assert sample(lambda: 1 // 0, [], {}) is None


def test_function_that_never_ends_has_no_sample():
    def endless():
        while True:
            time.sleep(0.01)

    assert sample(endless, [], {}) is None


def test_sample_leaves_the_generators_of_random_numbers_as_they_were():
    def draw():
        return torch.rand(1).item(), np.random.rand()  # noqa: NPY002

    def seed():
        torch.manual_seed(0)
        np.random.seed(0)  # noqa: NPY002

    seed()
    expected = draw()
    seed()
    sample(draw, [], {})
    assert draw() == expected


def test_plain_kind_is_lists_and_numbers():
    convert = converter("plain", None)
    assert convert(torch.tensor([1, 0]), [], {}) == [1, 0]
    assert convert((np.ones(1), torch.tensor(2.0)), [], {}) == ([1.0], 2.0)


def test_own_function_is_asked_once_for_the_kind_of_all_answers():
    calls = []

    def own(x):
        calls.append(x)
        return [0]

    convert = converter("own", own)
    assert convert(np.array([1]), [3], {}) == [1]
    assert convert(np.array([2]), [4], {}) == [2]
    assert calls == [3]


@pytest.mark.parametrize(("kind", "own"), [("reference", lambda: [0]), ("own", None)])
def test_without_the_students_own_an_answer_stays_as_it_is(kind, own):
    value = np.array([1])
    assert converter(kind, own)(value, [], {}) is value
