import math
from collections import namedtuple
from functools import partial, reduce
from itertools import count, islice
from typing import NamedTuple

import numpy as np


# %% forward: maximum and @
def forward(x, w1, w2):
    h = x @ w1
    h_relu = np.maximum(h, 0)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred


# %% forward: einsum, and a list as the result
def forward(x: np.ndarray, w1: np.ndarray, w2: np.ndarray) -> list:
    h = np.einsum("nd,dh->nh", x, w1)
    h_relu = np.where(h > 0, h, 0.0)
    return [h, h_relu, np.einsum("nh,hk->nk", h_relu, w2)]


# %% forward: a mask, and a NamedTuple as the result
class Layers(NamedTuple):
    h: np.ndarray
    h_relu: np.ndarray
    y_pred: np.ndarray


def forward(x, w1, w2):
    h = np.dot(x, w1)
    return Layers(h, h_relu := h * (h > 0), np.dot(h_relu, w2))


# %% forward: a copy in which negative numbers are set to zero
def forward(x, w1, w2):
    h = x.dot(w1)
    h_relu = h.copy()
    h_relu[h_relu < 0] = 0
    return h, h_relu, h_relu.dot(w2)


# %% forward: row by row
def forward(x, w1, w2):
    hs, relus, ys = [], [], []
    for row in x:
        h = row @ w1
        relu = h.clip(min=0)
        hs.append(h)
        relus.append(relu)
        ys.append(relu @ w2)
    return np.array(hs), np.stack(relus), np.vstack(ys)


# %% forward: layers composed by reduce
def _linear(w):
    return lambda a: np.matmul(a, w)


def forward(x, w1, w2):
    layers = [_linear(w1), lambda h: (np.abs(h) + h) / 2, _linear(w2)]
    values = reduce(lambda done, layer: [*done, layer(done[-1])], layers, [x])
    return tuple(values[1:])


# %% forward: results written into empty arrays
def forward(x, w1, w2):
    n, hidden, d_out = len(x), w1.shape[1], w2.shape[1]
    h = np.empty((n, hidden), dtype=np.float64)
    h_relu = np.zeros_like(h)
    y_pred = np.zeros((n, d_out))
    np.matmul(x, w1, out=h)
    np.clip(h, 0, None, out=h_relu)
    y_pred[:] = np.tensordot(h_relu, w2, axes=1)
    return h, h_relu, y_pred


# %% squared_error: sum of squares
def squared_error(y_pred, y):
    return np.sum((y_pred - y) ** 2)


# %% squared_error: a float from np.square
def squared_error(y_pred, y):
    return float(np.square(y_pred - y).sum())


# %% squared_error: the norm
def squared_error(y_pred, y):
    return np.linalg.norm(y_pred - y) ** 2


# %% squared_error: plain loops
def squared_error(y_pred, y):
    total = 0.0
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            total += (y_pred[i, j] - y[i, j]) ** 2
    return total


# %% squared_error: the mean times the size
def squared_error(y_pred, y):
    return ((y_pred - y) ** 2).mean() * y.size


# %% squared_error: an inner product, as a 0-d array
def squared_error(y_pred, y):
    error = (y_pred - y).ravel()
    return np.asarray(error @ error)


# %% squared_error: math.fsum over a generator
squared_error = lambda y_pred, y: math.fsum(  # noqa: E731
    (a - b) ** 2 for a, b in zip(y_pred.flat, y.flat, strict=True)
)


# %% loss_backward: two times the error
def loss_backward(y_pred, y):
    return 2 * (y_pred - y)


# %% loss_backward: in place on a copy
def loss_backward(y_pred, y):
    grad_y_pred = y_pred.copy()
    grad_y_pred -= y
    grad_y_pred *= 2.0
    return grad_y_pred


# %% loss_backward: minus two times the other difference
def loss_backward(y_pred, y):
    return -2.0 * np.subtract(y, y_pred)


