"""Each batch has one row less than batch_size."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_accuracy",
)
HINT = {
    "en": "Your batches are one row smaller than batch_size: a slice ends before its second number, so nothing needs to be subtracted.",
    "zh": "你的每个批次比 batch_size 少一行：切片本来就不含第二个下标，不用再减。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size - 1):
            batch = slice(start, start + batch_size - 1)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
