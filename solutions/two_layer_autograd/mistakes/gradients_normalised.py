"""train divides each gradient by its norm."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your gradients are divided by their norm, so that each step has the same length. Here a step uses the gradient as it is: it shrinks near the minimum.",
    "zh": "你把梯度除以了它的范数，每一步的长度就都一样了。这里直接使用梯度本身：越接近最小值，步子越小。",
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
            w1 -= learning_rate * w1.grad / w1.grad.norm()
            w2 -= learning_rate * w2.grad / w2.grad.norm()
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
