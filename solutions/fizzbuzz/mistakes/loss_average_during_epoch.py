"""train notes the average loss of the epoch's rows, each measured before its step."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your losses are collected while the weights change, batch by batch: here the loss of an epoch is measured after it, with the same weights for all rows.",
    "zh": "你的损失是在权重变化的过程中一批批收集的：这里每轮的损失要在该轮之后、用同一组权重对所有行计算。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(X[batch])
        losses.append(total / len(X))
    return losses
