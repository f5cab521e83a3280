"""FizzBuzz as classification of binary digits: data, model, training, play."""

import torch
from torch import nn


def fizz_buzz_encode(i):
    """Return the class of a number.

    Args:
        i: an integer, 1 or more.

    Returns:
        An int: 3 if 15 divides i, else 2 if 5 does, else 1 if 3 does, else 0.
    """
    raise NotImplementedError(
        "return the class of i; think about which test must come first",
        "返回 i 的类别；想一想哪个条件必须先判断",
    )


def fizz_buzz_decode(i, prediction):
    """Convert a class to the word to say.

    Args:
        i: an integer.
        prediction: its class, 0 to 3: an int, or a 0-d array or tensor.

    Returns:
        A str: the number itself, "fizz", "buzz" or "fizzbuzz".
    """
    raise NotImplementedError(
        "choose what to say for i",
        "选出对 i 该说的话",
    )


def binary_encode(i, num_digits):
    """Convert a number to its bits.

    Args:
        i: an integer from 0 to 2 ** num_digits - 1.
        num_digits: the number of bits.

    Returns:
        An array (or tensor, or list) of ``num_digits`` zeros and ones, the least significant first.
    """
    raise NotImplementedError(
        "convert i to its bits, the least significant first",
        "把 i 转成二进制位，最低位在前",
    )


def make_dataset(start, stop, num_digits=10):
    """Encode the numbers of range(start, stop).

    Args:
        start, stop: integers; stop is not included.
        num_digits: the number of bits of each number.

    Returns:
        (X, Y): a float32 tensor (stop - start, num_digits) of bits, and an int64 tensor (stop -
        start,) of classes.
    """
    raise NotImplementedError(
        "encode every number of the range, with the two functions above",
        "用上面两个函数给范围内的每个数编码",
    )


def build_model(num_digits=10, num_hidden=100):
    """Build the network.

    Args:
        num_digits: number of inputs.
        num_hidden: number of hidden units.

    Returns:
        An ``nn.Sequential`` of Linear, ReLU and Linear to the 4 classes, both with bias.
    """
    raise NotImplementedError(
        "join the three layers in an nn.Sequential",
        "用 nn.Sequential 连接这三层",
    )


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    """Train a model with SGD and cross entropy, on batches in order; its weights change in place.

    Args:
        model: from (N, num_digits) to (N, 4); training starts from its current weights.
        X: (N, num_digits), float32.
        Y: (N,) classes, int64.
        epochs: the number of passes over all rows.
        batch_size: rows per step; the last batch may be shorter.
        learning_rate: the step size.

    Returns:
        A list of ``epochs`` floats: the mean cross entropy on all of X, Y, after each epoch.
    """
    raise NotImplementedError(
        "write the training loop: forward, loss, zero_grad, backward, step",
        "写训练循环：前向、损失、zero_grad、backward、step",
    )


def play(model, start, stop, num_digits=10):
    """Let a model play.

    Args:
        model: from (N, num_digits) to (N, 4).
        start, stop: the range of numbers; stop is not included.
        num_digits: the number of bits of each number.

    Returns:
        A list of str: what the model says for each number.
    """
    raise NotImplementedError(
        "run the model on every number of the range, and decode its answers",
        "让模型回答范围内的每个数，再把回答解码",
    )
