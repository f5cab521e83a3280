"""train never sets the gradients to zero."""

import torch

CHECKS = ("test_train", "test_train_goes_downhill")
UNLESS = r"(loss|total|cost)\w* \+= (?!.*(item|float))"
HINT = {
    "en": "Your first step is right, and from the second on each step uses the sum of all gradients so far: .grad adds up until it is zeroed.",
    "zh": "第一步是对的，从第二步起用的却是之前所有梯度之和：.grad 会一直累加，直到你把它清零。",
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
    return w1.detach(), w2.detach(), losses
