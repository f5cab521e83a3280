"""Each batch has the first row of the next one as well."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your batches overlap: the last row of each is the first of the next. Print where a batch starts and ends.",
    "zh": "你的批次有重叠：每一批的最后一行又是下一批的第一行。把每一批的起止位置打印出来看看。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size + 1)
            loss = loss_fn(model(X[batch]), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
