"""train minimises the binary cross entropy of one-hot labels."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_accuracy",
)
HINT = {
    "en": "Your loss treats the four classes as four questions of their own. A number has exactly one class: which loss is made for that?",
    "zh": "你的损失把四个类别当成了四个互不相关的是非题。一个数只属于一个类别：哪种损失是为此设计的？",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.BCEWithLogitsLoss()
    targets = nn.functional.one_hot(Y, 4).float()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), targets).item())
    return losses
