"""Comparisons: what is as good is accepted, what is wrong is named.

And no right value is revealed.
"""

import numpy as np
import pytest
import torch

from grader import wire
from grader.checks import compare

RNG = np.random.default_rng(0)
WANT = RNG.standard_normal((4, 4))


@pytest.mark.parametrize(
    "got", [WANT, WANT.astype(np.float32), WANT.copy(order="F"), WANT * (1 + 1e-9)]
)
def test_an_equal_array_is_right_in_either_precision(got):
    assert compare.array_fault(got, WANT) is None


def test_a_correct_float32_gradient_is_right_where_elements_nearly_vanish():
    a, b = RNG.standard_normal((64, 1000)), RNG.standard_normal((1000, 100))
    assert compare.array_fault(a.astype("f4") @ b.astype("f4"), a @ b) is None


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (WANT / 2, "is 1/2 of what it should be"),
        (WANT * 2, "is 2 times what it should be"),
        (WANT / 640, "is 1/640 of what it should be"),
        (-WANT, "has the wrong sign"),
        (WANT * -2, "is minus 2 times"),
        (WANT.T, "is the transpose of what it should be"),
        (WANT * 0, "is all zeros"),
        (WANT + 1, "is wrong (relative error"),
        (np.where(WANT > 0, WANT, np.nan), "holds nan (first at index"),
        (np.full((4, 4), np.inf), "holds inf (first at index (0, 0)"),
        (WANT.astype(int), "has dtype int64, expected float64"),
        (WANT.astype(np.float16), "has dtype float16"),
        (WANT.astype(complex), "has dtype complex128"),
        (WANT[:2], "has shape (2, 4), expected (4, 4)"),
        (WANT.tolist(), "is a list of 4, expected a NumPy array"),
        (
            torch.tensor(WANT),
            "is a torch tensor of shape (4, 4) and dtype float64, expected a NumPy array",
        ),
        (None, "is None (is a return missing?)"),
        (1.0, "is a float"),
        ("x", "is a str"),
        (wire.Other("Yes"), "is an object of type Yes"),
        (wire.Model(1, "Linear"), "is a module of type Linear"),
    ],
)
def test_a_wrong_array_is_named(got, message):
    assert message in compare.array_fault(got, WANT)


def test_a_transpose_of_another_shape_is_named():
    fault = compare.array_fault(WANT[:2].T, WANT[:2])
    assert fault == "has shape (4, 2), expected (2, 4): it is the transpose"


def test_an_array_where_a_tensor_belongs_is_named():
    assert "expected a torch tensor" in compare.array_fault(WANT, torch.tensor(WANT))


def test_the_message_about_a_single_number_reveals_no_right_value():
    assert "relative" not in compare.array_fault(np.array([1.0]), np.array([1234.5]))
    assert compare.number_fault(1.0, 1234.5) == "is wrong"


@pytest.mark.parametrize("got", [6, 6.0, np.float32(6), np.array(6.0), torch.tensor(6.0), 6 + 1e-7])
def test_any_number_is_accepted_for_a_float(got):
    assert compare.number_fault(got, 6) is None


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (3, "is 1/2 of"),
        (12, "is 2 times"),
        (-6, "has the wrong sign"),
        (7, "is wrong"),
        (float("nan"), "is nan"),
        ([6], "is a list of 1, expected a number"),
        ("6", "is a str"),
        (None, "is None"),
        (np.array([6.0, 6]), "is a NumPy array of shape (2,)"),
    ],
)
def test_a_wrong_number_is_named(got, message):
    assert message in compare.number_fault(got, 6)


def test_zero_is_compared_too():
    assert compare.number_fault(0.0, 0) is None
    assert "zero" in compare.number_fault(1.0, 0) or compare.number_fault(1.0, 0) == "is wrong"


@pytest.mark.parametrize(
    "got",
    [
        [3, 2.0],
        (3, 2),
        np.array([3.0, 2.0]),
        torch.tensor([3.0, 2.0]),
        [torch.tensor(3.0), np.float64(2)],
    ],
)
def test_losses_may_be_any_list_of_numbers(got):
    assert compare.losses_fault(got, [3, 2], 1e-6) is None


@pytest.mark.parametrize(
    ("got", "message"),
    [
        ([3], "are 1 number, expected 2"),
        ([3, 3], "differ from index 1 on"),
        ([3, float("nan")], "hold nan at index 1"),
        (3.0, "are a float, expected a list of numbers"),
        (["3", "2"], "are a list of 2, expected a list of numbers"),
        (np.ones((2, 1)), "are a NumPy array of shape (2, 1)"),
    ],
)
def test_wrong_losses_are_named(got, message):
    assert message in compare.losses_fault(got, [3, 2], 1e-6)


@pytest.mark.parametrize("zeros", [np.zeros, torch.zeros])
def test_an_array_that_no_list_could_hold_is_no_list_of_numbers(zeros):
    assert compare.numbers_in(zeros(wire.MAX_ITEMS)) == [0.0] * wire.MAX_ITEMS
    assert compare.numbers_in(zeros(wire.MAX_ITEMS + 1)) is None
    fault = compare.losses_fault(zeros(wire.MAX_ITEMS + 1), [3, 2], 1e-6)
    assert "of shape (50001,)" in fault


def test_relative_error_is_norm_wise():
    assert compare.relative_error(np.array([3.0, 4.0]), np.array([0.0, 4.0])) == pytest.approx(0.75)
    assert compare.relative_error(np.zeros(2), np.zeros(2)) == 0
    assert compare.relative_error(np.ones(2), np.zeros(2)) == np.inf


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (wire.Model(1, "Net"), "a module of type Net"),
        (wire.Optimizer(1, "Odd"), "an optimizer of type Odd"),
    ],
)
def test_models_and_optimizers_have_their_kind(value, message):
    assert compare.kind_of(value) == message


def test_a_factor_of_nearly_one_is_not_named():
    right = np.arange(1.0, 5.0)
    assert compare.array_fault(1.0003 * right, right).startswith("is wrong (relative error 0.0003")
    assert compare.array_fault(1.2 * right, right).startswith("is 1.2 times what it should be")


def test_a_factor_near_one_is_named_in_percent():
    right = np.arange(1.0, 5.0)
    assert compare.array_fault(0.99 * right, right).startswith("is 1 % less than it should be")
    assert compare.array_fault(1.024 * right, right).startswith("is 2.4 % more than it should be")
    assert compare.array_fault(-0.99 * right, right).startswith("is minus 1/1.01 of")
