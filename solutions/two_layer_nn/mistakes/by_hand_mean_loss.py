"""train_by_hand takes the mean of the squared errors."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "Your loss is the mean of the squared errors, the default of MSELoss; this lesson's is their sum. Loss and steps are too small by a factor of the number of elements.",
    "zh": "你的损失是误差平方的平均值（MSELoss 默认就是这样）；这里的损失是总和。损失和每一步的更新量因此都多除了元素个数。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss()
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
