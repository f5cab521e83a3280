"""train takes its batches from a DataLoader that shuffles."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your DataLoader shuffles. It is good practice elsewhere, but here the batches keep their order, so that your run can be compared with the lesson's.",
    "zh": "你的 DataLoader 会打乱顺序。平时这是好习惯，但这里的批次要保持原来的顺序，才能与课程的训练过程比较。",
}
CODE = {
    "train": (
        "_(_, batch_size=_, shuffle=True)",
        "_(_, _, shuffle=True)",
        "_(_, shuffle=True, batch_size=_)",
        "_(_, _, True)",
    )
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    batches = DataLoader(TensorDataset(X, Y), batch_size=batch_size, shuffle=True)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for X_batch, Y_batch in batches:
            loss = loss_fn(model(X_batch), Y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
