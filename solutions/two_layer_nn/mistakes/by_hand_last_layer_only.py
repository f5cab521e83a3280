"""train_by_hand updates the last parameter alone."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand: only your last layer learns: every parameter of the model must be updated, not only the last.",
    "zh": "train_by_hand：只有最后一层在学习：模型的每一个参数都要更新，不能只更新最后一个。",
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
            for parameter in list(model.parameters())[-1:]:
                parameter -= learning_rate * parameter.grad
    return losses
