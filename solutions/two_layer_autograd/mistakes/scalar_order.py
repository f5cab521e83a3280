"""The three derivatives come in another order than asked for."""

import torch

CHECKS = ("test_scalar_gradients", "test_scalar_gradients_of_other_numbers")
HINT = {
    "en": "The three numbers are right, but not their order: first the derivative with respect to x, then w, then b.",
    "zh": "三个数都对，顺序不对：先是对 x 的导数，然后是对 w 的，最后是对 b 的。",
}


def scalar_gradients(x, w, b):
    w, x, b = (torch.tensor(float(value), requires_grad=True) for value in (w, x, b))
    y = w * x + b
    y.backward()
    return w.grad.item(), x.grad.item(), b.grad.item()
