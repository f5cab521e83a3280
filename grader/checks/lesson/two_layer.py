"""The lesson's two-layer network without biases: data, the loss, gradients by differences.

Also what several of its assignments expect of the same function.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out). All of it is NumPy, and none of it
is an answer: no derivative is written out here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from grader.checks import compare
from grader.language import either

if TYPE_CHECKING:
    from grader.checks.expect import Expect
    from grader.checks.student import Student

Array = npt.NDArray[Any]
Example = tuple[Array, Array, Array, Array]  # x, y, w1, w2 of one network
Sizes = tuple[int, int, int, int]  # N, D_in, H, D_out

STEP = 1e-2
# A single row, a single output, wide and narrow, the lesson's own.
SIZES = ((1, 3, 4, 2), (5, 7, 3, 1), (6, 2, 9, 4), (64, 1000, 100, 10))
TINY_RATE, FEW_STEPS = 1e-12, 5
_ALIKE = 1e-2  # relative to the largest number: of a right layer, however it is computed
_MANY_ROWS = (4000, 20, 50, 40)


def draw(sizes: Sizes, seed: int, dtype: Any = np.float64) -> Example:
    """Draw x, y, w1 and w2 of sizes (N, D_in, H, D_out) from the standard normal distribution."""
    x, y, w1, w2 = (array.astype(dtype) for array in _drawn(sizes, seed))
    return x, y, w1, w2


@lru_cache(maxsize=64)  # at the lesson's size, drawing takes longer than a check
def _drawn(sizes: Sizes, seed: int) -> Example:
    n, d_in, hidden, d_out = sizes
    rng = np.random.default_rng(seed)
    shapes = [(n, d_in), (n, d_out), (d_in, hidden), (hidden, d_out)]
    x, y, w1, w2 = (rng.standard_normal(shape) for shape in shapes)
    return x, y, w1, w2


def mixed(sizes: Sizes, seed: int, dtype: Any = np.float64) -> Example:
    """Draw an example in which some hidden units are active and some are not.

    A network whose hidden units are all inactive learns nothing, however it is trained.
    """
    return draw(sizes, _mixed(sizes, seed), dtype)


def draw_all(
    seed: int, dtype: Any = np.float64, sizes: Sequence[Sizes] = SIZES
) -> Iterator[Example]:
    """Yield an example of each size; in each, some hidden units are active and some are not."""
    for number, example_sizes in enumerate(sizes):
        yield mixed(example_sizes, 1000 * seed + 100 * number, dtype)


def larger(dtype: Any) -> Sequence[Sizes]:
    """Return the sizes for a gradient, one of which is too large for finite differences.

    They would take minutes for its many rows; it comes in float64 alone, in which they are exact.
    """
    return (*SIZES, _MANY_ROWS) if dtype == np.float64 else SIZES


@lru_cache(maxsize=1024)
def _mixed(sizes: Sizes, first: int) -> int:
    """Return the next seed whose example has hidden units that are active and that are not."""
    for seed in itertools.count(first):  # half of them have
        x, _, w1, _ = _drawn(sizes, seed)
        if (x @ w1 > 0).any() and (x @ w1 < 0).any():
            break
    return seed


def small(seed: int = 1, sizes: Sizes = (3, 4, 5, 2)) -> Example:
    """Draw an example of a few rows with all hidden units far from ReLU's kink.

    Finite differences then do not step over it, and are exact to about 6e-9: between two kinks, the
    loss is a polynomial of degree two in each weight.
    """
    while True:
        x, y, w1, w2 = draw(sizes, seed)
        if np.abs(x @ w1).min() > 5 * STEP * np.abs(x).max():
            return x, y, w1, w2
        seed += 1


class Worked(NamedTuple):
    """A forward pass that can be worked out by hand."""

    x: Array
    w1: Array
    w2: Array
    h: Array
    h_relu: Array
    y_pred: Array


def worked() -> tuple[Worked, ...]:
    """Return forward passes whose values are exact, in float32 too.

    The hidden layers hold numbers below 0, between 0 and 1, and above 1. There is one of several
    rows with a single output, one of a single row, and one whose matrices are all square.
    """
    return (
        _worked(
            x=[[1, -2, 0.5], [3, 1, -1]],
            w1=[[2, -1, 0, 2], [1, 2, -3, 0.5], [-2, 4, 2, -1]],
            w2=[[1], [5], [-2], [4]],
            h=[[-1, -3, 7, 0.5], [9, -5, -5, 7.5]],
            h_relu=[[0, 0, 7, 0.5], [9, 0, 0, 7.5]],
            y_pred=[[-12], [39]],
        ),
        _worked(
            x=[[2, -1]],
            w1=[[1, -3, 0.25], [1.5, 2, -1]],
            w2=[[2, -4], [1, 1], [-1, 2]],
            h=[[0.5, -8, 1.5]],
            h_relu=[[0.5, 0, 1.5]],
            y_pred=[[-0.5, 1]],
        ),
        _worked(
            x=[[1, 2], [-1, -0.5]],
            w1=[[3, -1], [0.5, -4]],
            w2=[[1, -2], [0.5, 3]],
            h=[[4, -9], [-3.25, 3]],
            h_relu=[[4, 0], [0, 3]],
            y_pred=[[4, -8], [1.5, 9]],
        ),
    )


def _worked(**values: Any) -> Worked:
    return Worked(**{name: np.array(value, dtype=np.float64) for name, value in values.items()})


def loss_of(x: Array, y: Array, w1: Array, w2: Array) -> float:
    """Return the sum of squared errors of max(x w1, 0) w2."""
    return float(((np.maximum(x @ w1, 0) @ w2 - y) ** 2).sum())


def numerical_gradient(loss: Callable[[], float], array: Array, step: float = STEP) -> Array:
    """Return the gradient of ``loss()`` by ``array`` (float64), by central differences.

    ``array`` is changed in place, and restored.
    """
    gradient = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        original = array[index]

        array[index] = original + step
        above = loss()
        array[index] = original - step
        below = loss()
        array[index] = original

        gradient[index] = (above - below) / (2 * step)
    return gradient


def numerical_gradients(x: Array, y: Array, w1: Array, w2: Array) -> tuple[Array, Array]:
    """Return the gradients of the network's loss by w1 and w2, by central differences."""

    def loss() -> float:
        return loss_of(x, y, w1, w2)

    return numerical_gradient(loss, w1), numerical_gradient(loss, w2)


