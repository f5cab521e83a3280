"""FizzBuzz as classification of binary digits: data, model, training, play.

zh: 把 FizzBuzz 当作二进制位的分类问题：数据、模型、训练、试玩
"""

# %%
import torch
from torch import nn

# %% [markdown]
# ## `fizz_buzz_encode(i)`
#
# The class of a number: 3 (fizzbuzz) if 15 divides it, else 2 (buzz) if 5 does, else 1 (fizz) if 3
# does, else 0 (the number itself). The order of the tests matters.
#
# 该说什么，用类别表示：能被 15 整除为 3（fizzbuzz），否则能被 5 整除为 2（buzz），否则能被 3 整除为 1（fizz），否则为 0（数字本身）。注意判断的先后顺序。


# %%
def fizz_buzz_encode(i):
    """Return the class of a number.

    Args:
        i: an integer, 1 or more.

    Returns:
        An int: 3 if 15 divides i, else 2 if 5 does, else 1 if 3 does, else 0.

    zh: 返回一个数的类别。

    参数：
        i: 整数，不小于 1。

    返回：
        int：能被 15 整除为 3，否则能被 5 整除为 2，
        否则能被 3 整除为 1，否则为 0。
    """
    # BEGIN SOLUTION: return the class of i; think about which test must come first
    # zh: 返回 i 的类别；想一想哪个条件必须先判断
    if i % 15 == 0:
        return 3
    if i % 5 == 0:
        return 2
    if i % 3 == 0:
        return 1
    return 0
    # END SOLUTION


# %% [markdown]
# ## `fizz_buzz_decode(i, prediction)`
#
# The inverse: from a class to a word. Class 0 gives the number itself, as a `str`. The prediction
# may be an `int`, or a 0-d array or tensor.
#
# 反过来：从类别到词。类别 0 说数字本身（`str`）。`prediction` 可以是整数，也可以是 0 维的数组或张量。


# %%
def fizz_buzz_decode(i, prediction):
    """Convert a class to the word to say.

    Args:
        i: an integer.
        prediction: its class, 0 to 3: an int, or a 0-d array or tensor.

    Returns:
        A str: the number itself, "fizz", "buzz" or "fizzbuzz".

    zh: 把类别换成该说的话。

    参数：
        i: 整数。
        prediction: 它的类别，0 到 3：int，或 0 维的数组、张量。

    返回：
        str：数字本身、"fizz"、"buzz" 或 "fizzbuzz"。
    """
    # BEGIN SOLUTION: choose what to say for i
    # zh: 选出对 i 该说的话
    return [str(i), "fizz", "buzz", "fizzbuzz"][int(prediction)]
    # END SOLUTION


# %% [markdown]
# ## `binary_encode(i, num_digits)`
#
# A network cannot do much with 937 as one number, but with its binary digits it can. Digit $d$ is
# bit $d$ of $i$: the least significant comes *first*, so 6 with 4 digits is 0, 1, 1, 0.
#
# 网络拿 937 这一个数没什么办法，换成二进制位就好办了。最低位排在*最前*：6 用 4 位表示是 0, 1, 1, 0。


# %%
def binary_encode(i, num_digits):
    """Convert a number to its bits.

    Args:
        i: an integer from 0 to 2 ** num_digits - 1.
        num_digits: the number of bits.

    Returns:
        An array (or tensor, or list) of ``num_digits`` zeros and ones, the least significant first.

    zh: 把一个数转成二进制位。

    参数：
        i: 整数，从 0 到 2 ** num_digits - 1。
        num_digits: 位数。

    返回：
        由 ``num_digits`` 个 0 和 1 组成的数组（张量、列表均可），最低位在前。
    """
    # BEGIN SOLUTION: convert i to its bits, the least significant first
    # zh: 把 i 转成二进制位，最低位在前
    return torch.tensor([i >> digit & 1 for digit in range(num_digits)])
    # END SOLUTION


# %% [markdown]
# ## `make_dataset(start, stop, num_digits)`
#
# One row per number of `range(start, stop)`: X holds their bits as float32, Y their classes as
# int64 (cross entropy requires this).
#
# `range(start, stop)` 中每个数一行：X 是各位（float32），Y 是类别（int64，交叉熵要求如此）。


