"""The fixture `expect`: parts, shares, and what a wrong value is called."""

import numpy as np
import pytest
import torch

from grader.checks.expect import Expect
from grader.checks.models import RemoteModel, RemoteOptimizer
from grader.errors import WrongValueError


def test_a_check_is_worth_the_mean_of_its_parts():
    expect = Expect()
    expect.arrays((np.ones(2), np.zeros(2)), a=np.ones(2), b=np.ones(2))
    assert expect.share == 0.5
    assert expect.faults[0].startswith("b is all zeros")


def test_a_part_is_worth_its_worst_comparison_and_tells_the_first_fault():
    expect = Expect()
    expect.arrays(np.ones(2), a=np.ones(2))
    expect.arrays(-np.ones(2), a=np.ones(2))
    expect.arrays(np.zeros(2), a=np.ones(2))
    assert expect.share == 0
    assert len(expect.faults) == 1
    assert "wrong sign" in expect.faults[0]


def test_nothing_expected_is_nothing_lost():
    assert Expect().share == 1


def test_a_part_can_be_worth_a_fraction():
    expect = Expect()
    expect.part("accuracy", "is low", 0.25)
    expect.part("accuracy", None)
    assert expect.share == 0.25
    expect.part("accuracy", "is below zero", -3)
    assert expect.share == 0


@pytest.mark.parametrize("got", [np.ones(2), [1], (1, 2, 3), None, 3])
def test_the_wrong_number_of_values_is_wrong(got):
    with pytest.raises(WrongValueError, match=r"expected \(a, b\)"):
        Expect().values(got, "a", "b")


@pytest.mark.parametrize("got", [[1, 2], (1, 2)])
def test_a_list_is_accepted_for_a_tuple(got):
    assert list(Expect().values(got, "a", "b")) == [1, 2]


@pytest.mark.parametrize("got", [None, (np.ones(2),), (np.ones(2),) * 3, 5])
def test_the_wrong_number_of_changed_values_is_wrong_and_none_is_compared(got):
    expect = Expect()
    ones = np.ones(2)
    with pytest.raises(WrongValueError, match=r"expected \(w1, w2\)"):
        expect.changes(got, (ones, ones), tolerance=1e-4, w1=ones, w2=ones)
    assert not expect.parts


def test_a_tolerance_of_zero_accepts_the_very_same_values_only():
    expect = Expect()
    expect.arrays(np.ones(2), tolerance=0, same=np.ones(2))
    expect.arrays(np.ones(2), tolerance=0, near=np.ones(2) + 1e-9)
    expect.arrays(np.ones(2), tolerance=0, near=np.ones(2))
    assert expect.shares == {"same": 1, "near": 0}
    shown = [(part.name, part.right, part.tolerance) for part in expect.shown.deviations]
    assert shown == [("same", True, 0), ("near", False, 0)]


@pytest.mark.parametrize("got", [3, 3.0, np.array(3), torch.tensor(3)])
def test_any_whole_number_is_accepted_for_an_int(got):
    expect = Expect()
    expect.integer(got, code=3)
    assert expect.share == 1


@pytest.mark.parametrize("got", ["3", None, [3]])
def test_what_is_no_whole_number_is_wrong(got):
    expect = Expect()
    expect.integer(got, code=3)
    assert expect.share == 0
    assert "expected a number" in expect.faults[0]


def test_a_wrong_whole_number_is_told_with_the_right_one():
    expect = Expect()
    expect.integer(2, code=3)
    assert expect.faults == ["code is 2, expected 3"]


@pytest.mark.parametrize(
    ("got", "fault"),
    [
        (torch.ones(2, dtype=torch.int64), "X has dtype int64, expected float32"),
        (torch.ones(3), "X has shape (3,), expected (2,)"),
        (
            torch.ones(3, dtype=torch.int64),
            "X is a torch tensor of shape (3,) and dtype int64, expected a torch tensor of shape (2,) and dtype float32",
        ),
        (
            np.ones(2, np.float32),
            "X is a NumPy array of shape (2,) and dtype float32, expected a torch tensor of shape (2,) and dtype float32",
        ),
    ],
)
def test_of_a_tensor_what_is_wrong_alone_is_named(got, fault):
    expect = Expect()
    expect.tensor("X", got, (2,), torch.float32)
    assert expect.faults == [fault]


@pytest.mark.parametrize("got", [[1, 2, 3], None, "ab", np.ones((2, 2))])
def test_numbers_requires_the_length(got):
    with pytest.raises(WrongValueError, match="expected a list of 2 numbers"):
        Expect().numbers(got, 2)


