"""Matrix products as loops over rows, for those who want to see every sum."""
import numpy as np
from numpy import array, float64, zeros

# %%
def matrix(a):
    return array(a, dtype=float64)


def product(a, b):
    a, b = matrix(a), matrix(b)
    out = zeros((a.shape[0], b.shape[1]))
    for i, row in enumerate(a):
        out[i] = (row[:, np.newaxis] * b).sum(axis=0)
    return out


def transpose(a):
    return matrix([list(column) for column in zip(*a)])


def elementwise(f, *matrices):
    return matrix([list(map(f, *rows)) for rows in zip(*(m.tolist() for m in matrices))])


# %%
def forward(x, w1, w2):
    h = product(x, w1)
    h_relu = elementwise(lambda z: max(z, 0.0), h)
    y_pred = product(h_relu, w2)
    return h, h_relu, y_pred


def squared_error(y_pred, y):
    loss = 0
    for p_row, t_row in zip(y_pred, y):
        for p, t in zip(p_row, t_row):
            loss += (p - t) ** 2
    return float(loss)


def loss_backward(y_pred, y):
    return elementwise(lambda p, t: 2 * (p - t), y_pred, y)


def output_layer_backward(grad_y_pred, h_relu, w2):
    return product(transpose(h_relu), grad_y_pred), product(grad_y_pred, transpose(w2))


def relu_backward(grad_h_relu, h):
    return elementwise(lambda g, z: g if z > 0 else 0.0, grad_h_relu, h)


def hidden_layer_backward(grad_h, x):
    return product(transpose(x), grad_h)


def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_w2, grad_h_relu = output_layer_backward(loss_backward(y_pred, y), h_relu, w2)
    return hidden_layer_backward(relu_backward(grad_h_relu, h), x), grad_w2


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    def new(w, g):
        return elementwise(lambda a, b: a - learning_rate * b, w, g)

    return new(w1, grad_w1), new(w2, grad_w2)


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1, w2 = np.copy(w1), np.copy(w2)
    losses = []
    for _ in range(steps):
        losses += [squared_error(forward(x, w1, w2)[2], y)]
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
    return w1, w2, losses
