"""The loss is computed once, before the loop."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
UNLESS = r"\n(?: {5,}|\t\t)\w+ = loss\("
SIGN = "backward-again"
HINT = {
    "en": "Your first step is right, and the second backward fails: backward can go through a graph only once, and yours is built before the loop. Each step needs a loss of its own.",
    "zh": "第一步是对的，第二次 backward 就报错了：同一个计算图只能反向传播一次，而你的图只在循环之前建了一次。每一步都要重新算损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    current = loss(x, y, w1, w2)
    for _ in range(steps):
        losses.append(current.item())
        current.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
