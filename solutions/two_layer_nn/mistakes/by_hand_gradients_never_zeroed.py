"""train_by_hand never sets the gradients to zero."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand", "test_train_by_hand_goes_downhill")
UNLESS = r"(loss|total|cost)\w* \+= (?!.*(item|float))"
HINT = {
    "en": "Your first step is right, and from the second on each step uses the sum of all gradients so far: .grad adds up until it is zeroed.",
    "zh": "第一步是对的，从第二步起用的却是之前所有梯度之和：.grad 会一直累加，直到你把它清零。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
