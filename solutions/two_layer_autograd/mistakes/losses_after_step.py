"""train notes each loss after the update instead of before it."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your losses are one step late: each is measured after its update. losses[0] belongs to the initial weights.",
    "zh": "你的损失都晚了一步：每个都是更新之后才记录的。losses[0] 应该是初始权重的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        loss(x, y, w1, w2).backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
            losses.append(loss(x, y, w1, w2).item())
    return w1.detach(), w2.detach(), losses
