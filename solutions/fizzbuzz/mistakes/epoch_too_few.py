"""train runs one epoch too few."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_train_follows_the_labels",
    "test_accuracy",
)
UNLESS = r"\n {8,}return "
HINT = {
    "en": "Your train runs one epoch fewer than it should: count how often the outer loop runs for epochs=1.",
    "zh": "你的 train 少训练了一轮：数一数 epochs=1 时外层循环会执行几次。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(1, epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
