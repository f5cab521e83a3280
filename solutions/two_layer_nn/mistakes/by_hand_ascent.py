"""train_by_hand goes up the gradient instead of down."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "Your update goes in the direction of the gradient, in which the loss grows. In which direction does it fall?",
    "zh": "你是沿着梯度方向更新的，损失会越来越大。要让损失下降，该往哪个方向走？",
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
                parameter += learning_rate * parameter.grad
    return losses
