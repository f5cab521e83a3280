"""FizzBuzz as a classification of binary digits: data, model, training, play."""

import torch
from torch import nn


def fizz_buzz_encode(i):
    """Return the class of the number i: 3 if 15 divides it, else 2 if 5 does, else 1 if 3 does, else 0."""
    # BEGIN SOLUTION: tell the class of i: think of which test must come first
    if i % 15 == 0:
        return 3
    if i % 5 == 0:
        return 2
    if i % 3 == 0:
        return 1
    return 0
    # END SOLUTION


def fizz_buzz_decode(i, prediction):
    """Return what to say for the number i when the class ``prediction`` was predicted, a str."""
    # BEGIN SOLUTION: choose what to say for i
    return [str(i), "fizz", "buzz", "fizzbuzz"][int(prediction)]
    # END SOLUTION


def binary_encode(i, num_digits):
    """Return the ``num_digits`` bits of i as an array, the least significant first."""
    # BEGIN SOLUTION: take i apart into its bits, the least significant first
    return torch.tensor([i >> digit & 1 for digit in range(num_digits)])
    # END SOLUTION


def make_dataset(start, stop, num_digits=10):
    """Return (X, Y) for range(start, stop): bits (stop - start, num_digits), float32; classes, int64."""
    # BEGIN SOLUTION: encode every number of the range, with the two functions above
    X = torch.stack([torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return X, Y
    # END SOLUTION


def build_model(num_digits=10, num_hidden=100):
    """Return an nn.Sequential: a linear layer to ``num_hidden`` units, ReLU, a linear layer to the 4 classes."""
    # BEGIN SOLUTION: join the three layers in an nn.Sequential
    return nn.Sequential(nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4))
    # END SOLUTION


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    """Train with SGD on batches in order (the last may be shorter); return each epoch's loss on all of X, Y.

    The loss is the mean cross entropy, measured after the epoch. Training goes on from the model's present weights.
    """
    # BEGIN SOLUTION: write the training loop: forward, loss, zero_grad, backward, step
    loss_fn = nn.CrossEntropyLoss()
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
    # END SOLUTION


def play(model, start, stop, num_digits=10):
    """Return what the model says for range(start, stop), a list of str."""
    # BEGIN SOLUTION: ask the model for every number of the range, and decode its answers
    X = torch.stack([torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return [fizz_buzz_decode(i, prediction) for i, prediction in zip(range(start, stop), predictions)]
    # END SOLUTION
