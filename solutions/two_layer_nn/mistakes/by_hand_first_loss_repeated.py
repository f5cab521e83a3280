"""train_by_hand notes the first loss again in every step."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
SIGN = "recorded-again"
HINT = {
    "en": "train_by_hand: your losses are all the same: the loss that you record is computed once, before the loop. It belongs to the current weights.",
    "zh": "train_by_hand：你记录的损失全都一样：它只在循环之前算了一次。损失应该用当前的权重来算。",
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
