"""train_by_hand minimises half the sum of the squared errors."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "Your loss, and with it every step, is half of what it should be: this lesson's loss has no factor ½ before the sum.",
    "zh": "你的损失只有正确值的一半，每一步的更新量也因此只有一半：这里的求和前面没有 ½。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y) / 2
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
