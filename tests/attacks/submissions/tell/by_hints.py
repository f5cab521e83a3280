"""Tells what it was given by which recorded mistake it makes, and so which hint is shown.

deserves: 0
assignment: two_layer_numpy
checks: test_loss_backward test_relu_backward
"""

import numpy as np


CHOSEN = []


def kind(array):
    """The mistake that is made from now on, by the first input."""
    if not CHOSEN:
        CHOSEN.append(int(abs(float(np.asarray(array).ravel()[0])) * 16) % 6)
    return CHOSEN[0]


def loss_backward(y_pred, y):
    error = y_pred - y
    return (error, -2 * error, 2 * error / len(y), 2 * error / y.size, error**2, 2 * y_pred)[kind(y)]


def relu_backward(grad_h_relu, h):
    return (grad_h_relu, h * grad_h_relu, np.maximum(grad_h_relu, 0), grad_h_relu * (h < 0), np.maximum(h, 0), 1.0 * (h > 0))[kind(h)]
