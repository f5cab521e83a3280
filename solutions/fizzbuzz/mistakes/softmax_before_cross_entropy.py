"""train applies softmax before cross entropy, which has it in itself."""

import torch
from torch import nn

CHECKS = ("test_train_reports_each_epoch", "test_train_follows_the_lessons_trajectory")
SOMETIMES = ("test_network_plays_fizzbuzz", "test_train_follows_the_labels", "test_accuracy")
HINT = {
    "en": "You apply softmax before the loss, but cross entropy includes it: applied twice, it makes the network learn hardly anything.",
    "zh": "你在算损失之前先做了 softmax，而交叉熵里面已经有了：做两次就重复了，网络几乎学不动。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(torch.softmax(model(X[batch]), dim=1), Y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(torch.softmax(model(X), dim=1), Y).item())
    return losses
