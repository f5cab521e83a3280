"""Backprop by hand in NumPy: a two-layer network without biases, ReLU between, the sum of squared errors as its loss.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out); h and h_relu (N, H); y_pred (N, D_out).
"""

import numpy as np


def forward(x, w1, w2):
    """Run the network: return (h, h_relu, y_pred), the hidden layer before and after ReLU and the prediction."""
    # BEGIN SOLUTION: compute h, then h_relu, then y_pred, and return all three
    h = x @ w1
    h_relu = np.maximum(h, 0)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
    # END SOLUTION


def squared_error(y_pred, y):
    """Return the loss, a float: the sum (not the mean) of the squared errors."""
    # BEGIN SOLUTION: add up the squares of all errors, and return a float
    return float(np.square(y_pred - y).sum())
    # END SOLUTION


def loss_backward(y_pred, y):
    """Return grad_y_pred (N, D_out): the derivative of the loss by y_pred."""
    # BEGIN SOLUTION: differentiate the sum of squared errors by y_pred
    return 2.0 * (y_pred - y)
    # END SOLUTION


def output_layer_backward(grad_y_pred, h_relu, w2):
    """Return (grad_w2, grad_h_relu), from the gradient that arrives at y_pred = h_relu w2."""
    # BEGIN SOLUTION: send grad_y_pred back to w2 and to h_relu
    grad_w2 = h_relu.T @ grad_y_pred
    grad_h_relu = grad_y_pred @ w2.T
    return grad_w2, grad_h_relu
    # END SOLUTION


def relu_backward(grad_h_relu, h):
    """Return grad_h (N, H): what flows back through ReLU."""
    # BEGIN SOLUTION: let the gradient pass only where h was positive, without changing grad_h_relu
    grad_h = grad_h_relu.copy()
    grad_h[h < 0] = 0
    return grad_h
    # END SOLUTION


def hidden_layer_backward(grad_h, x):
    """Return grad_w1 (D_in, H), from the gradient that arrives at h = x w1."""
    # BEGIN SOLUTION: send grad_h back to w1
    return x.T @ grad_h
    # END SOLUTION


def backward(x, y, w1, w2):
    """Return (grad_w1, grad_w2): run the network forward, then go back from the loss to both weights."""
    # BEGIN SOLUTION: go forward, then back from the loss to both weights, with the functions above
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_y_pred = loss_backward(y_pred, y)
    grad_w2, grad_h_relu = output_layer_backward(grad_y_pred, h_relu, w2)
    grad_h = relu_backward(grad_h_relu, h)
    grad_w1 = hidden_layer_backward(grad_h, x)
    return grad_w1, grad_w2
    # END SOLUTION


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    """Return the new (w1, w2) after one step against the gradient; the old ones stay as they are."""
    # BEGIN SOLUTION: move both weights a step against their gradients, into new arrays
    return w1 - learning_rate * grad_w1, w2 - learning_rate * grad_w2
    # END SOLUTION


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    """Return (w1, w2, losses) after ``steps`` steps; losses[t] is the loss before step t."""
    # BEGIN SOLUTION: repeat forward, loss, backward and step, and keep the loss of every step
    losses = []
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
    # END SOLUTION
