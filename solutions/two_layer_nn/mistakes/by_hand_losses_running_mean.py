"""train_by_hand notes the mean of all losses so far."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand: each of your losses is the average of all losses so far. losses[t] is the loss before step t alone.",
    "zh": "train_by_hand：你的每个损失都是到目前为止所有损失的平均值。losses[t] 只是第 t 步之前的损失。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    total = 0.0
    for step in range(1, steps + 1):
        loss = loss_fn(model(x), y)
        total += loss.item()
        losses.append(total / step)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
