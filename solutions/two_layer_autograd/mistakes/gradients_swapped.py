"""gradients returns its two gradients in the wrong order."""

import torch

CHECKS = (
    "test_gradients_match_differences",
    "test_gradients_twice",
    "test_gradients",
    "test_gradients_again_and_again",
)
HINT = {
    "en": "Both gradients are right, but their order is not: the one with respect to w1 comes first.",
    "zh": "两个梯度都算对了，只是顺序反了：应当先返回对 w1 的梯度。",
}


def gradients(x, y, w1, w2):
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
    return torch.autograd.grad(loss(x, y, w1, w2), (w2, w1))
