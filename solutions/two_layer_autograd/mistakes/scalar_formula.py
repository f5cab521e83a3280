"""The function that is differentiated is w * (x + b), not w * x + b."""

import torch

CHECKS = ("test_scalar_gradients", "test_scalar_gradients_of_other_numbers")
HINT = {
    "en": "You differentiate another function: y is w times x, plus b afterwards, so its derivative with respect to b is 1.",
    "zh": "你求导的是另一个函数：y 是 w 乘 x 之后再加上 b，所以对 b 的导数应该总是 1。",
}


def scalar_gradients(x, w, b):
    x, w, b = (torch.tensor(float(value), requires_grad=True) for value in (x, w, b))
    y = w * (x + b)
    y.backward()
    return x.grad.item(), w.grad.item(), b.grad.item()
