"""train divides the learning rate by the number of the step."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your learning rate is divided by the number of the step. The one that was passed holds for all steps: print it in the loop.",
    "zh": "你的学习率除以了步数，越来越小。传入的学习率应该在所有步里保持不变：在循环里把它打印出来看看。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    losses = []
    for step in range(1, steps + 1):
        current = loss(x, y, w1, w2)
        losses.append(current.item())
        current.backward()
        with torch.no_grad():
            w1 -= learning_rate / step * w1.grad
            w2 -= learning_rate / step * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1.detach(), w2.detach(), losses
