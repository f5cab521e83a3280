"""The comparisons of two_layer_numpy's and two_layer_torch's checks, without gradekit.

For plain pytest, otter-grader, nbgrader and check50, whose tests are in the process of the
submission. Each function takes the submission, a namespace of functions, and asserts.
`solution.py`, the reference, is beside this file.
"""

import inspect
from functools import lru_cache

import numpy as np
import solution

TORCH = getattr(solution, "torch", None)
SIZES = ((1, 3, 4, 2), (5, 7, 3, 1), (6, 2, 9, 4), (64, 1000, 100, 10))
MANY_ROWS = (4000, 20, 50, 40)  # in float64
SMALL = ((4, 6, 5, 3), (1, 2, 3, 1))
DTYPES = (np.float64, np.float32)


def given(*arrays):
    """Arrays as the assignment's functions take them."""
    return [TORCH.tensor(one) if TORCH else np.array(one) for one in arrays]


def same(got, want, tolerance=1e-5):
    got, want = (one if isinstance(one, tuple) else (one,) for one in (got, want))
    assert len(got) == len(want)
    for value, right in zip(got, want, strict=True):
        assert type(value) is type(right)
        assert value.dtype == right.dtype
        np.testing.assert_allclose(np.asarray(value), np.asarray(right), tolerance, tolerance)


@lru_cache  # drawing takes longer than most comparisons
def networks(dtypes=DTYPES, many_rows=False):
    """x, y, w1 and w2 of each dtype and size."""
    rng = np.random.default_rng(11)
    made = []
    for dtype in dtypes:
        sizes = (*SIZES, MANY_ROWS) if many_rows and dtype == np.float64 else SIZES
        for n, d_in, hidden, d_out in sizes:
            shapes = ((n, d_in), (n, d_out), (d_in, hidden), (hidden, d_out))
            made.append(given(*(rng.standard_normal(shape).astype(dtype) for shape in shapes)))
    return made


def like(value, seed=3):
    drawn = np.random.default_rng(seed).standard_normal(tuple(value.shape))
    return given(drawn.astype(np.asarray(value).dtype))[0]


def loss_of(x, y, w1, w2):
    return ((np.maximum(x @ w1, 0) @ w2 - y) ** 2).sum()


def differences(loss, array, step=1e-2):
    """The gradient by central differences; the array is restored."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        original = array[index]
        array[index] = original + step
        above = loss()
        array[index] = original - step
        gradient[index] = (above - loss()) / (2 * step)
        array[index] = original
    return gradient


def small():
    """A network whose hidden units are far from ReLU's kink."""
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        x, y, w1, w2 = map(rng.standard_normal, ((3, 4), (3, 2), (4, 5), (5, 2)))
        if np.abs(x @ w1).min() > 0.05 * np.abs(x).max():
            return x, y, w1, w2
    raise AssertionError("no such network")


# ---------------------------------------------------------------------------------- public checks


def forward_by_hand(homework):
    x, w1, w2, *want = given(
        [[1.0, -2, 0.5], [3, 1, -1]],
        [[2.0, -1, 0, 2], [1, 2, -3, 0.5], [-2, 4, 2, -1]],
        [[1.0], [5], [-2], [4]],
        [[-1.0, -3, 7, 0.5], [9, -5, -5, 7.5]],
        [[0.0, 0, 7, 0.5], [9, 0, 0, 7.5]],
        [[-12.0], [39]],
    )
    same(homework.forward(x, w1, w2), tuple(want))


def squared_error_by_hand(homework):
    y_pred, y = given([[1.0, 2], [3, 4], [5, 6]], [[0.0, 4], [-2, 7], [7, 3]])
    assert abs(float(homework.squared_error(y_pred, y)) - 52) < 1e-6


def loss_backward_by_differences(homework):
    rng = np.random.default_rng(2)
    for n, _, _, d_out in SMALL:
        y_pred, y = rng.standard_normal((n, d_out)), rng.standard_normal((n, d_out))
        want = differences(lambda y_pred=y_pred, y=y: ((y_pred - y) ** 2).sum(), y_pred)
        same(homework.loss_backward(*given(y_pred, y)), given(want)[0])


def output_layer_by_differences(homework):
    rng = np.random.default_rng(3)
    for n, _, hidden, d_out in SMALL:
        grad, h_relu, w2 = map(rng.standard_normal, ((n, d_out), (n, hidden), (hidden, d_out)))

        def loss(grad=grad, h_relu=h_relu, w2=w2):
            return (grad * (h_relu @ w2)).sum()

        want = given(differences(loss, w2), differences(loss, h_relu))
        same(homework.output_layer_backward(*given(grad, h_relu, w2)), tuple(want))


