"""train sets the gradients to zero between backward and the update."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "cleared-early"
HINT = {
    "en": "Your weights never move: every step needs an update of the weights that you return, after backward and before the gradients are zeroed.",
    "zh": "权重一直没有变：每一步都要更新你最后返回的那两个权重，在 backward 之后、梯度清零之前。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        current = loss(x, y, w1, w2)
        losses.append(current.item())
        current.backward()
        w1.grad.zero_()
        w2.grad.zero_()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
    return w1.detach(), w2.detach(), losses
