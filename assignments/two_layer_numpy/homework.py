"""Backprop by hand in NumPy: a two-layer network without biases, ReLU between, the sum of squared errors as its loss.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out); h and h_relu (N, H); y_pred (N, D_out).
"""

import numpy as np


def forward(x, w1, w2):
    """Run the network: return (h, h_relu, y_pred), the hidden layer before and after ReLU and the prediction."""
    raise NotImplementedError("compute h, then h_relu, then y_pred, and return all three")


def squared_error(y_pred, y):
    """Return the loss, a float: the sum (not the mean) of the squared errors."""
    raise NotImplementedError("add up the squares of all errors, and return a float")


def loss_backward(y_pred, y):
    """Return grad_y_pred (N, D_out): the derivative of the loss by y_pred."""
    raise NotImplementedError("differentiate the sum of squared errors by y_pred")


def output_layer_backward(grad_y_pred, h_relu, w2):
    """Return (grad_w2, grad_h_relu), from the gradient that arrives at y_pred = h_relu w2."""
    raise NotImplementedError("send grad_y_pred back to w2 and to h_relu")


def relu_backward(grad_h_relu, h):
    """Return grad_h (N, H): what flows back through ReLU."""
    raise NotImplementedError("let the gradient pass only where h was positive, without changing grad_h_relu")


def hidden_layer_backward(grad_h, x):
    """Return grad_w1 (D_in, H), from the gradient that arrives at h = x w1."""
    raise NotImplementedError("send grad_h back to w1")


def backward(x, y, w1, w2):
    """Return (grad_w1, grad_w2): run the network forward, then go back from the loss to both weights."""
    raise NotImplementedError("go forward, then back from the loss to both weights, with the functions above")


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    """Return the new (w1, w2) after one step against the gradient; the old ones stay as they are."""
    raise NotImplementedError("move both weights a step against their gradients, into new arrays")


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    """Return (w1, w2, losses) after ``steps`` steps; losses[t] is the loss before step t."""
    raise NotImplementedError("repeat forward, loss, backward and step, and keep the loss of every step")
