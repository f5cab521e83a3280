"""train never sets the gradients to zero."""

import torch
from torch import nn

CHECKS = (
    "test_train_reports_each_epoch",
    "test_network_plays_fizzbuzz",
    "test_train_follows_the_lessons_trajectory",
    "test_accuracy",
)
UNLESS = r"(loss|total|cost)\w* \+= (?!.*(item|float))"
HINT = {
    "en": "Your first step is right, and from the second on each step uses the sum of all gradients so far: they are not zeroed between two batches.",
    "zh": "第一步是对的，从第二步起用的却是之前所有梯度之和：两个批次之间没有清零梯度。",
}


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            loss = loss_fn(model(X[batch]), Y[batch])
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
    return losses
