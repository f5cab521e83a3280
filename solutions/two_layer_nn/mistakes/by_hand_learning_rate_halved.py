"""train_by_hand halves the learning rate in each step."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand: your learning rate is halved from step to step. The one that was passed holds for all steps: print it in the loop.",
    "zh": "train_by_hand：你的学习率每一步都减半。传入的学习率应该在所有步里保持不变：在循环里把它打印出来看看。",
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
                parameter -= learning_rate * parameter.grad
        learning_rate = learning_rate / 2
    return losses
