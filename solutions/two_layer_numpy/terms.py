"""What the mistakes in ``solutions/mistakes/`` call, in the terms of this assignment."""

import numpy as np

exp = np.exp
tanh = np.tanh


def loss_at(x, y, w1, w2):
    return squared_error(forward(x, w1, w2)[2], y)


def gradients_at(x, y, w1, w2):
    return backward(x, y, w1, w2)


def step_from(w1, w2, grad_w1, grad_w2, learning_rate):
    return sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)


def spectral_norm(matrix):
    return np.linalg.norm(matrix, 2)
