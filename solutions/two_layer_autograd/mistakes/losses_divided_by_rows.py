"""train notes each loss divided by the number of rows."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "The weights are right, but the losses that you record are divided by the number of rows: this lesson's loss is the sum.",
    "zh": "权重是对的，但你记录的损失除以了行数：这里的损失要的是总和。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        current = loss(x, y, w1, w2)
        losses.append(current.item() / len(y))
        current.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
