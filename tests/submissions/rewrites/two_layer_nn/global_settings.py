"""Settings and a device at module level, enumerations, and a history that is kept."""
import enum
import math
import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# %%
random.seed(0); np.random.seed(0); torch.manual_seed(0)
torch.backends.cudnn.deterministic = True
torch.backends.cudnn.benchmark = False
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
BIAS = False
HISTORY = {}


class Name(str, enum.Enum):
    SGD = "sgd"
    MOMENTUM = "momentum"
    RMSPROP = "rmsprop"
    ADAM = "adam"


# %%
def init_weights(m):
    if type(m) is nn.Linear:
        nn.init.normal_(m.weight, std=1 / math.sqrt(m.in_features))


def build_sequential(d_in, hidden, d_out):
    model = nn.Sequential(
        nn.Linear(d_in, hidden, bias=BIAS), nn.ReLU(), nn.Linear(hidden, d_out, bias=BIAS)
    )
    model.apply(init_weights)
    return model.to(DEVICE)


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=BIAS)
        self.linear2 = nn.Linear(hidden, d_out, bias=BIAS)
        self.reset()

    def reset(self):
        self.apply(init_weights)

    def extra_repr(self):
        return f"device={DEVICE}"

    def forward(self, x):
        h = self.linear1(x)
        h_relu = F.relu(h)
        y_pred = self.linear2(h_relu)
        return y_pred


# %%
def sum_of_squares(y_pred, y):
    return F.mse_loss(y_pred, y, reduction="sum")


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    global HISTORY
    losses = []
    for step in range(steps):
        model.zero_grad()
        loss = sum_of_squares(model(x), y)
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            [p.sub_(p.grad, alpha=learning_rate) for p in model.parameters()]
    HISTORY["by hand"] = losses
    return losses


def build_optimizer(model, name, learning_rate):
    name = Name(name)  # a ValueError for any other
    options = {"lr": learning_rate}
    if name is Name.MOMENTUM:
        options["momentum"] = 0.9
    cls = {Name.RMSPROP: torch.optim.RMSprop, Name.ADAM: torch.optim.Adam}.get(name, torch.optim.SGD)
    return cls(model.parameters(), **options)


def train(model, x, y, optimizer_name=Name.ADAM.value, learning_rate=1e-4, steps=500):
    opt = build_optimizer(model, optimizer_name, learning_rate)
    losses = HISTORY.setdefault(optimizer_name, [])
    losses.clear()
    for _ in range(steps):
        loss = sum_of_squares(model(x), y)
        losses.append(loss.item())
        opt.zero_grad()
        loss.backward()
        opt.step()
    return list(losses)


# %%
x = torch.randn(64, 1000).to(DEVICE)
y = torch.randn(64, 10).to(DEVICE)
for name in Name:
    model = TwoLayerNet(1000, 100, 10).to(DEVICE)
    train(model, x, y, name.value, steps=50)
print({name: losses[-1] for name, losses in HISTORY.items()})
