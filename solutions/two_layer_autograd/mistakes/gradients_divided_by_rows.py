"""train divides the gradients by the number of rows."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your losses start right, but each step is too small by a factor of N, the number of rows: the loss here is a sum, so do not divide by N.",
    "zh": "初始损失是对的，但每一步都被除以了样本数 N：这里的损失是总和，不用再除。",
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
            w1 -= learning_rate / len(x) * w1.grad
            w2 -= learning_rate / len(x) * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
