"""The update of train_by_hand forgets the learning rate."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "Your step is the whole gradient: the learning rate, which scales it, is not used.",
    "zh": "你每一步减去的都是整个梯度：学习率决定步长，这里却没有用上。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= parameter.grad
    return losses