@pytest.mark.parametrize("got", [None, np.ones(2)])
def test_what_is_no_model_is_wrong(got):
    with pytest.raises(WrongValueError, match=r"expected a torch\.nn\.Module"):
        Expect().model(got)


@pytest.mark.parametrize("got", [None, np.ones(2), RemoteModel(1, "Linear", None)])
def test_what_is_no_optimizer_is_wrong(got):
    with pytest.raises(WrongValueError, match=r"expected a torch\.optim optimizer"):
        Expect().optimizer(got)


def test_an_optimizer_is_given_back():
    optimizer = RemoteOptimizer(1, "SGD", None)
    assert Expect().optimizer(optimizer) is optimizer


def test_an_optimizer_is_no_model():
    with pytest.raises(WrongValueError, match="returned an optimizer of type SGD"):
        Expect().model(RemoteOptimizer(1, "SGD", None))


class Signature:
    """A function of a submission that has these defaults."""

    name = "train"

    def __init__(self, defaults):
        self.defaults = lambda: defaults


@pytest.mark.parametrize(
    "defaults", [{"steps": 500, "rate": 1e-6}, {"steps": 500.0, "rate": np.float32(1e-6), "x": 1}]
)
def test_right_defaults_cost_nothing(defaults):
    expect = Expect()
    expect.defaults(Signature(defaults), steps=500, rate=1e-6)
    assert (expect.share, expect.faults) == (1, [])


@pytest.mark.parametrize(
    "defaults",
    [
        {},
        {"rate": 1e-6},
        {"steps": 50, "rate": 1e-6},
        {"steps": "500", "rate": 1e-6},
        {"steps": None},
    ],
)
def test_a_wrong_default_is_named_with_the_right_one(defaults):
    expect = Expect()
    expect.defaults(Signature(defaults), steps=500, rate=1e-6)
    assert expect.share == 0
    assert expect.faults == ["defaults of train are wrong: steps should be 500"]


def test_defaults_that_the_signature_does_not_tell_cost_nothing():
    expect = Expect()
    expect.defaults(Signature(None), steps=500)
    assert (expect.share, expect.parts) == (1, {})


def test_clear_forgets_everything():
    expect = Expect()
    expect.part("a", "is wrong")
    expect.note("well")
    expect.clear()
    assert (expect.share, expect.faults, expect.notes) == (1, [], [])


def test_comparisons_are_kept_for_a_diagnosis():
    expect = Expect()
    got, before = (np.ones(2), np.zeros(2)), (np.zeros(2), np.zeros(2))
    expect.arrays(got, a=np.ones(2), b=np.ones(2))
    expect.changes(got, before, tolerance=1e-4, w1=np.ones(2), w2=np.ones(2))
    expect.losses([1.0], [2.0])
    expect.number(3, n=3)
    kept = [(one.kind, one.name, one.right) for one in expect.compared]
    assert kept == [
        ("array", "a", True),
        ("array", "b", False),
        ("change", "w1", True),
        ("change", "w2", False),
        ("losses", "losses", False),
        ("number", "n", True),
    ]
    assert expect.compared[0].returned is got
    assert expect.shares == {
        "a": 1,
        "b": 0,
        "the change of w1": 1,
        "the change of w2": 0,
        "losses": 0,
        "n": 1,
    }
    expect.clear()
    assert expect.compared == []


# ------------------------------------------------------------------------------------ what is shown


def test_how_far_arrays_are_off_is_shown_the_worst_of_each_name():
    expect = Expect()
    for got in (np.ones(2), 1.5 * np.ones(2), np.ones(2)):
        expect.arrays((got, np.ones(2)), a=np.ones(2), b=np.ones(2))
    a, b = expect.shown.deviations
    assert (a.name, a.right, a.error, a.tolerance) == ("a", False, 0.5, 1e-6)
    assert (b.name, b.right, b.error) == ("b", True, 0.0)


def test_a_number_in_place_of_a_0_d_array_is_measured_too():
    expect = Expect()
    expect.arrays((2.0, 3.0, "2"), a=np.array(2.0), b=np.array(2.0), c=np.array(2.0))
    assert [(one.right, one.error) for one in expect.shown.deviations] == [
        (True, 0.0),
        (False, 0.5),
        (False, None),
    ]


def test_a_change_is_measured_as_a_change():
    expect = Expect()
    expect.changes([np.full(2, 1.2)], [np.ones(2)], tolerance=1e-4, w=np.full(2, 1.1))
    (deviation,) = expect.shown.deviations
    assert (deviation.name, deviation.right, deviation.error, deviation.tolerance) == (
        "w",
        False,
        1.0,
        1e-4,
    )


