"""Values are the same but for rounding, and a mistake's or not."""

import numpy as np
import pytest
import torch

from grader import wire
from grader.checks.transcript import Event
from grader.grading.diagnosis.similarity import Leaf, Relation, leaves, relation, same, tells
from grader.results import Reason

RNG = np.random.default_rng(3)
A = RNG.standard_normal((4, 5))


def leaf(value, *args):
    (leaf, _side_effects) = leaves(Event("Call f", args, value))
    return leaf


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (A, A * (1 + 1e-9)),
        (A, A.astype(np.float32)),
        (torch.tensor(A), A),
        (3, 3.0),
        (np.array(3.0), torch.tensor(3)),
        ([1.0, 2.0], np.array([1.0, 2.0])),
        ([1.0, 2.0], (1, torch.tensor(2.0))),
        ("fizz", "fizz"),
        (None, None),
        (np.array([np.nan, 1.0]), np.array([np.nan, 1.0])),
        (np.array([[1e300, 1.0]]), np.array([[1e300, 1.0]])),
    ],
)
def test_equivalent_values_are_the_same(one, other):
    assert same(leaf(one), leaf(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (A, A * (1 + 1e-3)),
        (A, A.T),
        (A, A[0]),
        (3, 4),
        (3, "3"),
        ([1.0, 2.0], [1.0, 2.1]),
        (np.array([np.nan, 1.0]), np.array([2.0, 1.0])),
        (None, 0),
    ],
)
def test_others_are_not(one, other):
    assert not same(leaf(one), leaf(other))


def test_weights_are_the_same_by_how_far_they_went():
    step = 1e-6 * RNG.standard_normal(A.shape)
    assert same(leaf(A + step, A), leaf(A + step + 1e-14, A))
    assert not same(leaf(A + step, A), leaf(A + 1.01 * step, A))
    assert not same(leaf(A + step, A), leaf(A, A))


def test_how_a_value_relates_to_a_mistake_and_to_the_right_one():
    right, mistaken = leaf(A), leaf(2 * A)
    assert relation(leaf(A), right, right) is Relation.NEUTRAL
    assert relation(leaf(3 * A), right, right) is Relation.UNEXPLAINED
    assert relation(leaf(2 * A), mistaken, right) is Relation.EXPLAINED
    assert relation(leaf(A), mistaken, right) is Relation.CONTRADICTED
    assert relation(leaf(3 * A), mistaken, right) is Relation.CONTRADICTED


def test_a_mistake_that_is_nearly_right_must_be_met_more_nearly():
    right, mistaken = leaf(torch.tensor(A).float()), leaf(torch.tensor(A * (1 + 1e-3)).float())
    assert (
        relation(leaf(torch.tensor(A * (1 + 1.01e-3)).float()), mistaken, right)
        is Relation.EXPLAINED
    )
    assert (
        relation(leaf(torch.tensor(A * (1 + 1.5e-3)).float()), mistaken, right)
        is Relation.CONTRADICTED
    )


def test_whole_numbers_in_place_of_floats_are_a_mistake_only_where_it_is_one():
    whole, floats = torch.ones(2, 2).int(), torch.ones(2, 2)
    assert relation(leaf(whole), leaf(whole), leaf(floats)) is Relation.EXPLAINED
    assert relation(leaf(floats), leaf(whole), leaf(floats)) is Relation.CONTRADICTED
    assert relation(leaf(whole), leaf(floats), leaf(floats)) is Relation.NEUTRAL


def test_an_exception_is_compared_by_its_type_and_message_without_numbers():
    def of(kind, message):
        return leaves(Event("Call f", (), wire.Raised("call", kind, message, [], kind)))

    assert of("ValueError", "shapes 3x4 and 5x2") == of("ValueError", "shapes 7x4 and 9x2")
    assert of("ValueError", "shapes") != of("TypeError", "shapes")
    assert leaves(Event("Call f", (), Reason.TIMEOUT)) == [Leaf("unanswered: timeout")]


def test_a_call_that_changes_its_arguments_is_another():
    assert leaves(Event("Call f", (), 1.0)) != leaves(Event("Call f", (), 1.0, changed=1))


def test_weights_of_a_model_are_known_by_their_names_where_these_are_the_lessons():
    one, two = torch.ones(2, 3), torch.zeros(3, 1)
    ordered = leaves(
        Event("ReadModel", (), [[], [("linear1.weight", one), ("linear2.weight", two)]])
    )
    other = leaves(Event("ReadModel", (), [[], [("linear2.weight", two), ("linear1.weight", one)]]))
    assert all(map(same, ordered, other))
    assert [leaf.kind for leaf in leaves(Event("ReadModel", (), [[], []]))][:1] == ["list 0"]


@pytest.mark.parametrize("odd", [None, 3, [], [[], 3], [[], [3]], [[], [(1, 2, 3)]], "weights"])
def test_a_description_that_is_none_has_no_weights(odd):
    assert leaves(Event("ReadModel", (), odd))[0].kind == "list 0"


START = np.ones(3)
STAYED = Leaf("array (3,)", START.copy(), start=START, trained=True)
MOVED = Leaf("array (3,)", START + 1e-9, start=START, trained=True)
SAME_LOSSES = Leaf("numbers 3", np.full(3, 2.0), trained=True)
LOSSES = Leaf("numbers 3", np.array([3.0, 2.0, 1.0]), trained=True)


@pytest.mark.parametrize(
    ("leaf", "event", "told"),
    [
        (Leaf("raises ValueError", flavour="no"), [], False),
        (Leaf("NoneType None"), [], False),
        (Leaf("str 'fizz'"), [], True),
        (Leaf("array (2,)", np.zeros(2)), [], False),
        (Leaf("array (2,)", np.full(2, np.nan)), [], True),
        (Leaf("array (2,)", np.array([0.0, 1.0])), [], True),
        (STAYED, [SAME_LOSSES], False),
        (STAYED, [LOSSES], True),
        (SAME_LOSSES, [STAYED], False),
        (SAME_LOSSES, [MOVED], True),
        (LOSSES, [STAYED], True),
        (Leaf("array (3,)", START.copy(), start=START), [], True),
    ],
    ids=[
        "an exception",
        "None",
        "a text",
        "zeros",
        "nan",
        "numbers",
        "weights and losses that stay",
        "weights that stay while losses move",
        "losses that stay, and weights",
        "losses that stay while weights move",
        "losses that move",
        "an argument that comes back, from no training",
    ],
)
def test_what_many_mistakes_share_tells_nothing(leaf, event, told):
    assert tells(leaf, [leaf, *event]) is told
