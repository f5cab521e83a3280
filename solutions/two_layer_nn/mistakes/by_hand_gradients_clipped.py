"""train_by_hand clips each number of the gradients to 1."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand: your gradients are clipped, so that large ones become too small. Here a step uses the gradient as it is.",
    "zh": "train_by_hand：你把梯度裁剪了，大的梯度就变小了。这里每一步都直接使用梯度本身。",
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
                parameter -= learning_rate * parameter.grad.clamp(-1, 1)
    return losses
