"""train sets the gradient of w2 to zero, and not that of w1."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "The gradient of w2 is computed again in each step, but that of w1 accumulates from step to step: one of the two is never zeroed.",
    "zh": "每一步 w2 用的都是新算的梯度，w1 的梯度却一步一步累加起来了：两个里面有一个没有清零。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        current = loss(x, y, w1, w2)
        losses.append(current.item())
        current.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
