"""Hidden checks: other sizes, both dtypes, and the training's trajectory, against the reference.

All numbers are drawn from the course's secret.
"""

import numpy as np
import pytest
import torch

from grader.checks import either, two_layer

DTYPES = (np.float64, np.float32)
# What a check keeps where one of several values is wrong, or only the dtype.
ONE_WRONG = 0.15
DTYPE = 0.5


def networks(seed, dtypes=DTYPES):
    """A network per dtype and size, as tensors: x, y, w1, w2."""
    for dtype in dtypes:
        for network in two_layer.draw_all(seed, dtype):
            yield [torch.tensor(array) for array in network]


@pytest.mark.points(4)
def test_scalar_gradients_of_other_numbers(student, reference, expect, rng):
    """scalar_gradients, for other numbers

    zh: scalar_gradients：其他数
    """
    expect.partial_credit(dy_dx=ONE_WRONG, dy_dw=ONE_WRONG, dy_db=ONE_WRONG)
    for scale in (1.0, 1e3, 1e-3):
        numbers = tuple(float(scale * number) for number in rng.standard_normal(3))
        dy_dx, dy_dw, dy_db = reference.scalar_gradients(*numbers)
        expect.number(student.scalar_gradients(*numbers), dy_dx=dy_dx, dy_dw=dy_dw, dy_db=dy_db)


@pytest.mark.points(12)
def test_loss(student, reference, expect, seed):
    """loss and the gradients that flow through it, for other sizes and both dtypes

    zh: loss 及穿过它的梯度：其他尺寸，两种 dtype
    """
    expect.partial_credit(loss=ONE_WRONG, w1=ONE_WRONG, w2=ONE_WRONG, dtype=DTYPE)
    for x, y, w1, w2 in networks(seed):
        value, gradients = student.loss.with_gradients(x, y, w1, w2, by=(2, 3))
        tensor = isinstance(value, torch.Tensor) and value.dim() == 0
        expect.true("loss", tensor, either("is not a tensor of no dimension", "不是 0 维张量"))
        expect.number(value, loss=reference.loss(x, y, w1, w2).item())
        expect.dtype(x, loss=value)
        for name, gradient, want in zip(
            ("w1", "w2"), gradients, reference.gradients(x, y, w1, w2), strict=True
        ):
            reached = isinstance(gradient, torch.Tensor)
            expect.true(name, reached, either("is not reached by any gradient", "没有得到梯度"))
            if reached:
                expect.arrays(gradient, **{name: want})


@pytest.mark.points(14)
@pytest.mark.composes("loss")
def test_gradients(student, reference, expect, seed):
    """gradients, for other sizes and both dtypes

    zh: gradients：其他尺寸，两种 dtype
    """
    expect.partial_credit(grad_w1=ONE_WRONG, grad_w2=ONE_WRONG, dtype=DTYPE)
    for x, y, w1, w2 in networks(seed):
        grad_w1, grad_w2 = reference.gradients(x, y, w1, w2)
        got = expect.values(student.gradients(x, y, w1, w2), "grad_w1", "grad_w2")
        expect.arrays(got, grad_w1=grad_w1, grad_w2=grad_w2)
        expect.dtype(x, grad_w1=got[0], grad_w2=got[1])


@pytest.mark.points(8)
@pytest.mark.composes("loss")
def test_gradients_again_and_again(student, reference, expect, seed):
    """gradients stays right, however often it is called with the same tensors

    zh: gradients：用同样的张量调用多少次都正确
    """
    expect.partial_credit(grad_w1=ONE_WRONG, grad_w2=ONE_WRONG)
    for x, y, w1, w2 in list(networks(seed))[1:3]:
        grad_w1, grad_w2 = reference.gradients(x, y, w1, w2)
        for one in student.gradients.rounds(3, x, y, w1, w2):
            expect.arrays(one.value, grad_w1=grad_w1, grad_w2=grad_w2)


@pytest.mark.points(22)
@pytest.mark.composes("loss", "gradients")
def test_train(student, reference, expect, seed):
    """train: weights and losses of a short training run

    zh: train：一小段训练的权重和损失
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG, losses=0.5, defaults=0.8, dtype=DTYPE)
    runs = zip(networks(seed, DTYPES[:1]), (1e-2, 1e-3, 1e-3, 1e-6), (7, 20, 20, 30), strict=True)
    for (x, y, w1, w2), rate, steps in runs:
        new_w1, new_w2, losses = reference.train(x, y, w1, w2, learning_rate=rate, steps=steps)
        got = expect.values(
            student.train(x, y, w1, w2, learning_rate=rate, steps=steps), "w1", "w2", "losses"
        )
        expect.changes(got[:2], (w1, w2), tolerance=1e-4, w1=new_w1, w2=new_w2)
        expect.losses(got[2], losses, tolerance=1e-5)
        expect.dtype(x, w1=got[0], w2=got[1])
    expect.defaults(student.train, learning_rate=1e-6, steps=500)
