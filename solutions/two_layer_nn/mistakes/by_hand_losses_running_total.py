"""train_by_hand adds the losses of all steps up."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand: each of your losses includes all earlier ones: a running total. losses[t] is the loss before step t alone.",
    "zh": "train_by_hand：你的每个损失都包含了之前的所有损失，是累计值。losses[t] 只是第 t 步之前的损失。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    total = 0.0
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        total += loss.item()
        losses.append(total)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
