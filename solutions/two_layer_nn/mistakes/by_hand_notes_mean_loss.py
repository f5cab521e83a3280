"""train_by_hand notes the mean of the squared errors, and trains on their sum."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand: the weights are right, but the losses that you record are means: this lesson's loss is the sum.",
    "zh": "train_by_hand：权重是对的，但你记录的损失是平均值：这里的损失要的是总和。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item() / y.numel())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
