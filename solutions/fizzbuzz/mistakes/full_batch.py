"""train takes all rows as one batch."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
SOMETIMES = ("test_accuracy",)
HINT = {
    "en": "You take one step per epoch, with all rows at once: batch_size is not used. Go through the rows batch by batch, with a step for each.",
    "zh": "你每轮只用全部数据走了一步：batch_size 没有用上。应该一批一批地走完所有行，每批走一步。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(X), Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
