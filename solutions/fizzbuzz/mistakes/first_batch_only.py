"""train uses the first batch in every step."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
SOMETIMES = ("test_train_follows_the_labels", "test_accuracy")
HINT = {
    "en": "Each of your steps uses the first batch, however far the loop has come. Print where a batch starts and ends.",
    "zh": "不管循环走到哪里，你每一步用的都是第一个批次。把每一批的起止位置打印出来看看。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for _ in range(0, len(X), batch_size):
            loss = loss_fn(model(X[:batch_size]), Y[:batch_size])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
