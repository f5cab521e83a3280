"""Settings, a registry filled by a decorator, and counters."""
import time
from collections import defaultdict
from functools import wraps

import numpy as np

# %%
CONFIG = {
    "learning_rate": 1e-6,
    "steps": 500,
    "activation": "relu",
    "verbose": False,
}
ACTIVATIONS = {}
CALLS = defaultdict(int)
SECONDS = {}
np.random.seed(2024)
np.set_printoptions(precision=3, suppress=True)


def activation(name):
    def register(cls):
        ACTIVATIONS[name] = cls
        return cls

    return register


def profiled(function):
    @wraps(function)
    def inner(*args, **kwargs):
        CALLS[function.__name__] += 1
        start = time.time()
        try:
            return function(*args, **kwargs)
        finally:
            SECONDS[function.__name__] = time.time() - start

    return inner


# %%
@activation("identity")
class Identity:
    @staticmethod
    def value(h):
        return h

    @staticmethod
    def slope(h):
        return np.ones_like(h)


@activation("relu")
class Relu(Identity):
    @staticmethod
    def value(h):
        return np.clip(h, 0, np.inf)

    @classmethod
    def slope(cls, h):
        return np.where(h > 0, 1.0, 0.0)


def current():
    return ACTIVATIONS[CONFIG["activation"]]


# %%
@profiled
def forward(x, w1, w2):
    h = x @ w1
    h_relu = current().value(h)
    return h, h_relu, h_relu @ w2


@profiled
def squared_error(y_pred, y):
    return np.power(y_pred - y, 2).sum(axis=1).sum(axis=0)


@profiled
def loss_backward(y_pred, y):
    return 2.0 * y_pred - 2.0 * y


@profiled
def output_layer_backward(grad_y_pred, h_relu, w2):
    return h_relu.T @ grad_y_pred, grad_y_pred @ w2.T


@profiled
def relu_backward(grad_h_relu, h):
    return current().slope(h) * grad_h_relu


@profiled
def hidden_layer_backward(grad_h, x):
    return x.T @ grad_h


@profiled
def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    g = loss_backward(y_pred, y)
    grad_w2, g = output_layer_backward(g, h_relu, w2)
    g = relu_backward(g, h)
    grad_w1 = hidden_layer_backward(g, x)
    return grad_w1, grad_w2


@profiled
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate=CONFIG["learning_rate"]):
    return w1 - grad_w1 * learning_rate, w2 - grad_w2 * learning_rate


@profiled
def train(x, y, w1, w2, learning_rate=CONFIG["learning_rate"], steps=CONFIG["steps"]):
    losses = np.empty(steps)
    for t in range(steps):
        y_pred = forward(x, w1, w2)[2]
        losses[t] = squared_error(y_pred, y)
        if CONFIG["verbose"] and t % 50 == 0:
            print(t, losses[t])
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses


# %%
x, y = np.random.randn(64, 1000), np.random.randn(64, 10)
w1, w2 = np.random.randn(1000, 100), np.random.randn(100, 10)
CONFIG["verbose"] = True
w1, w2, losses = train(x, y, w1, w2, steps=100)
for name, calls in CALLS.items():
    print(name, calls, SECONDS[name])
