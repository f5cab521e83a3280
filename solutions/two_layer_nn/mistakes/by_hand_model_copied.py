"""train_by_hand trains a copy of the model."""

import copy

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
SIGN = "model-replaced"
HINT = {
    "en": "train_by_hand: your losses fall, but the caller's model has not changed: you train a copy of it.",
    "zh": "train_by_hand：损失在下降，但调用者的模型没有变：你训练的是它的副本。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    model = copy.deepcopy(model)
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
