"""train uses SGD whatever optimizer is asked for."""

import torch
from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your train uses SGD whatever optimizer_name is: see where the argument is used.",
    "zh": "不管 optimizer_name 是什么，你的 train 用的都是 SGD：看看这个参数用在了哪里。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
