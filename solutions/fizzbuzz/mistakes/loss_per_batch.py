"""train notes a loss for every batch instead of every epoch."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "You record a loss for every batch, so the list is longer than the number of epochs: record one per epoch, on all of the data.",
    "zh": "你每个批次都记了一次损失，列表比轮数长：每轮只记一个，而且要用全部数据来算。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            loss = loss_fn(model(X[start:end]), Y[start:end])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses
