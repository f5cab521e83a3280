"""FizzBuzz as classification of binary digits: data, model, training, play.

把 FizzBuzz 当作二进制位的分类问题：数据、模型、训练、试玩
"""

import torch
from torch import nn


def fizz_buzz_encode(i):
    """Return the class of a number.

    Args:
        i: an integer, 1 or more.

    Returns:
        An int: 3 if 15 divides i, else 2 if 5 does, else 1 if 3 does, else 0.

    返回一个数的类别。

    参数：
        i: 整数，不小于 1。

    返回：
        int：能被 15 整除为 3，否则能被 5 整除为 2，
        否则能被 3 整除为 1，否则为 0。
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

    把类别换成该说的话。

    参数：
        i: 整数。
        prediction: 它的类别，0 到 3：int，或 0 维的数组、张量。

    返回：
        str：数字本身、"fizz"、"buzz" 或 "fizzbuzz"。
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

    把一个数转成二进制位。

    参数：
        i: 整数，从 0 到 2 ** num_digits - 1。
        num_digits: 位数。

    返回：
        由 ``num_digits`` 个 0 和 1 组成的数组（张量、列表均可），最低位在前。
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

    给 range(start, stop) 中的数编码。

    参数：
        start, stop: 整数，不含 stop。
        num_digits: 每个数的位数。

    返回：
        (X, Y)：X 是各数的二进制位，float32 张量 (stop - start, num_digits)；
        Y 是类别，int64 张量 (stop - start,)。
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

    搭建网络。

    参数：
        num_digits: 输入的个数。
        num_hidden: 隐藏单元的个数。

    返回：
        ``nn.Sequential``：Linear、ReLU、输出 4 个类别的 Linear，都带偏置。
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

    用 SGD 和交叉熵训练模型，按顺序取批次；它的权重原地改变。

    参数：
        model: 由 (N, num_digits) 得到 (N, 4)；从它当前的权重开始训练。
        X: 形状为 (N, num_digits)，float32。
        Y: 类别，形状为 (N,)，int64。
        epochs: 轮数，每轮把所有行过一遍。
        batch_size: 每步的行数；最后一批可以较短。
        learning_rate: 学习率（步长）。

    返回：
        ``epochs`` 个 float 的列表：每轮之后全部 X、Y 上的平均交叉熵。
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

    让模型来玩。

    参数：
        model: 由 (N, num_digits) 得到 (N, 4)。
        start, stop: 数的范围，不含 stop。
        num_digits: 每个数的位数。

    返回：
        str 的列表：模型对每个数的回答。
    """
    raise NotImplementedError(
        "run the model on every number of the range, and decode its answers",
        "让模型回答范围内的每个数，再把回答解码",
    )
