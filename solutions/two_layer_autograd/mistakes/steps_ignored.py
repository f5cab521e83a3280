"""train always takes 500 steps."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
NEEDS = r"range\([^()]*\b500\b"
HINT = {
    "en": "You always take 500 steps: use the number that was passed.",
    "zh": "你总是走 500 步：应该用传进来的步数。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(500):
        current = loss(x, y, w1, w2)
        losses.append(current.item())
        current.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
