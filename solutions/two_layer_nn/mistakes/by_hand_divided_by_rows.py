"""train_by_hand divides the gradient by the number of rows."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "Your losses start right, but each step is too small by a factor of N, the number of rows: the loss here is a sum, so do not divide by N.",
    "zh": "初始损失是对的，但每一步都除以了行数 N：这里的损失是总和，不用除以 N。",
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
                parameter -= learning_rate * parameter.grad / len(x)
    return losses
