"""train_by_hand notes each loss after the update instead of before it."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "The losses of train_by_hand are one step late: each is measured after its update. losses[0] belongs to the initial weights.",
    "zh": "train_by_hand 记录的损失都晚了一步：每个都是更新之后才算的。losses[0] 应该是初始权重的损失。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
            losses.append(loss_fn(model(x), y).item())
    return losses
