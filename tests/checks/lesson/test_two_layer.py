"""The lesson's network as checks need it: what is drawn, differences, and Euler's identity."""

import numpy as np
import pytest
import torch

from grader.checks.expect import Expect
from grader.checks.lesson import two_layer
from grader.checks.lesson.two_layer import (
    SIZES,
    STEP,
    draw,
    draw_all,
    euler_error,
    loss_of,
    numerical_gradient,
    numerical_gradients,
    small,
)

LESSON = (64, 1000, 100, 10)


def by_autograd(x, y, w1, w2, dtype=torch.float64):
    """The loss and its gradients, by torch."""
    x, y, w1, w2 = (torch.tensor(array, dtype=dtype) for array in (x, y, w1, w2))
    w1.requires_grad_()
    w2.requires_grad_()
    loss = ((x.mm(w1).clamp(min=0).mm(w2) - y) ** 2).sum()
    loss.backward()
    return loss.item(), w1.grad.numpy(), w2.grad.numpy()


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_network_is_drawn_in_its_sizes_and_dtype(sizes, dtype):
    n, d_in, hidden, d_out = sizes
    network = draw(sizes, 3, dtype)
    assert [array.shape for array in network] == [
        (n, d_in),
        (n, d_out),
        (d_in, hidden),
        (hidden, d_out),
    ]
    assert {array.dtype for array in network} == {np.dtype(dtype)}


def test_the_same_seed_draws_the_same_network_and_another_another():
    one, again, other = draw((3, 4, 5, 2), 7), draw((3, 4, 5, 2), 7), draw((3, 4, 5, 2), 8)
    for a, b, c in zip(one, again, other, strict=True):
        assert np.array_equal(a, b)
        assert not np.array_equal(a, c)


def test_both_dtypes_draw_the_same_numbers():
    for single, double in zip(
        draw((3, 4, 5, 2), 7, np.float32), draw((3, 4, 5, 2), 7), strict=True
    ):
        assert np.array_equal(single, double.astype(np.float32))


def test_all_sizes_are_drawn_and_no_two_alike():
    networks = list(draw_all(2))
    assert [
        (x.shape[0], x.shape[1], w1.shape[1], w2.shape[1]) for x, _, w1, w2 in networks
    ] == list(SIZES)
    assert len({float(x[0, 0]) for x, *_ in networks}) == len(SIZES)


@pytest.mark.parametrize("seed", range(12))
def test_a_small_network_keeps_its_distance_from_the_kink_and_has_units_on_both_sides(seed):
    x, _, w1, _ = small(seed)
    h = x @ w1
    assert np.abs(h).min() > 5 * STEP * np.abs(x).max()
    assert (h > 0).any()
    assert (h < 0).any()


@pytest.mark.parametrize("seed", range(6))
def test_differences_are_autograds_gradients_and_leave_the_weights_as_they_were(seed):
    network = small(seed)
    before = [array.copy() for array in network]
    loss, *right = by_autograd(*network)
    assert loss_of(*network) == pytest.approx(loss, rel=1e-12)
    for got, want in zip(numerical_gradients(*network), right, strict=True):
        assert np.linalg.norm(got - want) <= 1e-8 * np.linalg.norm(want)
    for array, was in zip(network, before, strict=True):
        assert np.array_equal(array, was)


def test_a_difference_of_any_function_of_an_array():
    array = np.array([[1.0, -2.0], [0.5, 3.0]])
    assert np.allclose(numerical_gradient(lambda: float((array**2).sum()), array), 2 * array)


def gradients(network, dtype=np.float32):
    """Right gradients, by autograd in the dtype."""
    return by_autograd(*network, dtype=torch.float32 if dtype is np.float32 else torch.float64)[1:]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_right_gradients_fulfil_eulers_identity(sizes, dtype, seed):
    network = draw(sizes, seed, dtype)
    assert euler_error(network, *gradients(network, dtype)) < (
        1e-5 if dtype is np.float32 else 1e-12
    )


