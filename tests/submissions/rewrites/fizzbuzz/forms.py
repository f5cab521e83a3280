import math
from enum import IntEnum
from functools import lru_cache, partial

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import BatchSampler, DataLoader, SequentialSampler, TensorDataset


# %% fizz_buzz_encode: if and elif
def fizz_buzz_encode(i):
    if i % 15 == 0:
        return 3
    elif i % 5 == 0:
        return 2
    elif i % 3 == 0:
        return 1
    else:
        return 0


# %% fizz_buzz_encode: a sum of truth values
def fizz_buzz_encode(i: int) -> int:
    return (i % 3 == 0) + 2 * (i % 5 == 0)


# %% fizz_buzz_encode: a match statement
def fizz_buzz_encode(i):
    match (i % 3, i % 5):
        case (0, 0):
            return 3
        case (_, 0):
            return 2
        case (0, _):
            return 1
        case _:
            return 0


# %% fizz_buzz_encode: a table of fifteen
PERIOD = (3, 0, 0, 1, 0, 2, 1, 0, 0, 1, 2, 0, 1, 0, 0)


def fizz_buzz_encode(i):
    return PERIOD[i % len(PERIOD)]


# %% fizz_buzz_encode: the greatest common divisor
def fizz_buzz_encode(i):
    return {1: 0, 3: 1, 5: 2, 15: 3}[math.gcd(i, 15)]


# %% fizz_buzz_encode: words joined, then their index, with a cache
_SAID = ["", "fizz", "buzz", "fizzbuzz"]


@lru_cache(maxsize=None)
def fizz_buzz_encode(i):
    return _SAID.index("fizz" * (i % 3 == 0) + "buzz" * (i % 5 == 0))


# %% fizz_buzz_encode: recursion
def fizz_buzz_encode(i):
    if i > 15:
        return fizz_buzz_encode(i % 15 or 15)
    return 3 if i in (0, 15) else 2 if i in (5, 10) else 1 if i in (3, 6, 9, 12) else 0


# %% fizz_buzz_decode: a list of words
def fizz_buzz_decode(i, prediction):
    return [str(i), "fizz", "buzz", "fizzbuzz"][prediction]


# %% fizz_buzz_decode: a dict
def fizz_buzz_decode(i, prediction):
    return {0: f"{i}", 1: "fizz", 2: "buzz", 3: "fizzbuzz"}[int(prediction)]


# %% fizz_buzz_decode: if after if
def fizz_buzz_decode(i, prediction):
    if prediction == 3:
        return "fizzbuzz"
    if prediction == 2:
        return "buzz"
    if prediction == 1:
        return "fizz"
    return str(i)


# %% fizz_buzz_decode: an enumeration
class Label(IntEnum):
    number = 0
    fizz = 1
    buzz = 2
    fizzbuzz = 3


def fizz_buzz_decode(i, prediction):
    label = Label(int(prediction))
    return str(i) if label is Label.number else label.name


# %% fizz_buzz_decode: a match statement
def fizz_buzz_decode(i, prediction):
    match int(prediction):
        case 0:
            return "%d" % i
        case 1 | 3 as code:
            return "fizz" + ("buzz" if code == 3 else "")
        case 2:
            return "buzz"


# %% fizz_buzz_decode: the bits of the class
def fizz_buzz_decode(i, prediction):
    code = int(prediction)
    return "fizz" * (code & 1) + "buzz" * (code >> 1) or str(i)


# %% binary_encode: shifts, an array
def binary_encode(i, num_digits):
    return np.array([i >> d & 1 for d in range(num_digits)])


# %% binary_encode: shifts, a list
def binary_encode(i, num_digits):
    return [(i >> d) & 1 for d in range(num_digits)]


# %% binary_encode: division in a loop
def binary_encode(i, num_digits):
    bits = []
    for _ in range(num_digits):
        i, bit = divmod(i, 2)
        bits.append(bit)
    return bits


# %% binary_encode: a formatted string, reversed
def binary_encode(i, num_digits):
    return [int(digit) for digit in f"{i:0{num_digits}b}"[::-1]]


# %% binary_encode: bin, zfill and a tuple
def binary_encode(i, num_digits):
    return tuple(map(int, reversed(bin(i)[2:].zfill(num_digits))))


# %% binary_encode: vectors of NumPy
def binary_encode(i, num_digits):
    return i // 2 ** np.arange(num_digits) % 2


# %% binary_encode: vectors of torch
def binary_encode(i, num_digits):
    return (torch.tensor(i) >> torch.arange(num_digits)).bitwise_and(1).float()


