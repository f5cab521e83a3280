"""train returns the initial weights."""

import torch

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your losses are right, but what you return are the weights from before the training: which variables hold the trained ones?",
    "zh": "损失是对的，但你返回的还是训练之前的权重：训练好的权重放在哪两个变量里？",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    start = w1.detach().clone(), w2.detach().clone()
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
    return *start, losses
