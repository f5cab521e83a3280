"""The update makes new tensors, whose missing gradients are then to be zeroed."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "leaf-replaced"
HINT = {
    "en": "Zeroing fails because .grad is None: w1 = w1 - … creates a new tensor, which has no gradient. backward filled the gradient of the original one; change that in place.",
    "zh": "清零时报错，是因为 .grad 是 None：w1 = w1 - … 得到的是一个新张量，它没有梯度。backward 填过梯度的是原来那个张量，应该原地修改它。",
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
            w1 = w1 - learning_rate * w1.grad
            w2 = w2 - learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1, w2, losses
