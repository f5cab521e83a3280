"""train gives the classes weights in the loss."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your cross entropy gives rare classes more weight: here every row counts the same.",
    "zh": "你的交叉熵给少见的类别加了权重：这里每一行同样重要。",
}
CODE = {
    "train": (
        "nn.CrossEntropyLoss(weight=_)",
        "torch.nn.CrossEntropyLoss(weight=_)",
        "nn.CrossEntropyLoss(_)",
        "torch.nn.CrossEntropyLoss(_)",
        "nn.functional.cross_entropy(_, _, weight=_)",
        "torch.nn.functional.cross_entropy(_, _, weight=_)",
        "F.cross_entropy(_, _, weight=_)",
    ),
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    counts = torch.bincount(Y, minlength=4).float()
    loss_fn = nn.CrossEntropyLoss(weight=len(Y) / (4 * counts))
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
