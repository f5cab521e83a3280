"""train notes the mean of all losses so far."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Each of your losses is the average of all losses so far. losses[t] is the loss before step t alone.",
    "zh": "你的每个损失都是到目前为止的平均值。losses[t] 只是第 t 步之前的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    total = 0.0
    for step in range(1, steps + 1):
        current = loss(x, y, w1, w2)
        total += current.item()
        losses.append(total / step)
        current.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
