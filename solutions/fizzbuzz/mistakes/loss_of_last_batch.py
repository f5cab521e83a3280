"""train notes the loss of the epoch's last batch instead of all rows."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your weights are right, but the loss that you record is that of the last batch alone: measure it on all of the data, after the epoch.",
    "zh": "权重是对的，但你记录的只是最后一个批次的损失：应当在每轮结束后用全部数据来算。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            loss = loss_fn(model(X[start:end]), Y[start:end])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses
