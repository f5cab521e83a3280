"""train adds the loss after the last step to its losses."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your losses have one more than there are steps: the loss after the last step is not asked for.",
    "zh": "你的损失比步数多一个：最后一步之后的损失不用记录。",
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
            w1.grad.zero_()
            w2.grad.zero_()
    losses.append(loss(x, y, w1, w2).item())
    return w1.detach(), w2.detach(), losses
