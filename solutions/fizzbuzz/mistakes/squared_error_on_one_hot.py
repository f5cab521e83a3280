"""train minimises the squared error of one-hot labels."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
HINT = {
    "en": "Your loss is the squared error. This is a classification task: minimise the cross entropy, which takes the class indices directly.",
    "zh": "你用的损失是平方误差。这里是分类问题：要最小化的是交叉熵，它可以直接用类别来算。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.MSELoss()
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