def numerical_training(
    x: Array,
    y: Array,
    w1: Array,
    w2: Array,
    learning_rate: float,
    steps: int,
    momentum: float = 0.0,
) -> tuple[Array, Array, list[float]]:
    """Train by gradient descent with gradients by central differences.

    Returns:
        w1 and w2 after it, and the loss before each step.
    """
    losses = []
    velocity_1 = np.zeros_like(w1)
    velocity_2 = np.zeros_like(w2)
    for _ in range(steps):
        losses.append(loss_of(x, y, w1, w2))
        grad_w1, grad_w2 = numerical_gradients(x, y, w1, w2)
        velocity_1 = momentum * velocity_1 + grad_w1
        velocity_2 = momentum * velocity_2 + grad_w2
        w1 = w1 - learning_rate * velocity_1
        w2 = w2 - learning_rate * velocity_2
    return w1, w2, losses


def euler_error(example: Example, grad_w1: Array, grad_w2: Array) -> float:
    """Return how far gradients are from Euler's identity, relative to its size.

    Correct gradients fulfil it up to rounding. Without biases the prediction is homogeneous of
    degree one in w1 and in w2, so by Euler's theorem ⟨w1, ∂L/∂w1⟩ = ⟨w2, ∂L/∂w2⟩ =
    Σ 2 (y_pred − y) y_pred, and for each hidden unit Σ_i w1[i, j] ∂L/∂w1[i, j] =
    Σ_k w2[j, k] ∂L/∂w2[j, k].
    """
    x, y, w1, w2 = (array.astype(np.float64) for array in example)
    y_pred = np.maximum(x @ w1, 0) @ w2
    total = float((2 * (y_pred - y) * y_pred).sum())

    by_unit_1 = (w1 * grad_w1).sum(axis=0)
    by_unit_2 = (w2 * grad_w2).sum(axis=1)
    size = max(float(np.abs(by_unit_2).sum()), abs(total))
    unit_error = float(np.abs(by_unit_1 - by_unit_2).sum())
    total_error = abs(float(by_unit_1.sum()) - total)
    return max(unit_error, total_error) / size


