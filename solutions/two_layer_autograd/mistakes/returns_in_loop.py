"""train returns from within its loop, after the first step."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "You return within the loop, after the first step: see how far the return is indented, and how many losses there are for steps=3.",
    "zh": "你在循环里就返回了，只走了一步：看看 return 缩进在哪里，再数一数 steps=3 时有几个损失。",
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
        return w1.detach(), w2.detach(), losses
    return w1.detach(), w2.detach(), losses
