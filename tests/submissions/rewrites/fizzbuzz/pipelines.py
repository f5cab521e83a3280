"""Generators, itertools, singledispatch and a table of rules."""
import itertools
import operator
from collections import ChainMap
from functools import cache, reduce, singledispatch

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# %%
RULES = {3: "fizz", 5: "buzz"}
WORDS = [""]
for divisor, word in RULES.items():
    WORDS += [before + word for before in WORDS]


@cache
def fizz_buzz_encode(i, /):
    said = "".join(word for divisor, word in RULES.items() if not i % divisor)
    return WORDS.index(said)


@singledispatch
def as_int(value):
    return int(value)


@as_int.register
def _(value: torch.Tensor):
    return value.item()


@as_int.register
def _(value: np.ndarray):
    return value.tolist()


def fizz_buzz_decode(i, prediction):
    return WORDS[as_int(prediction)] or str(i)


# %%
def digits(i):
    while True:
        i, digit = divmod(i, 2)
        yield digit


def binary_encode(i, num_digits):
    return tuple(itertools.islice(digits(i), num_digits))


def make_dataset(start, stop, num_digits=10):
    numbers = range(start, stop)
    bits = itertools.chain.from_iterable(binary_encode(i, num_digits) for i in numbers)
    X = np.fromiter(bits, dtype=np.float32).reshape(-1, num_digits)
    Y = np.fromiter(map(fizz_buzz_encode, numbers), dtype=np.int64, count=len(numbers))
    return tuple(map(torch.from_numpy, (X, Y)))


def build_model(num_digits=10, num_hidden=100):
    sizes = [num_digits, num_hidden, 4]
    linears = itertools.starmap(nn.Linear, itertools.pairwise(sizes))
    return nn.Sequential(*reduce(lambda a, b: [*a, nn.ReLU(), b], linears, [])[1:])


# %%
def batches(X, Y, size):
    yield from zip(torch.split(X, size), torch.split(Y, size))


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05, **options):
    options = ChainMap(options, {"lr": learning_rate})
    optimizer = torch.optim.SGD(model.parameters(), **options)
    prepared = list(batches(X, Y, batch_size))

    def losses():
        for _ in itertools.repeat(None, epochs):
            for xb, yb in prepared:
                optimizer.zero_grad()
                F.cross_entropy(model(xb), yb).backward()
                optimizer.step()
            with torch.no_grad():
                yield F.cross_entropy(model(X), Y).item()

    return list(losses())


def play(model, start, stop, num_digits=10):
    outputs = model(make_dataset(start, stop, num_digits)[0]).tolist()
    best = (max(enumerate(row), key=operator.itemgetter(1))[0] for row in outputs)
    return [fizz_buzz_decode(i, c) for i, c in enumerate(best, start)]
