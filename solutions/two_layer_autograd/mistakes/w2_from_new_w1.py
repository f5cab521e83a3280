"""Each step goes back twice: first w1 is updated, then w2 by a loss of the new w1."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "You change w1 before the gradient with respect to w2 is computed, which then mixes old and new weights. One backward gives both gradients; both updates come after it.",
    "zh": "你先更新了 w1，再去算 w2 的梯度，新旧权重就混在一起了。调用一次 backward 两个梯度就都有了，之后再一起更新。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        losses.append(loss(x, y, w1, w2).item())
        for w in (w1, w2):
            loss(x, y, w1, w2).backward()
            with torch.no_grad():
                w -= learning_rate * w.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
