"""A class per layer, and thin functions around them."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np


# %%
class Layer(ABC):
    """What has a forward and a backward pass."""

    @abstractmethod
    def forward(self, a: np.ndarray) -> np.ndarray: ...

    @abstractmethod
    def backward(self, grad: np.ndarray) -> np.ndarray: ...

    def __call__(self, a: np.ndarray) -> np.ndarray:
        self.input = a
        return self.forward(a)


class Linear(Layer):
    def __init__(self, weight: np.ndarray) -> None:
        self.weight = weight
        self.grad = np.zeros_like(weight)

    def forward(self, a):
        return a @ self.weight

    def backward(self, grad):
        self.grad = self.input.T @ grad
        return grad @ self.weight.T

    def step(self, lr: float) -> None:
        self.weight = self.weight - lr * self.grad


class ReLU(Layer):
    def forward(self, a):
        return np.maximum(a, 0)

    def backward(self, grad):
        return grad * (self.input > 0)


class SquaredError:
    def __call__(self, y_pred, y):
        self.error = y_pred - y
        return float((self.error**2).sum())

    def backward(self):
        return 2 * self.error


# %%
class Network:
    def __init__(self, w1, w2):
        self.layers = [Linear(w1), ReLU(), Linear(w2)]
        self.loss = SquaredError()

    @property
    def weights(self):
        return self.layers[0].weight, self.layers[2].weight

    @property
    def gradients(self):
        return self.layers[0].grad, self.layers[2].grad

    def forward(self, x):
        values = []
        for layer in self.layers:
            x = layer(x)
            values.append(x)
        return tuple(values)

    def backward(self):
        grad = self.loss.backward()
        for layer in reversed(self.layers):
            grad = layer.backward(grad)

    def step(self, x, y, lr):
        loss = self.loss(self.forward(x)[-1], y)
        self.backward()
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.step(lr)
        return loss


# %%
def forward(x, w1, w2):
    return Network(w1, w2).forward(x)


def squared_error(y_pred, y):
    return SquaredError()(y_pred, y)


def loss_backward(y_pred, y):
    loss = SquaredError()
    loss(y_pred, y)
    return loss.backward()


def output_layer_backward(grad_y_pred, h_relu, w2):
    layer = Linear(w2)
    layer(h_relu)
    grad_h_relu = layer.backward(grad_y_pred)
    return layer.grad, grad_h_relu


def relu_backward(grad_h_relu, h):
    relu = ReLU()
    relu(h)
    return relu.backward(grad_h_relu)


def hidden_layer_backward(grad_h, x):
    layer = Linear(np.zeros((x.shape[1], grad_h.shape[1])))
    layer(x)
    layer.backward(grad_h)
    return layer.grad


def backward(x, y, w1, w2):
    network = Network(w1, w2)
    network.loss(network.forward(x)[-1], y)
    network.backward()
    return network.gradients


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    new = []
    for weight, grad in ((w1, grad_w1), (w2, grad_w2)):
        layer = Linear(weight)
        layer.grad = grad
        layer.step(learning_rate)
        new.append(layer.weight)
    return tuple(new)


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    network = Network(w1, w2)
    losses = [network.step(x, y, learning_rate) for _ in range(steps)]
    return (*network.weights, losses)


# %%
if __name__ == "__main__":
    rng = np.random.default_rng(0)
    shapes = (64, 1000), (64, 10), (1000, 100), (100, 10)
    x, y, w1, w2 = (rng.standard_normal(shape) for shape in shapes)
    *_, losses = train(x, y, w1, w2)
    print(losses[0], losses[-1])