# %% binary_encode: recursion
def binary_encode(i, num_digits):
    if num_digits == 0:
        return []
    return [i % 2, *binary_encode(i // 2, num_digits - 1)]


# %% make_dataset: lists, through NumPy
def make_dataset(start, stop, num_digits=10):
    X = np.array([np.asarray(binary_encode(i, num_digits)) for i in range(start, stop)])
    Y = np.array([fizz_buzz_encode(i) for i in range(start, stop)])
    return torch.from_numpy(X.astype(np.float32)), torch.from_numpy(Y.astype(np.int64))


# %% make_dataset: rows filled one after the other
def make_dataset(start, stop, num_digits=10):
    n = stop - start
    X = torch.zeros(n, num_digits)
    Y = torch.zeros(n, dtype=torch.long)
    for row, i in enumerate(range(start, stop)):
        for d, bit in enumerate(binary_encode(i, num_digits)):
            X[row, d] = float(bit)
        Y[row] = fizz_buzz_encode(i)
    return X, Y


# %% make_dataset: FloatTensor and LongTensor
def make_dataset(start, stop, num_digits=10):
    data, labels = [], []
    for i in range(start, stop):
        data.append([float(bit) for bit in binary_encode(i, num_digits)])
        labels.append(int(fizz_buzz_encode(i)))
    return [torch.FloatTensor(data), torch.LongTensor(labels)]


# %% make_dataset: without loops
def make_dataset(start, stop, num_digits=10):
    numbers = torch.arange(start, stop)
    X = (numbers.unsqueeze(1) >> torch.arange(num_digits)) & 1
    Y = (numbers % 3 == 0).long() + 2 * (numbers % 5 == 0).long()
    return X.float(), Y


# %% make_dataset: pairs, unzipped and stacked
def make_dataset(start, stop, num_digits=10):
    def example(i):
        bits = torch.as_tensor(binary_encode(i, num_digits), dtype=torch.float32)
        return bits, torch.tensor(fizz_buzz_encode(i), dtype=torch.int64)

    rows, labels = zip(*map(example, range(start, stop)))
    return torch.stack(rows), torch.stack(labels)


# %% make_dataset: a generator, and where for the labels
def _bits(numbers, num_digits):
    for i in numbers:
        yield [i >> d & 1 for d in range(num_digits)]


def make_dataset(start, stop, num_digits=10):
    i = np.arange(start, stop)
    Y = np.where(i % 15 == 0, 3, np.where(i % 5 == 0, 2, np.where(i % 3 == 0, 1, 0)))
    X = torch.tensor(list(_bits(range(start, stop), num_digits)), dtype=torch.float)
    return X, torch.tensor(Y, dtype=torch.long)


# %% build_model: the lesson's
def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(
        nn.Linear(num_digits, num_hidden),
        nn.ReLU(),
        nn.Linear(num_hidden, 4),
    )


# %% build_model: names of layers
def build_model(num_digits=10, num_hidden=100):
    model = torch.nn.Sequential()
    model.add_module("fc1", torch.nn.Linear(num_digits, num_hidden, bias=True))
    model.add_module("relu", torch.nn.ReLU())
    model.add_module("fc2", torch.nn.Linear(num_hidden, 4, bias=True))
    return model


# %% build_model: a list of layers with weights of another kind
NUM_CLASSES = 4


def _init(module):
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


def build_model(num_digits=10, num_hidden=100):
    layers = [nn.Linear(num_digits, num_hidden), nn.ReLU(inplace=True)]
    layers.append(nn.Linear(num_hidden, NUM_CLASSES))
    return nn.Sequential(*layers).apply(_init)


# %% build_model: a subclass of Sequential
class FizzBuzzNet(nn.Sequential):
    def __init__(self, num_digits, num_hidden, num_classes=4):
        super().__init__(
            nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, num_classes)
        )


def build_model(num_digits=10, num_hidden=100):
    return FizzBuzzNet(num_digits, num_hidden)


# %% train: the lesson's loop
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for epoch in range(epochs):
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            batchX, batchY = X[start:end], Y[start:end]
            y_pred = model(batchX)
            loss = loss_fn(y_pred, batchY)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            loss = loss_fn(model(X), Y).item()
        losses.append(loss)
        if epoch % 1000 == 0:
            print("Epoch:", epoch, "Loss:", loss)
    return losses


# %% train: split, and an update by hand
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    losses = []
    for _ in range(epochs):
        for xb, yb in zip(X.split(batch_size), Y.split(batch_size), strict=True):
            model.zero_grad()
            F.cross_entropy(model(xb), yb).backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= learning_rate * p.grad
        losses.append(F.cross_entropy(model(X).detach(), Y).item())
    return losses


# %% train: a DataLoader in order
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loader = DataLoader(TensorDataset(X, Y), batch_size=batch_size, shuffle=False, drop_last=False)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.0)
    history = []
    for _ in range(epochs):
        model.train()
        for inputs, labels in loader:
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.inference_mode():
            history.append(float(criterion(model(X), Y)))
    return history


# %% train: an epoch of its own, losses in an array, the full loss batch by batch
def _batches(n, batch_size):
    for b in range(math.ceil(n / batch_size)):
        yield slice(b * batch_size, min((b + 1) * batch_size, n))


