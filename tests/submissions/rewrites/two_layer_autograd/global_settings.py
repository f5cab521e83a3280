"""Global settings, and a log that the training writes into."""
from __future__ import annotations

import json
import logging
import time
from collections import deque
from dataclasses import asdict, dataclass, field

import torch

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger("homework")
torch.manual_seed(3)
torch.set_default_dtype(torch.float32)
torch.autograd.set_detect_anomaly(False)


# %%
@dataclass
class Settings:
    learning_rate: float = 1e-6
    steps: int = 500
    log_every: int = 100
    tags: list[str] = field(default_factory=list)


@dataclass
class Result:
    w1: torch.Tensor
    w2: torch.Tensor
    losses: list[float]

    def __iter__(self):
        return iter((self.w1, self.w2, self.losses))


SETTINGS = Settings(tags=["autograd"])
LOG = deque(maxlen=10)


def log(step, value):
    LOG.append((time.time(), step, value))
    logger.info("step %d: %.3f", step, value)


# %%
def scalar_gradients(x, w, b):
    x, w, b = [torch.tensor(v, requires_grad=True) for v in (x, w, b)]
    y = torch.add(torch.mul(w, x), b)
    y.backward()
    return x.grad, w.grad, b.grad


def loss(x, y, w1, w2):
    return torch.nn.functional.mse_loss(x.matmul(w1).clamp_min(0).matmul(w2), y, reduction="sum")


def gradients(x, y, w1, w2):
    params = (w1.clone().requires_grad_(), w2.clone().requires_grad_())
    loss(x, y, *params).backward()
    return [param.grad for param in params]


def _run(x, y, w1, w2, settings) -> Result:
    w1, w2 = torch.nn.Parameter(w1.clone()), torch.nn.Parameter(w2.clone())
    losses = []
    for step in range(settings.steps):
        value = loss(x, y, w1, w2)
        losses.append(value.item())
        if step % settings.log_every == 0:
            log(step, losses[-1])
        value.backward()
        for w in (w1, w2):
            w.data = w.data - settings.learning_rate * w.grad
            w.grad.zero_()
    return Result(w1.data, w2.data, losses)


def train(x, y, w1, w2, learning_rate=SETTINGS.learning_rate, steps=SETTINGS.steps):
    w1, w2, losses = _run(x, y, w1, w2, Settings(learning_rate, steps, SETTINGS.log_every))
    return w1, w2, losses


# %%
print(json.dumps(asdict(SETTINGS)))
data = torch.randn(64, 1000), torch.randn(64, 10)
for learning_rate in (1e-6, 1e-7):
    SETTINGS.learning_rate = learning_rate
    w1, w2, losses = train(*data, torch.randn(1000, 100), torch.randn(100, 10), learning_rate)
    print(learning_rate, losses[-1], len(LOG))
