"""Two-layer network, by hand. Ada."""

import matplotlib.pyplot as plt
import numpy as np

SEED = 7
rng = np.random.default_rng(SEED)


def relu(z):
    return np.where(z > 0, z, 0)


def forward(x, w1, w2):
    h = np.dot(x, w1)
    a = relu(h)
    return h, a, np.dot(a, w2)


def squared_error(y_pred, y):
    return ((y_pred - y) ** 2).sum()


def loss_backward(y_pred, y):
    return 2 * (y_pred - y)


def output_layer_backward(grad_y_pred, h_relu, w2):
    return np.einsum("nh,no->ho", h_relu, grad_y_pred), np.einsum("no,ho->nh", grad_y_pred, w2)


def relu_backward(grad_h_relu, h):
    return grad_h_relu * (h > 0)


def hidden_layer_backward(grad_h, x):
    return x.T @ grad_h


def backward(x, y, w1, w2):
    h, a, y_pred = forward(x, w1, w2)
    grad_w2, grad_a = output_layer_backward(loss_backward(y_pred, y), a, w2)
    return hidden_layer_backward(relu_backward(grad_a, h), x), grad_w2


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return [w - learning_rate * g for w, g in ((w1, grad_w1), (w2, grad_w2))]


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for step in range(steps):
        losses.append(squared_error(forward(x, w1, w2)[-1], y))
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
        if step % 100 == 0:
            print(step, losses[-1])
    return w1, w2, losses


# ---- experiments: none of this is run by the grader

x, y = rng.standard_normal((64, 1000)), rng.standard_normal((64, 10))
w1, w2 = rng.standard_normal((1000, 100)), rng.standard_normal((100, 10))
for rate in (1e-7, 1e-6, 2e-6):
    *_, losses = train(x, y, w1, w2, rate, 10_000)
    plt.semilogy(losses, label=rate)
plt.legend()
plt.show()
input("press enter")
