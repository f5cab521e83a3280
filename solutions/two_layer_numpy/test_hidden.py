"""Hidden checks: other sizes, and the lesson's own, against the reference.

All numbers are drawn from the course's secret.
"""

import numpy as np
import pytest

from grader.checks import two_layer

STEPS = (
    "forward",
    "loss_backward",
    "output_layer_backward",
    "relu_backward",
    "hidden_layer_backward",
)
# What a check keeps where one of several returned values is wrong, or only the dtype.
ONE_WRONG = 0.15
DTYPE = 0.5


@pytest.mark.points(6)
def test_forward(student, reference, expect, seed):
    """forward, for other sizes

    zh: forward：其他尺寸
    """
    expect.partial_credit(h=ONE_WRONG, h_relu=ONE_WRONG, y_pred=ONE_WRONG, dtype=DTYPE)
    for x, _, w1, w2 in two_layer.draw_all(seed):
        h, h_relu, y_pred = reference.forward(x, w1, w2)
        got = expect.values(student.forward(x, w1, w2), "h", "h_relu", "y_pred")
        expect.arrays(got, h=h, h_relu=h_relu, y_pred=y_pred)
        expect.dtype(x, h=got[0], h_relu=got[1], y_pred=got[2])


@pytest.mark.points(3)
def test_squared_error(student, reference, expect, seed, rng):
    """squared_error, for other sizes

    zh: squared_error：其他尺寸
    """
    for _, y, _, _ in two_layer.draw_all(seed):
        y_pred = rng.standard_normal(y.shape)
        expect.number(student.squared_error(y_pred, y), loss=reference.squared_error(y_pred, y))


@pytest.mark.points(5)
def test_loss_backward(student, reference, expect, seed, rng):
    """loss_backward, for other sizes and in float32

    zh: loss_backward：其他尺寸，以及 float32
    """
    expect.partial_credit(dtype=DTYPE)
    for dtype in (np.float64, np.float32):
        for _, y, _, _ in two_layer.draw_all(seed, dtype, two_layer.larger(dtype)):
            y_pred = rng.standard_normal(y.shape).astype(dtype)
            got = student.loss_backward(y_pred, y)
            expect.arrays(got, grad_y_pred=reference.loss_backward(y_pred, y))
            expect.dtype(y, grad_y_pred=got)


@pytest.mark.points(7)
def test_output_layer_backward(student, reference, expect, seed):
    """output_layer_backward, for other sizes and in float32

    zh: output_layer_backward：其他尺寸，以及 float32
    """
    expect.partial_credit(grad_w2=ONE_WRONG, grad_h_relu=ONE_WRONG, dtype=DTYPE)
    for dtype in (np.float64, np.float32):
        for x, y, w1, w2 in two_layer.draw_all(seed, dtype, two_layer.larger(dtype)):
            _, h_relu, y_pred = reference.forward(x, w1, w2)
            grad_y_pred = reference.loss_backward(y_pred, y)
            grad_w2, grad_h_relu = reference.output_layer_backward(grad_y_pred, h_relu, w2)
            got = student.output_layer_backward(grad_y_pred, h_relu, w2)
            got = expect.values(got, "grad_w2", "grad_h_relu")
            expect.arrays(got, grad_w2=grad_w2, grad_h_relu=grad_h_relu)
            expect.dtype(w2, grad_w2=got[0], grad_h_relu=got[1])


@pytest.mark.points(6)
def test_relu_backward(student, reference, expect, seed, rng):
    """relu_backward, for other sizes and in float32

    zh: relu_backward：其他尺寸，以及 float32
    """
    expect.partial_credit(dtype=DTYPE)
    for dtype in (np.float64, np.float32):
        for x, _, w1, _ in two_layer.draw_all(seed, dtype, two_layer.larger(dtype)):
            h = x @ w1
            grad_h_relu = rng.standard_normal(h.shape).astype(dtype)
            got = student.relu_backward(grad_h_relu, h)
            expect.arrays(got, grad_h=reference.relu_backward(grad_h_relu, h))
            expect.dtype(h, grad_h=got)


@pytest.mark.points(5)
def test_hidden_layer_backward(student, reference, expect, seed, rng):
    """hidden_layer_backward, for other sizes and in float32

    zh: hidden_layer_backward：其他尺寸，以及 float32
    """
    expect.partial_credit(dtype=DTYPE)
    for dtype in (np.float64, np.float32):
        for x, _, w1, _ in two_layer.draw_all(seed, dtype):
            grad_h = rng.standard_normal((len(x), w1.shape[1])).astype(dtype)
            got = student.hidden_layer_backward(grad_h, x)
            expect.arrays(got, grad_w1=reference.hidden_layer_backward(grad_h, x))
            expect.dtype(x, grad_w1=got)


@pytest.mark.points(10)
@pytest.mark.composes(*STEPS)
def test_backward(student, reference, expect, seed):
    """backward, for other sizes and in float32

    zh: backward：其他尺寸，以及 float32
    """
    expect.partial_credit(grad_w1=ONE_WRONG, grad_w2=ONE_WRONG, dtype=DTYPE)
    for dtype in (np.float64, np.float32):
        for x, y, w1, w2 in two_layer.draw_all(seed, dtype):
            grad_w1, grad_w2 = reference.backward(x, y, w1, w2)
            got = expect.values(student.backward(x, y, w1, w2), "grad_w1", "grad_w2")
            expect.arrays(got, grad_w1=grad_w1, grad_w2=grad_w2)
            expect.dtype(x, grad_w1=got[0], grad_w2=got[1])


@pytest.mark.points(6)
def test_sgd_step(student, reference, expect, seed):
    """sgd_step, for other sizes and learning rates

    zh: sgd_step：其他尺寸和学习率
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG, dtype=DTYPE)
    for learning_rate, (x, y, w1, w2) in zip(
        (0.1, 0.01, 1.0, 1e-6), two_layer.draw_all(seed), strict=True
    ):
        grad_w1, grad_w2 = reference.backward(x, y, w1, w2)
        new_w1, new_w2 = reference.sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
        got = expect.values(student.sgd_step(w1, w2, grad_w1, grad_w2, learning_rate), "w1", "w2")
        expect.changes(got, (w1, w2), tolerance=1e-4, w1=new_w1, w2=new_w2)
        expect.dtype(w1, w1=got[0], w2=got[1])


@pytest.mark.points(12)
@pytest.mark.composes(*STEPS, "squared_error", "backward", "sgd_step")
def test_train(student, reference, expect, seed):
    """train: weights and losses of a short training run

    zh: train：一次短训练的权重和损失
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG, losses=0.5, defaults=0.8, dtype=DTYPE)
    for (x, y, w1, w2), rate, steps in zip(
        two_layer.draw_all(seed), (1e-2, 1e-3, 1e-3, 1e-6), (7, 20, 20, 30), strict=True
    ):
        new_w1, new_w2, losses = reference.train(x, y, w1, w2, learning_rate=rate, steps=steps)
        got = student.train(x, y, w1, w2, learning_rate=rate, steps=steps)
        got_w1, got_w2, got_losses = expect.values(got, "w1", "w2", "losses")
        expect.arrays(got_w1, w1=new_w1)
        expect.arrays(got_w2, w2=new_w2)
        expect.dtype(x, w1=got_w1, w2=got_w2)
        expect.losses(got_losses, losses, tolerance=1e-5)
    expect.defaults(student.train, learning_rate=1e-6, steps=500)
