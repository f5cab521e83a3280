"""train_by_hand always takes 500 steps."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
NEEDS = r"range\([^()]*\b500\b"
HINT = {
    "en": "train_by_hand: you always take 500 steps: use the number that was passed.",
    "zh": "train_by_hand：你总是走 500 步：应该用传进来的步数。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(500):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
