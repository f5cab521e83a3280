"""Each layer returns its value and a function that goes back through it."""
import operator
from functools import partial, reduce

import numpy as np

# %%
multiply = np.matmul
rectify = partial(np.maximum, 0.0)


def linear(a, w):
    def pullback(grad):
        return multiply(a.T, grad), multiply(grad, w.T)

    return multiply(a, w), pullback


def relu(a):
    return rectify(a), lambda grad: operator.mul(grad, np.greater(a, 0))


def squared(y_pred, y):
    error = operator.sub(y_pred, y)
    return np.vdot(error, error), lambda: operator.add(error, error)


def compose(*functions):
    return reduce(lambda f, g: lambda *a: g(f(*a)), functions)


# %%
def forward(x, w1, w2):
    h, _ = linear(x, w1)
    h_relu, _ = relu(h)
    y_pred, _ = linear(h_relu, w2)
    return h, h_relu, y_pred


squared_error = compose(squared, operator.itemgetter(0), float)
loss_backward = compose(squared, operator.itemgetter(1), lambda back: back())


def output_layer_backward(grad_y_pred, h_relu, w2):
    _, pullback = linear(h_relu, w2)
    return pullback(grad_y_pred)


def relu_backward(grad_h_relu, h):
    return relu(h)[1](grad_h_relu)


def hidden_layer_backward(grad_h, x):
    _, pullback = linear(x, np.empty((x.shape[1], grad_h.shape[1])))
    return pullback(grad_h)[0]


# %%
def value_and_gradients(x, y, w1, w2):
    h, back1 = linear(x, w1)
    r, back_relu = relu(h)
    y_pred, back2 = linear(r, w2)
    loss, back_loss = squared(y_pred, y)
    grad_w2, grad_r = back2(back_loss())
    grad_w1, _ = back1(back_relu(grad_r))
    return loss, (grad_w1, grad_w2)


def backward(*args):
    return value_and_gradients(*args)[1]


def sgd_step(*args):
    w1, w2, grad_w1, grad_w2, rate = args
    descend = lambda w, g: w - rate * g
    return descend(w1, grad_w1), descend(w2, grad_w2)


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses, weights = [], (w1, w2)
    for _ in range(steps):
        loss, gradients = value_and_gradients(x, y, *weights)
        losses.append(loss)
        weights = sgd_step(*weights, *gradients, learning_rate)
    return *weights, losses