# %%
def make_dataset(start, stop, num_digits=10):
    """Encode the numbers of range(start, stop).

    Args:
        start, stop: integers; stop is not included.
        num_digits: the number of bits of each number.

    Returns:
        (X, Y): a float32 tensor (stop - start, num_digits) of bits, and an int64 tensor (stop -
        start,) of classes.

    zh: 给 range(start, stop) 中的数编码。

    参数：
        start, stop: 整数，不含 stop。
        num_digits: 每个数的位数。

    返回：
        (X, Y)：X 是各数的二进制位，float32 张量 (stop - start, num_digits)；
        Y 是类别，int64 张量 (stop - start,)。
    """
    # BEGIN SOLUTION: encode every number of the range, with the two functions above
    # zh: 用上面两个函数给范围内的每个数编码
    X = torch.stack(
        [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    ).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return X, Y
    # END SOLUTION


# %% [markdown]
# ## `build_model(num_digits, num_hidden)`
#
# `nn.Sequential` of a linear layer, ReLU and a linear layer to 4 numbers, one per class, with
# biases. Do not add a softmax: the loss contains it.
#
# 线性层、ReLU、再一个线性层输出 4 个数（每类一个），带偏置。不要加 softmax：损失函数里已经有了。


# %%
def build_model(num_digits=10, num_hidden=100):
    """Build the network.

    Args:
        num_digits: number of inputs.
        num_hidden: number of hidden units.

    Returns:
        An ``nn.Sequential`` of Linear, ReLU and Linear to the 4 classes, both with bias.

    zh: 搭建网络。

    参数：
        num_digits: 输入的个数。
        num_hidden: 隐藏单元的个数。

    返回：
        ``nn.Sequential``：Linear、ReLU、输出 4 个类别的 Linear，都带偏置。
    """
    # BEGIN SOLUTION: join the three layers in an nn.Sequential
    # zh: 用 nn.Sequential 连接这三层
    return nn.Sequential(nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4))
    # END SOLUTION


# %% [markdown]
# ## `train(model, X, Y, epochs, batch_size, learning_rate)`
#
# The recipe: in each epoch, go through the rows in order, `batch_size` at a time (the last batch is
# shorter), and for each batch predict, loss (`nn.CrossEntropyLoss`), `zero_grad`, `backward`,
# `step` with SGD. After each epoch, record the loss of *all* rows. Train the given model, starting
# from its current weights.
#
# 按顺序每次取 `batch_size` 行（最后一批较短），每批：预测、损失、`zero_grad`、`backward`、`step`（SGD）。每轮之后记录*全部*数据
# 的损失。训练传入的模型，从它当前的权重开始继续训练。


# %%
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

    zh: 用 SGD 和交叉熵训练模型，按顺序取批次；它的权重原地改变。

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
    # BEGIN SOLUTION: write the training loop: forward, loss, zero_grad, backward, step
    # zh: 写训练循环：前向、损失、zero_grad、backward、step
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


# %% [markdown]
# ## `play(model, start, stop, num_digits)`
#
# Let the network play: for each number of `range(start, stop)` take the class with the largest
# output, and return its word.
#
# 让网络来玩：对 `range(start, stop)` 中每个数，取输出最大的类别，说出对应的词。


# %%
def play(model, start, stop, num_digits=10):
    """Let a model play.

    Args:
        model: from (N, num_digits) to (N, 4).
        start, stop: the range of numbers; stop is not included.
        num_digits: the number of bits of each number.

    Returns:
        A list of str: what the model says for each number.

    zh: 让模型来玩。

    参数：
        model: 由 (N, num_digits) 得到 (N, 4)。
        start, stop: 数的范围，不含 stop。
        num_digits: 每个数的位数。

    返回：
        str 的列表：模型对每个数的回答。
    """
    # BEGIN SOLUTION: run the model on every number of the range, and decode its answers
    # zh: 让模型回答范围内的每个数，再把回答解码
    X = torch.stack(
        [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    ).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return [
        fizz_buzz_decode(i, prediction) for i, prediction in zip(range(start, stop), predictions)
    ]
    # END SOLUTION
