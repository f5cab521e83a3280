"""FizzBuzz as a classification of binary digits: data, model, training, play."""

import torch
from torch import nn


def fizz_buzz_encode(i):
    """Return the class of the number i: 3 if 15 divides it, else 2 if 5 does, else 1 if 3 does, else 0."""
    raise NotImplementedError("tell the class of i: think of which test must come first")


def fizz_buzz_decode(i, prediction):
    """Return what to say for the number i when the class ``prediction`` was predicted, a str."""
    raise NotImplementedError("choose what to say for i")


def binary_encode(i, num_digits):
    """Return the ``num_digits`` bits of i as an array, the least significant first."""
    raise NotImplementedError("take i apart into its bits, the least significant first")


def make_dataset(start, stop, num_digits=10):
    """Return (X, Y) for range(start, stop): bits (stop - start, num_digits), float32; classes, int64."""
    raise NotImplementedError("encode every number of the range, with the two functions above")


def build_model(num_digits=10, num_hidden=100):
    """Return an nn.Sequential: a linear layer to ``num_hidden`` units, ReLU, a linear layer to the 4 classes."""
    raise NotImplementedError("join the three layers in an nn.Sequential")


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    """Train with SGD on batches in order (the last may be shorter); return each epoch's loss on all of X, Y.

    The loss is the mean cross entropy, measured after the epoch. Training goes on from the model's present weights.
    """
    raise NotImplementedError("write the training loop: forward, loss, zero_grad, backward, step")


def play(model, start, stop, num_digits=10):
    """Return what the model says for range(start, stop), a list of str."""
    raise NotImplementedError("ask the model for every number of the range, and decode its answers")