@pytest.mark.parametrize(
    "got",
    [
        None,
        "text",
        [1.0, 2.0],
        np.ones(3),
        np.array([np.nan, 1]),
        np.ones(2, dtype=int),
        np.array([1, "a"]),
    ],
)
def test_what_cannot_be_measured_has_no_error(got):
    expect = Expect()
    expect.arrays(got, a=np.ones(2))
    assert [(one.right, one.error) for one in expect.shown.deviations] == [(False, None)]


def test_a_training_run_is_shown_point_by_point_and_what_is_not_finite_is_left_out():
    expect = Expect()
    for number, loss in enumerate((1 / 3, float("nan"), float("inf"), 0.25), start=1):
        expect.trains(number, loss, 100 * number / 7)
    assert [(one.number, one.loss, one.accuracy) for one in expect.shown.epochs] == [
        (1, 0.333333, 14.29),
        (4, 0.25, 57.14),
    ]


def test_of_several_curves_the_first_is_shown_and_a_long_one_in_part():
    expect = Expect()
    expect.curve([2.0, 1.0])
    expect.curve([5.0])
    assert [(one.number, one.loss, one.accuracy) for one in expect.shown.epochs] == [
        (0, 2.0, None),
        (1, 1.0, None),
    ]
    expect.clear()
    expect.curve([1.0] * 10_000)
    assert len(expect.shown.epochs) == 400


def test_a_models_answers_are_shown_in_printable_characters():
    expect = Expect()
    expect.answers([("3", "fi\x1bzz" + "x" * 100, np.bool_(True))])
    (answer,) = expect.shown.answers
    assert answer.right is True
    assert (answer.question, len(answer.said)) == ("3", 42)
    assert "\x1b" not in answer.said


@pytest.mark.parametrize(
    ("wrong", "share"),
    [
        ((), 1),
        (("losses",), 0.5),
        (("losses", "dtype"), 0.4),
        (("w1",), 0),
        (("w1", "losses", "dtype"), 0),
    ],
)
def test_a_check_keeps_what_its_partial_credit_says(wrong, share):
    expect = Expect()
    expect.partial_credit(losses=0.5, dtype=0.8)
    for name in ("w1", "w2", "losses", "dtype"):
        expect.part(name, "is wrong" if name in wrong else None)
    assert expect.share == pytest.approx(share)


def test_a_check_keeps_nothing_where_no_part_is_right():
    expect = Expect()
    expect.partial_credit(a=0.5, b=0.5)
    expect.arrays((np.zeros(2), np.zeros(2)), a=np.ones(2), b=np.ones(2))
    assert expect.share == 0


def test_partial_credit_is_forgotten_with_everything_else():
    expect = Expect()
    expect.partial_credit(a=0.5)
    expect.clear()
    expect.arrays((np.zeros(2), np.ones(2)), a=np.ones(2), b=np.ones(2))
    assert expect.share == 0.5


@pytest.mark.parametrize(
    ("like", "got"),
    [
        (np.float64(1), np.ones(2)),
        (np.ones(2, "f4"), np.ones(2)),
        (np.ones(2), [1.0, 1.0]),
        (np.ones(2), np.ones(2, int)),
        (torch.ones(2), torch.ones(2)),
        (torch.ones(2), 1.0),
    ],
)
def test_the_inputs_dtype_or_a_wider_array_is_no_part(like, got):
    expect = Expect()
    expect.dtype(like, h=got)
    assert expect.parts == {}


@pytest.mark.parametrize(
    ("like", "got"),
    [
        (np.ones(2), np.ones(2, "f4")),
        (torch.ones(2).double(), torch.ones(2)),
        (torch.ones(2), torch.ones(2).double()),
    ],
)
def test_another_dtype_is_a_part_of_its_own(like, got):
    expect = Expect()
    expect.partial_credit(dtype=0.5)
    expect.arrays(got, h=got)
    expect.dtype(like, h=got)
    assert expect.share == 0.5
    assert expect.faults[0].startswith("dtype of h is float")


def test_partial_credit_for_a_value_holds_for_its_change():
    expect = Expect()
    expect.partial_credit(a=0.25)
    before = np.ones(2), np.ones(2)
    after = np.zeros(2), np.zeros(2)
    expect.changes((np.ones(2), np.zeros(2)), before, tolerance=1e-4, a=after[0], b=after[1])
    assert expect.share == 0.25
