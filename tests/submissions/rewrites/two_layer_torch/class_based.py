"""Layers as classes that keep what their backward pass needs, and thin functions around them."""

from typing import Optional, Tuple

import torch
from torch import Tensor


# %%
class Module:
    def __init__(self):
        self.saved: Tuple[Tensor, ...] = ()

    def save(self, *tensors):
        self.saved = tensors

    def __call__(self, *inputs):
        return self.forward(*inputs)


class Linear(Module):
    def __init__(self, weight: Tensor):
        super().__init__()
        self.weight = weight
        self.grad: Optional[Tensor] = None

    def forward(self, a):
        self.save(a)
        return a.mm(self.weight)

    def backward(self, grad):
        (a,) = self.saved
        self.grad = a.t().mm(grad)
        return grad.mm(self.weight.t())


class ReLU(Module):
    def forward(self, a):
        self.save(a)
        return a.clamp(min=0)

    def backward(self, grad):
        (a,) = self.saved
        grad = grad.clone()
        grad[a < 0] = 0
        return grad


class SumOfSquares(Module):
    def forward(self, y_pred, y):
        self.save(y_pred - y)
        return (self.saved[0] ** 2).sum()

    def backward(self):
        return 2.0 * self.saved[0]


class TwoLayers(Module):
    def __init__(self, w1, w2):
        super().__init__()
        self.linear1, self.relu, self.linear2 = Linear(w1), ReLU(), Linear(w2)

    def forward(self, x):
        h = self.linear1(x)
        h_relu = self.relu(h)
        return h, h_relu, self.linear2(h_relu)

    def backward(self, grad):
        self.linear1.backward(self.relu.backward(self.linear2.backward(grad)))
        return self.linear1.grad, self.linear2.grad


# %%
def forward(x, w1, w2):
    return TwoLayers(w1, w2)(x)


def squared_error(y_pred, y):
    return SumOfSquares()(y_pred, y).item()


def loss_backward(y_pred, y):
    loss = SumOfSquares()
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
    layer = Linear(x.new_zeros(x.shape[1], grad_h.shape[1]))
    layer(x)
    layer.backward(grad_h)
    return layer.grad


def backward(x, y, w1, w2):
    net, loss = TwoLayers(w1, w2), SumOfSquares()
    loss(net(x)[-1], y)
    return net.backward(loss.backward())


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def __call__(self, weight, grad):
        return weight - self.lr * grad


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    step = SGD(learning_rate)
    return step(w1, grad_w1), step(w2, grad_w2)


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    net, loss, step = TwoLayers(w1, w2), SumOfSquares(), SGD(lr=learning_rate)
    losses = []
    for _ in range(steps):
        losses.append(float(loss(net(x)[-1], y)))
        net.backward(loss.backward())
        for layer in (net.linear1, net.linear2):
            layer.weight = step(layer.weight, layer.grad)
    return net.linear1.weight, net.linear2.weight, losses


# %%
if __name__ == "__main__":
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tensors = [torch.randn(*s, device=device) for s in ((64, 1000), (64, 10), (1000, 100), (100, 10))]
    print(train(*tensors)[-1][-1])
