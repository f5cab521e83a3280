"""torch.func all the way: gradients are functions made of functions."""
from functools import partial

import torch
from torch.func import grad, grad_and_value


# %%
def scalar_gradients(x, w, b):
    line = lambda v: v[1] * v[0] + v[2]
    return grad(line)(torch.tensor([x, w, b])).tolist()


def loss(x, y, w1, w2):
    return torch.func.vmap(partial(_loss_of_one, w1=w1, w2=w2))(x, y).sum()


def _loss_of_one(x, y, w1, w2):
    return ((x @ w1).clamp(min=0) @ w2 - y).square().sum()


_both = grad_and_value(loss, argnums=(2, 3))


def gradients(x, y, w1, w2):
    (grad_w1, grad_w2), _ = _both(x, y, w1, w2)
    return grad_w1, grad_w2


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    params, losses = (w1, w2), []
    for _ in range(steps):
        grads, value = _both(x, y, *params)
        losses.append(value)
        params = tuple(p - learning_rate * g for p, g in zip(params, grads))
    return *params, torch.stack(losses)
