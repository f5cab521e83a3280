"""train never asks for gradients of the weights."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
UNLESS = r"requires_grad|Parameter|Variable"
SIGN = "grad-not-required"
HINT = {
    "en": "Your backward fails because no tensor in the loss requires gradients: w1 and w2 are passed as plain tensors, and copies of them are plain, too.",
    "zh": "backward 报错，是因为参与计算的张量没有一个要求梯度：w1、w2 传进来时是普通张量，它们的副本也是。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone()
    w2 = w2.clone()
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
    return w1, w2, losses