def expect_layers(expect: Expect, got: Sequence[Any], right: Sequence[Any]) -> None:
    """Expect negative numbers where there is no ReLU, and none after it.

    That is a fault that says more than "is wrong". Of what follows a wrong layer, none is told.

    Args:
        got: h, h_relu and y_pred as returned.
        right: the right ones.
    """
    faults = {
        "h": either(
            "holds no negative number: h is the hidden layer before ReLU",
            "没有负数：h 是 ReLU 之前的隐藏层",
        ),
        "h_relu": either(
            "holds negative numbers: h_relu is the hidden layer after ReLU",
            "有负数：h_relu 是 ReLU 之后的隐藏层",
        ),
        "y_pred": either(
            "holds no negative number: there is no ReLU after the output layer",
            "没有负数：输出层之后没有 ReLU",
        ),
    }
    for (name, fault), value, wanted in zip(faults.items(), got, right, strict=True):
        comparable = isinstance(value, type(wanted)) and value.shape == wanted.shape
        if comparable and np.isfinite(compare.as_numpy(value)).all():
            expect.true(name, bool((value < 0).any() == (wanted < 0).any()), fault)
        if compare.array_fault(value, wanted, _ALIKE):
            break


def expect_training(
    student: Student, expect: Expect, convert: Callable[[Array], Any] = np.asarray
) -> None:
    """Expect right steps of ``train(x, y, w1, w2, learning_rate, steps)``, and a loss that falls.

    Args:
        convert: makes of an array what the assignment's functions take.
    """
    x, y, w1, w2 = small()
    given = [convert(array) for array in (x, y, w1, w2)]
    # The second step shows whether the first one's gradients are gone.
    for learning_rate, steps in ((1e-3, 1), (5e-4, 3)):
        *got, losses = expect.values(
            student.train(*given, learning_rate, steps), "w1", "w2", "losses"
        )
        right_w1, right_w2, right_losses = numerical_training(x, y, w1, w2, learning_rate, steps)
        expect.losses(losses, right_losses)
        expect.changes(got, given[2:], tolerance=1e-4, w1=convert(right_w1), w2=convert(right_w2))
        expect.dtype(given[0], w1=got[0], w2=got[1])

    if not expect.faults:
        *_, losses = student.train(*given, 1e-3, 20)
        falling = expect.numbers(losses, 20)
        expect.curve(falling)
        expect.true("losses", falling[-1] < falling[0], either("do not fall", "没有下降"))
        *_, losses = expect.values(
            student.train(*given, TINY_RATE, FEW_STEPS), "w1", "w2", "losses"
        )
        expect_all_steps(expect, losses)


def expect_all_steps(expect: Expect, losses: Any) -> None:
    """Expect a loss of each of ``FEW_STEPS`` steps at ``TINY_RATE``, which hardly change it."""
    count = len(compare.numbers_in(losses) or ())
    fault = either(
        f"are {count}, not {FEW_STEPS}, where a tiny learning rate hardly changes the loss: "
        "a training takes as many steps as it is asked for",
        f"学习率极小、损失几乎不变时有 {count} 个，应有 {FEW_STEPS} 个：要求多少步就训练多少步",
    )
    expect.true("losses", count == FEW_STEPS, fault)
