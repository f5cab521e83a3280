"""train_by_hand clears the gradients between backward and the update."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
SIGN = "cleared-early"
HINT = {
    "en": "At the update, .grad is None: backward must fill it first, and it must not be cleared in between. Check the order of zero_grad, backward and update.",
    "zh": "更新的时候 .grad 是 None：要先由 backward 算出梯度，而且在用掉之前不能清零。检查一下 zero_grad、backward 和更新的先后顺序。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        model.zero_grad()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