def _run_epoch(model, X, Y, batch_size, optimizer):
    for rows in _batches(len(X), batch_size):
        loss = F.nll_loss(F.log_softmax(model(X[rows]), dim=1), Y[rows])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()


@torch.no_grad()
def _evaluate(model, X, Y, batch_size):
    total = 0.0
    for rows in _batches(len(X), batch_size):
        total += F.cross_entropy(model(X[rows]), Y[rows], reduction="sum").item()
    return total / len(X)


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    optimizer = torch.optim.SGD(params=model.parameters(), lr=learning_rate)
    losses = np.zeros(epochs)
    for e in range(epochs):
        _run_epoch(model, X, Y, batch_size, optimizer)
        losses[e] = _evaluate(model, X, Y, batch_size)
    return losses


# %% train: samplers, and torch.autograd.grad
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    params = tuple(model.parameters())
    sampler = BatchSampler(SequentialSampler(X), batch_size, drop_last=False)
    losses = []
    for _ in range(epochs):
        for rows in sampler:
            loss = nn.functional.cross_entropy(model(X[rows]), Y[rows])
            for p, g in zip(params, torch.autograd.grad(loss, params), strict=True):
                p.data.add_(g, alpha=-learning_rate)
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(model(X), Y))
    return losses


# %% train: cross entropy written out, and a while loop
def _cross_entropy(logits, labels):
    chosen = logits.gather(1, labels.view(-1, 1)).squeeze(1)
    return (torch.logsumexp(logits, dim=1) - chosen).mean()


def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    step = partial(torch.optim.SGD, lr=learning_rate)(model.parameters())
    losses = []
    while len(losses) < epochs:
        start = 0
        while start < X.shape[0]:
            step.zero_grad(set_to_none=False)
            _cross_entropy(model(X[start : start + batch_size]), Y[start : start + batch_size]).backward()
            step.step()
            start += batch_size
        losses.append(_cross_entropy(model(X), Y).item())
    return tuple(losses)


# %% play: all numbers at once
def play(model, start, stop, num_digits=10):
    X, _ = make_dataset(start, stop, num_digits)
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return [fizz_buzz_decode(i, p) for i, p in zip(range(start, stop), predictions)]


# %% play: number after number
def play(model, start, stop, num_digits=10):
    said = []
    for i in range(start, stop):
        x = torch.tensor([[float(bit) for bit in binary_encode(i, num_digits)]])
        prediction = model(x).argmax()
        said.append(fizz_buzz_decode(i, prediction.item()))
    return said


# %% play: through NumPy
def play(model, start, stop, num_digits=10):
    logits = model(make_dataset(start, stop, num_digits)[0]).detach().numpy()
    classes = np.argmax(logits, axis=-1)
    return list(map(fizz_buzz_decode, range(start, stop), classes))


# %% play: max with its indices
@torch.no_grad()
def play(model, start, stop, num_digits=10):
    rows = [np.asarray(binary_encode(i, num_digits)) for i in range(start, stop)]
    inputs = torch.tensor(np.stack(rows)).to(torch.float32)
    _values, indices = torch.max(model(inputs), 1)
    return [fizz_buzz_decode(i, int(c)) for i, c in enumerate(indices, start=start)]


# %% play: softmax first, and Python's max
def play(model, start, stop, num_digits=10):
    model.eval()
    result = []
    with torch.inference_mode():
        for i in range(start, stop):
            bits = torch.as_tensor(binary_encode(i, num_digits)).float()
            probabilities = F.softmax(model(bits.unsqueeze(0)), dim=1)[0].tolist()
            best = max(range(4), key=probabilities.__getitem__)
            result.append(fizz_buzz_decode(i, best))
    return result


# %% play: topk, and a generator in a list
def play(model, start, stop, num_digits=10):
    numbers = range(start, stop)
    X = make_dataset(start, stop, num_digits)[0]
    best = model(X).topk(1).indices.flatten().tolist()
    return [*(fizz_buzz_decode(i, c) for i, c in zip(numbers, best, strict=True))]


# %% experiment: the first numbers
for i in range(1, 16):
    print(i, binary_encode(i, 4), fizz_buzz_decode(i, fizz_buzz_encode(i)))

# %% experiment: data
X, Y = make_dataset(101, 1024)
print(X.shape, Y.shape, X.dtype, Y.dtype)

# %% experiment: a model that is trained for a while
torch.manual_seed(0)
model = build_model()
losses = train(model, X, Y, epochs=50)
print(losses[-1])

# %% experiment: a loop of one's own
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(20):
    for start in range(0, len(X), 128):
        loss = loss_fn(model(X[start : start + 128]), Y[start : start + 128])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

# %% experiment: play
print(" ".join(play(model, 1, 101)))
right = sum(a == fizz_buzz_decode(i, fizz_buzz_encode(i)) for i, a in enumerate(play(model, 1, 101), 1))
print(f"{right} of 100")
