"""train notes the first loss again in every step."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your losses are all the same: each is that of the initial weights. The weights change in each step, and the loss with them.",
    "zh": "你的损失全都一样：每个都是初始权重的损失。权重每一步都在变，损失也要跟着重新算。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    first = loss(x, y, w1, w2).item()
    for _ in range(steps):
        losses.append(first)
        loss(x, y, w1, w2).backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
