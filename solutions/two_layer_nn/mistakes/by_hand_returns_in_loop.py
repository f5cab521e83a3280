"""train_by_hand returns from within its loop, after the first step."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand ends after its first step: look at the indentation of its return.",
    "zh": "train_by_hand 走完第一步就结束了：看看 return 缩进到了哪一层。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):  # noqa: RET503
    loss_fn = nn.MSELoss(reduction="sum")
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
