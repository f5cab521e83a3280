"""train trains a copy of the model."""

import copy

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_train_follows_the_labels",
    "test_accuracy",
)
HINT = {
    "en": "Your losses fall, but the caller's model has not changed: you train a copy of it.",
    "zh": "损失在下降，但调用者的模型没有变：你训练的是它的副本。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
