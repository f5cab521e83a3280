"""train trains a copy of the model."""

import copy

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "model-replaced"
HINT = {
    "en": "train: your losses fall, but the caller's model has not changed: you train a copy of it.",
    "zh": "train：损失在下降，但调用者的模型没有变：你训练的是它的副本。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    model = copy.deepcopy(model)
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
