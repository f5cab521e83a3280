"""train shuffles the rows in every epoch."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "You shuffle the rows in every epoch. It is good practice elsewhere, but here the batches keep their order, so that your run can be compared with the lesson's.",
    "zh": "你每轮都打乱了各行的顺序。平时这是好习惯，但这里的批次要保持原来的顺序，才能与课程的训练过程比较。",
}
CODE = {
    "train": (
        "torch.randperm(...)",
        "np.random.permutation(...)",
        "random.shuffle(...)",
        "np.random.shuffle(...)",
    )
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(X))
        X, Y = X[order], Y[order]
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
