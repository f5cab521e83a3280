"""train_by_hand notes the first loss again in every step."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
SIGN = "recorded-again"
HINT = {
    "en": "train_by_hand: your losses are all the same: each is that of the initial weights. The weights change in each step, and the loss with them.",
    "zh": "train_by_hand：你的损失全都一样：每个都是初始权重的损失。权重每一步都在变，损失也要跟着重新算。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    first = loss_fn(model(x), y).item()
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(first)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
