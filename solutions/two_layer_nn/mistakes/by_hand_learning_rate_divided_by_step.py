"""train_by_hand divides the learning rate by the number of the step."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand: your learning rate is divided by the number of the step: 1, 2, 3, … The one that was passed holds for all steps: print it in the loop.",
    "zh": "train_by_hand：你的学习率除以了步的序号（1、2、3……），越来越小。传入的学习率应该在所有步里保持不变：在循环里把它打印出来看看。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for step in range(1, steps + 1):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate / step * parameter.grad
    return losses
