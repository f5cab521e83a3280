"""train smooths the labels."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your cross entropy smooths the labels: here it takes them as they are.",
    "zh": "你的交叉熵做了标签平滑：这里直接使用原来的标签。",
}
CODE = {
    "train": (
        "nn.CrossEntropyLoss(label_smoothing=_)",
        "torch.nn.CrossEntropyLoss(label_smoothing=_)",
        "nn.functional.cross_entropy(_, _, label_smoothing=_)",
        "torch.nn.functional.cross_entropy(_, _, label_smoothing=_)",
        "F.cross_entropy(_, _, label_smoothing=_)",
    ),
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss(label_smoothing=0.1)
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
