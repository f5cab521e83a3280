"""train_by_hand divides each gradient by its norm."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand: your gradients are divided by their norm, so that each step has the same length. Here a step uses the gradient as it is: it shrinks near the minimum.",
    "zh": "train_by_hand：你把梯度除以了它的范数，每一步的长度就都一样了。这里直接使用梯度本身：越接近最小值，步子越小。",
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
                parameter -= learning_rate * parameter.grad / parameter.grad.norm()
    return losses
