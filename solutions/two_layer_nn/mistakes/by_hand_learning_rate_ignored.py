"""train_by_hand always uses the default learning rate."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand takes the same steps whatever learning rate it is given: it uses a fixed number in place of the argument.",
    "zh": "不管传入的学习率是多少，train_by_hand 每一步的步长都一样：该用参数的地方写死了一个数。",
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
                parameter -= 1e-4 * parameter.grad
    return losses
