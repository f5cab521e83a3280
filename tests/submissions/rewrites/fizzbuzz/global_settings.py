"""Settings, seeds, logging and a checkpoint that is only kept in experiments."""
import logging
import math
import os
import random
import time
from typing import NamedTuple, Optional

import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

logging.basicConfig(level=logging.WARNING)
log = logging.getLogger(__name__)
os.environ.setdefault("PYTHONHASHSEED", "0")


# %%
class Config(NamedTuple):
    num_digits: int = 10
    num_hidden: int = 100
    epochs: int = 10_000
    batch_size: int = 128
    learning_rate: float = 5e-2
    seed: Optional[int] = 42


cfg = Config()


def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


set_seed(cfg.seed)


# %%
def fizz_buzz_encode(i):
    remainders = (i % 3, i % 5)
    return {(True, True): 3, (False, True): 2, (True, False): 1}.get(
        tuple(r == 0 for r in remainders), 0
    )


def fizz_buzz_decode(i, prediction):
    prediction = int(prediction)
    assert 0 <= prediction <= 3
    return {1: "fizz", 2: "buzz", 3: "fizzbuzz"}.get(prediction, str(i))


def binary_encode(i, num_digits):
    if i and num_digits < math.floor(math.log2(i)) + 1:
        raise ValueError(f"{i} has more than {num_digits} digits")
    return np.frombuffer(format(i, f"0{num_digits}b").encode(), dtype=np.uint8)[::-1] - ord("0")


def make_dataset(start, stop, num_digits=cfg.num_digits):
    X = np.vstack([binary_encode(i, num_digits) for i in range(start, stop)])
    Y = [fizz_buzz_encode(i) for i in range(start, stop)]
    return torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(Y, dtype=torch.int64)


def build_model(num_digits=cfg.num_digits, num_hidden=cfg.num_hidden):
    model = nn.Sequential()
    model.append(nn.Linear(num_digits, num_hidden))
    model.append(nn.ReLU())
    model.append(nn.Linear(num_hidden, 4))
    return model


# %%
def train(
    model,
    X,
    Y,
    epochs=cfg.epochs,
    batch_size=cfg.batch_size,
    learning_rate=cfg.learning_rate,
):
    start = time.time()
    loader = DataLoader(TensorDataset(X, Y), batch_size=batch_size)
    loss_fn = nn.CrossEntropyLoss(reduction="mean")
    optimizer = optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for epoch in range(1, epochs + 1):
        for xb, yb in loader:
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        with torch.no_grad():
            losses.append(loss_fn(model(X), Y).item())
        if epoch % 100 == 0:
            log.info("epoch %d: %.4f after %.1f s", epoch, losses[-1], time.time() - start)
    return losses


def play(model, start, stop, num_digits=cfg.num_digits):
    X, _ = make_dataset(start, stop, num_digits)
    was_training = model.training
    model.eval()
    with torch.no_grad():
        classes = torch.argmax(model(X), dim=-1)
    model.train(was_training)
    return [fizz_buzz_decode(i, code) for i, code in zip(range(start, stop), classes.numpy())]


# %%
model = build_model()
X, Y = make_dataset(101, 1024)
best = math.inf
for round_ in range(3):
    losses = train(model, X, Y, epochs=20)
    if losses[-1] < best:
        best = losses[-1]
        torch.save(model.state_dict(), "best.pt")
words = play(model, 1, 101)
print(sum(word == fizz_buzz_decode(i, fizz_buzz_encode(i)) for i, word in enumerate(words, 1)))
