"""The update goes up the gradient instead of down."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your update goes in the direction of the gradient, in which the loss grows. In which direction does it fall?",
    "zh": "你是沿着梯度方向更新的，损失会越来越大。要让损失下降，该往哪个方向走？",
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
            w1 += learning_rate * w1.grad
            w2 += learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
