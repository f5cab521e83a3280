"""Pipelines of generators, functions of functions, and results with names."""
from collections import namedtuple
from contextlib import contextmanager
from itertools import accumulate, repeat, takewhile
from operator import matmul

import torch

Weights = namedtuple("Weights", "w1 w2")
Trained = namedtuple("Trained", "w1 w2 losses")


# %%
@contextmanager
def announced(what):
    print("begin", what)
    yield
    print("end", what)


def layers(x, *operations):
    yield from accumulate(operations, lambda a, f: f(a), initial=x)


def forward(x, w1, w2):
    with announced("forward"):
        _, *values = layers(x, lambda a: matmul(a, w1), torch.relu, lambda a: matmul(a, w2))
    return values


def squared_error(y_pred, y):
    return sum(float(e) for e in ((row - target).square().sum() for row, target in zip(y_pred, y)))


def loss_backward(y_pred, y):
    return (y_pred - y).mul(2)


def output_layer_backward(grad_y_pred, h_relu, w2):
    return tuple(matmul(a, b) for a, b in ((h_relu.T, grad_y_pred), (grad_y_pred, w2.T)))


def relu_backward(grad_h_relu, h):
    return grad_h_relu * h.relu().sign()


def hidden_layer_backward(grad_h, x):
    return matmul(x.T, grad_h)


def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_w2, grad = output_layer_backward(loss_backward(y_pred, y), h_relu, w2)
    return Weights(hidden_layer_backward(relu_backward(grad, h), x), grad_w2)


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return Weights._make(w - learning_rate * g for w, g in zip((w1, w2), (grad_w1, grad_w2)))


def descent(x, y, weights, rate):
    while True:
        yield weights
        weights = sgd_step(*weights, *backward(x, y, *weights), rate)


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    path = descent(x, y, Weights(w1, w2), learning_rate)
    losses = []
    for _, weights in takewhile(lambda pair: pair[0] < steps, enumerate(path)):
        losses.append(squared_error(forward(x, *weights)[-1], y))
    # the generator has gone one step further: these are the weights after the last update
    last = sgd_step(*weights, *backward(x, y, *weights), learning_rate) if steps else Weights(w1, w2)
    return Trained(*last, losses)


# %%
zeros = [*repeat(0.0, 3)]
print(torch.tensor(zeros))
