"""One loop for both trainings: what differs is a function that is passed on."""
from contextlib import nullcontext
from functools import partial

import torch
from torch import nn

# %%
Layer = partial(nn.Linear, bias=False)
loss_fn = nn.MSELoss(reduction="sum")


def build_sequential(d_in, hidden, d_out, *, activation=nn.ReLU):
    return nn.Sequential(Layer(d_in, hidden), activation(), Layer(hidden, d_out))


class TwoLayerNet(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.linear1, _, self.linear2 = build_sequential(*args, **kwargs)

    def forward(self, x):
        return self.linear2((hidden := self.linear1(x)) * (hidden > 0))


# %%
def loop(model, x, y, steps, update, context=nullcontext):
    losses = []
    for _ in range(steps):
        with context():
            loss = loss_fn(model(x), y)
        model.zero_grad()
        loss.backward()
        update()
        losses.append(float(loss.detach()))
    return losses


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    def update():
        for parameter in model.parameters():
            parameter.data = torch.sub(parameter.data, parameter.grad, alpha=learning_rate)

    return loop(model, x, y, steps, update)


def build_optimizer(model, name, learning_rate):
    make = dict(
        sgd=torch.optim.SGD,
        momentum=partial(torch.optim.SGD, momentum=0.9, nesterov=False),
        rmsprop=torch.optim.RMSprop,
        adam=torch.optim.Adam,
    ).get(name)
    if make is None:
        raise ValueError("%s is not an optimizer" % name)
    return make(model.parameters(), lr=learning_rate)


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    return loop(model, x, y, steps, optimizer.step, torch.enable_grad)
