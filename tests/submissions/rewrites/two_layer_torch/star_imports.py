from torch import *
from torch.nn import *
from torch.nn.functional import *
import torch


# %%
def forward(x, w1, w2):
    h = mm(x, w1)
    h_relu = relu(h)
    return h, h_relu, mm(h_relu, w2)


def squared_error(y_pred, y):
    return mse_loss(y_pred, y, reduction="sum")


def loss_backward(y_pred, y):
    return mul(sub(y_pred, y), 2)


def output_layer_backward(grad_y_pred, h_relu, w2):
    return mm(t(h_relu), grad_y_pred), linear(grad_y_pred, w2)


def relu_backward(grad_h_relu, h):
    return where(h > 0, grad_h_relu, zeros_like(h))


def hidden_layer_backward(grad_h, x):
    return einsum("nd,nh->dh", x, grad_h)


def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_w2, grad_h_relu = output_layer_backward(loss_backward(y_pred, y), h_relu, w2)
    return hidden_layer_backward(relu_backward(grad_h_relu, h), x), grad_w2


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return add(w1, grad_w1, alpha=-learning_rate), add(w2, grad_w2, alpha=-learning_rate)


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    # range is torch's here, and its numbers are floats
    losses = []
    while len(losses) < steps:
        losses.append(squared_error(forward(x, w1, w2)[2], y))
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
    return w1, w2, losses


# %%
manual_seed(0)
print(train(randn(64, 1000), randn(64, 10), randn(1000, 100), randn(100, 10), steps=5)[2])
