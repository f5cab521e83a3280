"""train returns from within its loop, after the first epoch."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_train_follows_the_labels",
    "test_accuracy",
)
NEEDS = r"\n {8,}return "
HINT = {
    "en": "Your train returns after the first epoch: see how far the return is indented.",
    "zh": "你的 train 在第一轮之后就返回了：看看 return 缩进在哪里。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
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
    return losses
