"""train changes the weights that it was given."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "What you return is right, but the caller's w1 and w2 have been trained as well: work on copies of your own.",
    "zh": "返回值是对的，但调用者传进来的 w1、w2 也被训练改掉了：请在自己的副本上训练。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1.requires_grad_()
    w2.requires_grad_()
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
