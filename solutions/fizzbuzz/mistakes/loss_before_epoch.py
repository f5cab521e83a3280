"""train notes the loss before the epoch instead of after it."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Each of your losses is that of the epoch before: here a loss is computed after its epoch, so the first is not that of the initial weights.",
    "zh": "你记录的每个损失都是上一轮的：这里要在每轮结束之后再计算，所以第一个并不是初始权重的损失。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            loss = loss_fn(model(X[start:end]), Y[start:end])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return losses
