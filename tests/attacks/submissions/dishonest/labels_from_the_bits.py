"""Works the labels out from the bits instead of learning those that it is given.

deserves: 0
assignment: fizzbuzz
checks: test_train_follows_the_labels test_accuracy
"""

import torch
from torch import nn


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    numbers = (X * 2 ** torch.arange(X.shape[1])).sum(1).long()
    Y = (numbers % 3 == 0).long() + 2 * (numbers % 5 == 0).long()
    optimizer = torch.optim.SGD(model.parameters(), learning_rate)
    losses = []
    for _ in range(epochs):
        for batch in torch.arange(len(X)).split(batch_size):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), Y[batch]).backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(model(X), Y).item())
    return losses
