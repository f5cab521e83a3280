"""A row is left out between two batches."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your batches leave out a row between each two: the next one starts where the last one ended.",
    "zh": "你的每两个批次之间漏掉了一行：下一批应该从上一批结束的地方开始。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size + 1):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
