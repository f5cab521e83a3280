"""Trainers as classes: a base class with hooks, and two that differ in the update."""
from abc import ABC, abstractmethod
from typing import Callable, Dict, Iterable, List

import torch
import torch.nn as nn
from torch.optim import SGD, Adam, Optimizer, RMSprop


# %%
class LinearReLUStack(nn.Module):
    """Linear layers called linear1, linear2, ..., with ReLU in between."""

    def __init__(self, *sizes: int):
        super().__init__()
        self.depth = len(sizes) - 1
        for k in range(self.depth):
            setattr(self, f"linear{k + 1}", nn.Linear(sizes[k], sizes[k + 1], bias=False))

    def forward(self, x):
        for k in range(1, self.depth):
            x = torch.relu(getattr(self, f"linear{k}")(x))
        return getattr(self, f"linear{self.depth}")(x)


class TwoLayerNet(LinearReLUStack):
    def __init__(self, d_in, hidden, d_out):
        super().__init__(d_in, hidden, d_out)


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        *(
            nn.Linear(d_in, hidden, bias=False),
            nn.ReLU(),
            nn.Linear(hidden, d_out, bias=False),
        )
    )


# %%
class Trainer(ABC):
    def __init__(self, model: nn.Module):
        self.model = model
        self.loss_fn = nn.MSELoss(reduction="sum")
        self.losses: List[float] = []

    def fit(self, x, y, steps):
        for step in range(steps):
            self.before_step(step)
            loss = self.loss_fn(self.model(x), y)
            self.losses.append(loss.item())
            self.zero_grad()
            loss.backward()
            self.update()
        return self.losses

    def before_step(self, step):
        pass

    def zero_grad(self):
        self.model.zero_grad()

    @abstractmethod
    def update(self): ...


class ByHand(Trainer):
    def __init__(self, model, learning_rate):
        super().__init__(model)
        self.learning_rate = learning_rate

    @torch.no_grad()
    def update(self):
        for p in self.model.parameters():
            p -= self.learning_rate * p.grad


class ByOptimizer(Trainer):
    def __init__(self, model, optimizer: Optimizer):
        super().__init__(model)
        self.optimizer = optimizer

    def zero_grad(self):
        self.optimizer.zero_grad()

    def update(self):
        self.optimizer.step()


# %%
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    return ByHand(model, learning_rate).fit(x, y, steps)


class Registry:
    def __init__(self):
        self._makers: Dict[str, Callable] = {}

    def register(self, name):
        def keep(maker):
            self._makers[name] = maker
            return maker

        return keep

    def __getitem__(self, name):
        try:
            return self._makers[name]
        except KeyError:
            raise ValueError(f"{name!r}: choose one of {sorted(self._makers)}") from None


registry = Registry()


@registry.register("sgd")
def _sgd(params: Iterable, lr):
    return SGD(params, lr=lr)


@registry.register("momentum")
def _momentum(params, lr):
    return SGD(params, lr=lr, momentum=0.9)


registry.register("rmsprop")(RMSprop)
registry.register("adam")(Adam)


def build_optimizer(model, name, learning_rate):
    return registry[name](model.parameters(), lr=learning_rate)


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    return ByOptimizer(model, optimizer).fit(x, y, steps)
