"""train keeps only the last loss."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "You return the last loss alone: collect those of all steps, in order.",
    "zh": "你只返回了最后一个损失：要按顺序收集每一步的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    for _ in range(steps):
        current = loss(x, y, w1, w2)
        losses = current.item()
        current.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
