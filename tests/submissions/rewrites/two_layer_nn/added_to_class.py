"""Methods that later cells add to a class; a class per optimizer."""
import torch
from torch import nn


# %%
class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)


# %%
def hidden(self, x):
    return torch.relu(self.linear1(x))


def forward(self, x):
    return self.linear2(self.hidden(x))


setattr(TwoLayerNet, "hidden", hidden)
TwoLayerNet.forward = forward


# %%
class OurSequential(nn.Sequential):
    pass


def build_sequential(d_in, hidden, d_out):
    return OurSequential(
        nn.Linear(d_in, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, d_out, bias=False)
    )


# %%
class Choice:
    known = {}
    options = {}

    @classmethod
    def make(cls, model, learning_rate):
        return cls.kind(model.parameters(), lr=learning_rate, **cls.options)


def choice(cls):
    Choice.known[cls.__name__.lower()] = cls
    return cls


@choice
class SGD(Choice):
    kind = torch.optim.SGD


@choice
class Momentum(SGD):
    options = {"momentum": 0.9}


@choice
class RMSProp(Choice):
    kind = torch.optim.RMSprop


@choice
class Adam(Choice):
    kind = torch.optim.Adam


def build_optimizer(model, name, learning_rate):
    if name not in Choice.known:
        raise ValueError(name)
    return Choice.known[name].make(model, learning_rate)


# %%
class Trainer:
    def __init__(self, steps):
        self.steps, self.losses = steps, []


def fit(self, model, x, y, zero_grad, update):
    for _ in range(self.steps):
        loss = ((model(x) - y) ** 2).sum()
        self.losses.append(loss.item())
        zero_grad()
        loss.backward()
        update()
    return self.losses


Trainer.fit = fit


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    @torch.no_grad()
    def update():
        for p in model.parameters():
            p -= learning_rate * p.grad

    return Trainer(steps).fit(model, x, y, model.zero_grad, update)


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    return Trainer(steps).fit(model, x, y, optimizer.zero_grad, optimizer.step)


# %%
net = TwoLayerNet(20, 10, 2)
losses = train(net, torch.randn(8, 20), torch.randn(8, 2), steps=10)
print(losses)