# %% loss_backward: the error twice
def loss_backward(y_pred, y, *, scale=2):
    error = y_pred - y
    return sum([error] * scale)


# %% loss_backward: element by element
def loss_backward(y_pred, y):
    grad = np.zeros(y_pred.shape)
    for index, value in np.ndenumerate(y_pred):
        grad[index] = 2 * (value - y[index])
    return grad


# %% output_layer_backward: transposes
def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = h_relu.T.dot(grad_y_pred)
    grad_h_relu = grad_y_pred.dot(w2.T)
    return grad_w2, grad_h_relu


# %% output_layer_backward: einsum
def output_layer_backward(grad_y_pred, h_relu, w2):
    return (
        np.einsum("nh,nk->hk", h_relu, grad_y_pred),
        np.einsum("nk,hk->nh", grad_y_pred, w2),
    )


# %% output_layer_backward: a sum of outer products
def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = sum(np.outer(r, g) for r, g in zip(h_relu, grad_y_pred, strict=True))
    grad_h_relu = np.array([w2 @ g for g in grad_y_pred])
    return [grad_w2, grad_h_relu]


# %% output_layer_backward: a namedtuple
OutputGradients = namedtuple("OutputGradients", "w2 h_relu")


def output_layer_backward(grad_y_pred, h_relu, w2):
    return OutputGradients(w2=h_relu.transpose() @ grad_y_pred, h_relu=(w2 @ grad_y_pred.T).T)


# %% output_layer_backward: broadcasting, column by column
def output_layer_backward(grad_y_pred, h_relu, w2):
    hidden, d_out = w2.shape
    grad_w2 = np.zeros_like(w2)
    grad_h_relu = np.zeros_like(h_relu)
    for k in range(d_out):
        g = grad_y_pred[:, k : k + 1]
        grad_w2[:, k] = (h_relu * g).sum(axis=0)
        grad_h_relu += g * w2[:, k]
    return grad_w2, grad_h_relu


# %% output_layer_backward: tensordot
def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = np.tensordot(h_relu, grad_y_pred, axes=(0, 0))
    grad_h_relu = np.inner(grad_y_pred, w2)
    return grad_w2, grad_h_relu


# %% relu_backward: a copy with a mask
def relu_backward(grad_h_relu, h):
    grad_h = grad_h_relu.copy()
    grad_h[h < 0] = 0
    return grad_h


# %% relu_backward: a boolean product
def relu_backward(grad_h_relu, h):
    return grad_h_relu * (h > 0)


# %% relu_backward: where, with the other value at zero
def relu_backward(grad_h_relu, h):
    return np.where(h >= 0, grad_h_relu, 0)


# %% relu_backward: heaviside
def relu_backward(grad_h_relu, h):
    return np.heaviside(h, 0) * grad_h_relu


# %% relu_backward: a loop over rows and columns
def relu_backward(grad_h_relu, h):
    rows = []
    for g_row, h_row in zip(grad_h_relu, h, strict=True):
        rows.append([g if z > 0 else 0.0 for g, z in zip(g_row, h_row, strict=True)])
    return np.array(rows)


# %% relu_backward: the sign, clipped
def relu_backward(grad_h_relu, h):
    slope = np.sign(h).clip(0, 1)
    return np.multiply(grad_h_relu, slope)


# %% relu_backward: multiply with where and out
def relu_backward(grad_h_relu, h):
    grad_h = np.zeros_like(grad_h_relu)
    np.copyto(grad_h, grad_h_relu, where=h > 0)
    return grad_h


# %% relu_backward: a vectorized function
_relu_slope = np.vectorize(lambda z: 1.0 if z > 0 else 0.0, otypes=[float])


def relu_backward(grad_h_relu, h):
    return grad_h_relu * _relu_slope(h)


# %% hidden_layer_backward: a transpose
def hidden_layer_backward(grad_h, x):
    return x.T @ grad_h


# %% hidden_layer_backward: the transpose of the other product
def hidden_layer_backward(grad_h, x):
    return np.transpose(np.dot(np.transpose(grad_h), x))


