"""The class is made by a function; the optimizers are subclasses with their own defaults."""
import torch
import torch.nn as nn
import torch.nn.functional as F


# %%
def make_network_class(activation):
    class Net(nn.Module):
        def __init__(self, d_in, hidden, d_out):
            super().__init__()
            self.linear1 = nn.Linear(d_in, hidden, bias=False)
            self.linear2 = nn.Linear(hidden, d_out, bias=False)

        def forward(self, x):
            return self.linear2(activation(self.linear1(x)))

    return Net


TwoLayerNet = make_network_class(F.relu)


class ReLUNet(nn.Sequential):
    """A Sequential whose layers have names."""

    @classmethod
    def of(cls, d_in, hidden, d_out):
        net = cls()
        net.first = nn.Linear(d_in, hidden, bias=False)
        net.relu = nn.ReLU()
        net.second = nn.Linear(hidden, d_out, bias=False)
        return net


build_sequential = ReLUNet.of


# %%
class Momentum(torch.optim.SGD):
    def __init__(self, params, lr):
        super().__init__(params, lr=lr, momentum=0.9)


def build_optimizer(model, name, learning_rate):
    for known, kind in [
        ("sgd", torch.optim.SGD),
        ("momentum", Momentum),
        ("rmsprop", torch.optim.RMSprop),
        ("adam", torch.optim.Adam),
    ]:
        if name == known:
            return kind(model.parameters(), lr=learning_rate)
    raise ValueError(name)


def _loss(model, x, y):
    return (y - model(x)).square().sum()


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    parameters = dict(model.named_parameters())
    losses = []
    for _ in range(steps):
        loss = _loss(model, x, y)
        gradients = torch.autograd.grad(loss, [*parameters.values()])
        with torch.no_grad():
            torch._foreach_add_([*parameters.values()], gradients, alpha=-learning_rate)
        losses.append(loss.item())
    return losses


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    optimizer, losses = build_optimizer(model, optimizer_name, learning_rate), []
    for step in range(steps):
        loss = _loss(model, x, y)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return losses
