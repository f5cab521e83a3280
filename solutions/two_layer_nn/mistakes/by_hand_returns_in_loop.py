"""train_by_hand returns from within its loop, after the first step."""

import torch
from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
HINT = {
    "en": "train_by_hand takes only one step, whatever steps is: see whether its return is inside the loop, and count the losses for steps=3.",
    "zh": "不管 steps 是多少，train_by_hand 都只走一步：看看 return 是不是写在了循环里面，再数一数 steps=3 时有几个损失。",
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