# %% hidden_layer_backward: einsum
def hidden_layer_backward(grad_h, x):
    return np.einsum("nd,nh->dh", x, grad_h)


# %% hidden_layer_backward: example by example
def hidden_layer_backward(grad_h, x):
    grad_w1 = np.zeros((x.shape[1], grad_h.shape[1]))
    for i in range(len(x)):
        grad_w1 += x[i][:, np.newaxis] * grad_h[i][np.newaxis, :]
    return grad_w1


# %% hidden_layer_backward: a partial of tensordot
_over_examples = partial(np.tensordot, axes=([0], [0]))


def hidden_layer_backward(grad_h, x):
    return _over_examples(x, grad_h)


# %% backward: the five functions
def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_y_pred = loss_backward(y_pred, y)
    grad_w2, grad_h_relu = output_layer_backward(grad_y_pred, h_relu, w2)
    grad_h = relu_backward(grad_h_relu, h)
    return hidden_layer_backward(grad_h, x), grad_w2


# %% backward: written out
def backward(x, y, w1, w2):
    h = x.dot(w1)
    h_relu = np.maximum(h, 0)
    y_pred = h_relu.dot(w2)
    grad_y_pred = 2.0 * (y_pred - y)
    grad_w2 = h_relu.T.dot(grad_y_pred)
    grad_h_relu = grad_y_pred.dot(w2.T)
    grad_h = grad_h_relu.copy()
    grad_h[h < 0] = 0
    grad_w1 = x.T.dot(grad_h)
    return grad_w1, grad_w2


# %% backward: indices of the results, and a list
def backward(x, y, w1, w2):
    out = forward(x, w1, w2)
    d = loss_backward(out[2], y)
    pair = output_layer_backward(d, out[1], w2)
    return [hidden_layer_backward(relu_backward(pair[1], out[0]), x), pair[0]]


# %% backward: summed over single examples
def _backward_of_one(x, y, w1, w2):
    h = w1.T @ x
    r = np.maximum(h, 0)
    g = 2 * (w2.T @ r - y)
    return np.outer(x, (w2 @ g) * (h > 0)), np.outer(r, g)


def backward(x, y, w1, w2):
    each = [_backward_of_one(a, b, w1, w2) for a, b in zip(x, y, strict=True)]
    return sum(g for g, _ in each), sum(g for _, g in each)


# %% backward: a cache filled by the forward pass
def _forward_with_cache(x, w1, w2, cache):
    cache["x"], cache["w2"] = x, w2
    cache["h"] = x @ w1
    cache["r"] = np.maximum(0, cache["h"])
    return cache["r"] @ w2


def backward(x, y, w1, w2):
    cache = {}
    grads = {}
    delta = 2 * (_forward_with_cache(x, w1, w2, cache) - y)
    grads["w2"] = cache["r"].T @ delta
    delta = delta @ cache["w2"].T * (cache["h"] > 0)
    grads["w1"] = cache["x"].T @ delta
    return grads["w1"], grads["w2"]


# %% sgd_step: two differences
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - learning_rate * grad_w1, w2 - learning_rate * grad_w2


# %% sgd_step: in place on copies
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    w1, w2 = w1.copy(), w2.copy()
    w1 -= learning_rate * grad_w1
    w2 -= learning_rate * grad_w2
    return w1, w2


# %% sgd_step: a list over pairs
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return [w - learning_rate * g for w, g in [(w1, grad_w1), (w2, grad_w2)]]


# %% sgd_step: map
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    def update(w, g):
        return np.add(w, -learning_rate * g)

    return tuple(map(update, (w1, w2), (grad_w1, grad_w2)))


# %% sgd_step: deep copies of a dict of parameters
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    params = {"w1": np.array(w1), "w2": np.array(w2)}
    grads = {"w1": grad_w1, "w2": grad_w2}
    for key in params:
        params[key] += -learning_rate * grads[key]
    return params["w1"], params["w2"]