def relu_by_differences(homework):
    rng = np.random.default_rng(4)
    for n, _, hidden, _ in SMALL:
        h = rng.choice([-1.0, 1.0], (n, hidden)) * 10 ** rng.uniform(-1, 1, (n, hidden))
        grad = rng.standard_normal(h.shape)
        want = differences(lambda grad=grad, h=h: (grad * np.maximum(h, 0)).sum(), h)
        same(homework.relu_backward(*given(grad, h)), given(want)[0])


def hidden_layer_by_differences(homework):
    rng = np.random.default_rng(5)
    for n, d_in, hidden, _ in SMALL:
        grad, x, w1 = map(rng.standard_normal, ((n, hidden), (n, d_in), (d_in, hidden)))
        want = differences(lambda grad=grad, x=x, w1=w1: (grad * (x @ w1)).sum(), w1)
        same(homework.hidden_layer_backward(*given(grad, x)), given(want)[0])


def backward_by_differences(homework):
    network = small()
    want = [differences(lambda: loss_of(*network), one) for one in network[2:]]
    same(homework.backward(*given(*network)), tuple(given(*want)))


def sgd_step_by_hand(homework):
    w1, w2, grad_w1, grad_w2, *want = given(
        [[1.0, -2, 0.5]],
        [[2.0], [-4]],
        [[4.0, 2, -6]],
        [[-8.0], [2]],
        [[-1.0, -3, 3.5]],
        [[6.0], [-5]],
    )
    same(homework.sgd_step(w1, w2, grad_w1, grad_w2, 0.5), tuple(want))


def train_by_differences(homework):
    x, y, w1, w2 = small()
    for rate, steps in ((1e-3, 1), (5e-4, 3)):
        new_w1, new_w2, losses = w1.copy(), w2.copy(), []
        for _ in range(steps):
            network = x, y, new_w1, new_w2
            losses.append(loss_of(*network))
            by_w1, by_w2 = (
                differences(lambda network=network: loss_of(*network), one) for one in network[2:]
            )
            new_w1, new_w2 = new_w1 - rate * by_w1, new_w2 - rate * by_w2
        *got, got_losses = homework.train(*given(x, y, w1, w2), rate, steps)
        same(tuple(got), tuple(given(new_w1, new_w2)))
        np.testing.assert_allclose([float(one) for one in got_losses], losses, 1e-5)
    *_, losses = homework.train(*given(x, y, w1, w2), 1e-3, 20)
    assert losses[-1] < losses[0]


# ---------------------------------------------------------------------------------- hidden checks


def forward(homework):
    for x, _, w1, w2 in networks():
        same(homework.forward(x, w1, w2), solution.forward(x, w1, w2), 1e-4)


def squared_error(homework):
    for _, y, _, _ in networks():
        got, want = (one.squared_error(like(y), y) for one in (homework, solution))
        assert abs(float(got) - float(want)) <= 1e-4 * float(want)


def loss_backward(homework):
    for _, y, _, _ in networks(many_rows=True):
        same(homework.loss_backward(like(y), y), solution.loss_backward(like(y), y))


def output_layer_backward(homework):
    for x, y, w1, w2 in networks(many_rows=True):
        _, h_relu, y_pred = solution.forward(x, w1, w2)
        grad = solution.loss_backward(y_pred, y)
        want = solution.output_layer_backward(grad, h_relu, w2)
        same(homework.output_layer_backward(grad, h_relu, w2), want, 1e-4)


def relu_backward(homework):
    for x, _, w1, _ in networks(many_rows=True):
        h = x @ w1
        same(homework.relu_backward(like(h), h), solution.relu_backward(like(h), h))


def hidden_layer_backward(homework):
    for x, _, w1, _ in networks():
        grad = like(x @ w1)
        same(homework.hidden_layer_backward(grad, x), solution.hidden_layer_backward(grad, x), 1e-4)


def backward(homework):
    for network in networks():
        same(homework.backward(*network), solution.backward(*network), 1e-4)


def sgd_step(homework):
    for rate, network in zip((0.1, 0.01, 1.0, 1e-6), networks(DTYPES[:1]), strict=True):
        step = *network[2:], *solution.backward(*network), rate
        same(homework.sgd_step(*step), solution.sgd_step(*step))


def train(homework):
    rates_and_steps = ((1e-2, 7), (1e-3, 20), (1e-3, 20), (1e-6, 30))
    for (rate, steps), network in zip(rates_and_steps, networks(DTYPES[:1]), strict=True):
        *got, losses = homework.train(*network, learning_rate=rate, steps=steps)
        *want, right = solution.train(*network, learning_rate=rate, steps=steps)
        same(tuple(got), tuple(want))
        np.testing.assert_allclose(
            [float(one) for one in losses], [float(one) for one in right], 1e-5
        )
    parameters = inspect.signature(homework.train).parameters
    assert (parameters["learning_rate"].default, parameters["steps"].default) == (1e-6, 500)


ALL = [
    value
    for value in list(globals().values())
    if inspect.isfunction(value) and list(inspect.signature(value).parameters) == ["homework"]
]