def faulty(x, y, w1, w2):
    """A dozen and more wrong ways back, by what is wrong with them."""
    h = x @ w1
    h_relu = np.maximum(h, 0)
    g = 2 * (h_relu @ w2 - y)
    g_relu = g @ w2.T
    g_h = g_relu * (h > 0)
    grad_w1, grad_w2 = x.T @ g_h, h_relu.T @ g
    rng = np.random.default_rng(5)
    return {
        "both halved": (grad_w1 / 2, grad_w2 / 2),
        "the mean in place of the sum": (grad_w1 / len(x), grad_w2 / len(x)),
        "both with the wrong sign": (-grad_w1, -grad_w2),
        "w1 with the wrong sign": (-grad_w1, grad_w2),
        "w2 with the wrong sign": (grad_w1, -grad_w2),
        "w1 halved": (grad_w1 / 2, grad_w2),
        "w2 doubled": (grad_w1, 2 * grad_w2),
        "w1 all zeros": (0 * grad_w1, grad_w2),
        "w2 all zeros": (grad_w1, 0 * grad_w2),
        "both all zeros": (0 * grad_w1, 0 * grad_w2),
        "no mask": (x.T @ g_relu, grad_w2),
        "the mask the other way round": (x.T @ (g_relu * (h < 0)), grad_w2),
        "the mask of the gradient's own sign": (x.T @ (g_relu * (g_relu > 0)), grad_w2),
        "w2 before ReLU": (grad_w1, h.T @ g),
        "the error's other way round": (x.T @ (-g @ w2.T * (h > 0)), h_relu.T @ -g),
        "a row too few": (x[1:].T @ g_h[1:], h_relu.T @ g),
        "w2 updated before it is used": (x.T @ (g @ (w2 - 1e-3 * grad_w2).T * (h > 0)), grad_w2),
        "noise of a hundredth": (
            grad_w1 * (1 + 0.01 * rng.standard_normal(grad_w1.shape)),
            grad_w2,
        ),
        "the sum of absolute errors": (x.T @ (np.sign(g) @ w2.T * (h > 0)), h_relu.T @ np.sign(g)),
        "not a number": (grad_w1 * np.nan, grad_w2),
    }


@pytest.mark.parametrize("fault", faulty(*draw((2, 3, 4, 2), 1)))
def test_faulty_gradients_are_far_from_eulers_identity(fault):
    network = draw(LESSON, 4, np.float32)
    assert not euler_error(network, *faulty(*network)[fault]) < 1e-3


@pytest.mark.parametrize("sizes", SIZES[:3])
def test_gradients_that_leave_y_out_are_seen_where_the_prediction_is_no_larger_than_y(sizes):
    """At the lesson's size a prediction is 200 times as large as y.

    The error of leaving y out is 1e-4.
    """
    x, y, w1, w2 = draw(sizes, 4)
    h_relu = np.maximum(x @ w1, 0)
    g = 2 * h_relu @ w2
    without_y = x.T @ (g @ w2.T * (h_relu > 0)), h_relu.T @ g
    assert euler_error((x, y, w1, w2), *without_y) > 1e-2


def test_the_worked_examples_are_right_and_exact_in_float32():
    for example in two_layer.worked():
        x, w1, w2 = (np.float32(array) for array in (example.x, example.w1, example.w2))
        assert np.array_equal(x @ w1, example.h)
        assert np.array_equal(np.maximum(example.h, 0), example.h_relu)
        assert np.array_equal(np.float32(example.h_relu) @ w2, example.y_pred)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda h: (np.maximum(h, 0), np.maximum(h, 0)), ["h"]),
        (lambda h: (h, h), ["h_relu"]),
        # What comes of a wrong layer is not another fault.
        (lambda h: (h, np.abs(h)), []),
        (lambda h: (h, np.maximum(h, 0)), ["y_pred"]),
    ],
)
def test_of_layers_the_first_fault_is_told(wrong, named):
    h, w2 = np.array([[4.0, -9.0], [-3.0, 3.0]]), np.array([[1.0, -2.0], [0.5, 3.0]])
    right = (h, np.maximum(h, 0), np.maximum(h, 0) @ w2)
    layers = wrong(h)
    expect = Expect()
    two_layer.expect_layers(expect, (*layers, np.abs(layers[1] @ w2)), right)
    assert [fault.partition(" ")[0] for fault in expect.faults] == named


def test_training_by_differences_is_gradient_descent():
    x, y, w1, w2 = two_layer.small()
    grad_w1, _ = two_layer.numerical_gradients(x, y, w1, w2)
    once, _, losses = two_layer.numerical_training(x, y, w1, w2, 1e-3, 1)
    assert np.allclose(once, w1 - 1e-3 * grad_w1)
    assert losses == [two_layer.loss_of(x, y, w1, w2)]
    plain, _, _ = two_layer.numerical_training(x, y, w1, w2, 1e-3, 2)
    faster, _, _ = two_layer.numerical_training(x, y, w1, w2, 1e-3, 2, momentum=0.9)
    assert np.allclose(faster - plain, 0.9 * (once - w1))