# %% train: the four functions
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for t in range(steps):
        h, h_relu, y_pred = forward(x, w1, w2)
        loss = squared_error(y_pred, y)
        losses.append(loss)
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
        if t % 100 == 99:
            print(t, loss)
    return w1, w2, losses


# %% train: written out on copies
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.copy()
    w2 = w2.copy()
    losses = []
    for _ in range(steps):
        h = x @ w1
        h_relu = np.maximum(h, 0)
        y_pred = h_relu @ w2
        losses.append(float(((y_pred - y) ** 2).sum()))
        grad_y_pred = 2 * (y_pred - y)
        grad_w2 = h_relu.T @ grad_y_pred
        grad_h = (grad_y_pred @ w2.T) * (h > 0)
        grad_w1 = x.T @ grad_h
        w1 -= learning_rate * grad_w1
        w2 -= learning_rate * grad_w2
    return w1, w2, losses


# %% train: losses in an array
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = np.zeros(steps)
    t = 0
    while t < steps:
        *_, y_pred = forward(x, w1, w2)
        losses[t] = squared_error(y_pred, y)
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
        t += 1
    return w1, w2, losses


# %% train: a generator of steps
def _descent(x, y, w1, w2, learning_rate):
    for _ in count():
        loss = squared_error(forward(x, w1, w2)[-1], y)
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
        yield loss, w1, w2


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for loss, w1, w2 in islice(_descent(x, y, w1, w2, learning_rate), steps):  # noqa: B020
        losses.append(loss)
    return [w1, w2, tuple(losses)]


# %% train: reduce, with a closure that takes a step
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []

    def step(weights, _):
        a, b = weights
        losses.append(float(squared_error(forward(x, a, b)[2], y)))
        return sgd_step(a, b, *backward(x, y, a, b), learning_rate)

    w1, w2 = reduce(step, range(steps), (w1, w2))
    return w1, w2, losses


# %% train: a NamedTuple of state
class State(NamedTuple):
    w1: np.ndarray
    w2: np.ndarray
    losses: list


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    state = State(w1, w2, [])
    for _ in range(steps):
        prediction = forward(x, state.w1, state.w2)[2]
        state.losses.append(squared_error(prediction, y))
        new = sgd_step(state.w1, state.w2, *backward(x, y, state.w1, state.w2), learning_rate)
        state = state._replace(w1=new[0], w2=new[1])
    return state


# %% experiment: data and weights of the lesson
N, D_in, H, D_out = 64, 1000, 100, 10
np.random.seed(0)
x = np.random.randn(N, D_in)
y = np.random.randn(N, D_out)
w1 = np.random.randn(D_in, H)
w2 = np.random.randn(H, D_out)

# %% experiment: shapes
h, h_relu, y_pred = forward(x, w1, w2)
print(h.shape, h_relu.shape, y_pred.shape)
assert y_pred.shape == y.shape

# %% experiment: a gradient by finite differences
eps = 1e-5
w1[0, 0] += eps
plus = squared_error(forward(x, w1, w2)[2], y)
w1[0, 0] -= 2 * eps
minus = squared_error(forward(x, w1, w2)[2], y)
w1[0, 0] += eps
print((plus - minus) / (2 * eps), backward(x, y, w1, w2)[0][0, 0])

# %% experiment: a training loop over the notebook's own variables
learning_rate = 1e-6
history = []
for t in range(200):
    h, h_relu, y_pred = forward(x, w1, w2)
    loss = squared_error(y_pred, y)
    history.append(loss)
    grad_w1, grad_w2 = backward(x, y, w1, w2)
    w1 -= learning_rate * grad_w1
    w2 -= learning_rate * grad_w2

# %% experiment: train and plot
w1, w2, losses = train(x, y, w1, w2, steps=300)
print(losses[0], "->", losses[-1])
try:
    import matplotlib.pyplot as plt

    plt.plot(losses)
    plt.yscale("log")
    plt.show()
except ImportError:
    print("no matplotlib")
