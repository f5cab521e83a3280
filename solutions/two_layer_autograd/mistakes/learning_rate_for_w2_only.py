"""train forgets the learning rate for w1."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Only w2 is moved by the learning rate times its gradient; w1 by its whole gradient. Compare the two updates.",
    "zh": "只有 w2 的更新乘了学习率，w1 减去的是整个梯度。比较一下这两个更新。",
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
            w1 -= w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
