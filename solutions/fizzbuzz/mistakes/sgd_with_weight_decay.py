"""train uses SGD with weight decay."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_accuracy",
)
HINT = {
    "en": "Your SGD has weight decay, which pulls the weights to 0: here the network is trained with plain SGD.",
    "zh": "你的 SGD 带了权重衰减，会把权重拉向 0：这里要用普通的 SGD 来训练。",
}
CODE = {
    "train": (
        "torch.optim.SGD(_, lr=_, weight_decay=_)",
        "optim.SGD(_, lr=_, weight_decay=_)",
        "SGD(_, lr=_, weight_decay=_)",
        "torch.optim.SGD(_, _, weight_decay=_)",
        "optim.SGD(_, _, weight_decay=_)",
        "SGD(_, _, weight_decay=_)",
    ),
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, weight_decay=0.01)
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
