"""Training loops that the examiner computes itself, in NumPy: the lesson's, and those like it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from grader.checks.lesson.classifier import Array, Network

_ADAM = (0.9, 0.999, 1e-8)  # torch's betas and epsilon

Loss = Literal["cross_entropy", "balanced", "smoothed", "squared_error"]
LOSSES: tuple[Loss, ...] = get_args(Loss)


@dataclass(frozen=True)
class Loop:
    """A training loop whose steps can be recomputed: mini-batches in the order of the rows.

    SGD, with momentum as in torch (Sutskever et al., *On the importance of initialization and
    momentum in deep learning*), or Adam (Kingma and Ba, *Adam*, algorithm 1), on the mean cross
    entropy. The last batch is shorter, unless it is dropped.

    Attributes:
        more_epochs: than it is asked for; fewer if negative.
        loss: the mean cross entropy; the one that weighs classes by the inverse of their frequency
            ("balanced"), or smooths labels by .1; or the mean squared error on one-hot labels.
    """

    batch_size: int = 128
    learning_rate: float = 0.05
    momentum: float = 0.0
    adam: bool = False
    drop_last: bool = False
    more_epochs: int = 0
    loss: Loss = "cross_entropy"

    def train(self, start: Network, X: Array, Y: Array, epochs: int) -> Network:
        """Train a network.

        Args:
            X: inputs (N, d_in).
            Y: classes (N,).

        Returns:
            the network after so many epochs, computed in float32.

        Raises:
            WrongValueError: its weights are no longer finite.
        """
        layers = [layer.astype(np.float32) for layer in _layers(start)]
        step = self._step(layers)
        batches = [*self._batches(X, Y, *map(len, layers))]
        softmax = self.loss != "squared_error"

        with np.errstate(all="ignore"):
            for _epoch in range(epochs + self.more_epochs):
                for batch in batches:
                    step(batch.gradients(*layers, softmax=softmax))

        return Network.of(_parameters(layers))

    def _batches(self, X: Array, Y: Array, hidden: int, classes: int) -> Iterator[_Batch]:
        size = self.batch_size
        stop = len(Y) // size * size if self.drop_last else len(Y)
        wanted = np.eye(classes, dtype=np.float32)
        if self.loss == "smoothed":
            wanted = np.float32(0.9) * wanted + np.float32(0.1 / classes)
        weights = np.ones(classes)
        if self.loss == "balanced":
            weights = len(Y) / np.maximum(np.bincount(Y, minlength=classes), 1)

        workspaces: dict[int, _Workspace] = {}
        for first in range(0, stop, size):
            labels = Y[first : first + size]
            scale = weights[labels] / weights[labels].sum()
            if self.loss == "squared_error":
                scale *= 2 / classes
            rows = X[first : first + size].astype(np.float32)
            # The same for all batches of a size, so that it stays in the processor's cache.
            if len(rows) not in workspaces:
                workspaces[len(rows)] = _Workspace(hidden, rows)
            workspace = workspaces[len(rows)]
            yield _Batch(rows, wanted[:, labels], scale.astype(np.float32), workspace)

    def _step(self, layers: list[Array]) -> Callable[[list[Array]], None]:
        """Return what takes one step with the gradients of the layers, in place."""
        rate = np.float32(self.learning_rate)
        velocities = [np.zeros_like(layer) for layer in layers]
        squares = [np.zeros_like(layer) for layer in layers]
        count = 0

        def sgd(gradients: list[Array]) -> None:
            for layer, gradient in zip(layers, gradients, strict=True):
                layer -= rate * gradient  # noqa: PLW2901 - in place

        def momentum(gradients: list[Array]) -> None:
            for velocity, gradient in zip(velocities, gradients, strict=True):
                velocity *= np.float32(self.momentum)  # noqa: PLW2901
                velocity += gradient  # noqa: PLW2901
            sgd(velocities)

        def adam(gradients: list[Array]) -> None:
            nonlocal count
            count += 1
            beta1, beta2, epsilon = _ADAM
            for layer, velocity, square, gradient in zip(
                layers, velocities, squares, gradients, strict=True
            ):
                velocity += np.float32(1 - beta1) * (gradient - velocity)  # noqa: PLW2901
                square *= np.float32(beta2)  # noqa: PLW2901
                square += np.float32(1 - beta2) * gradient**2  # noqa: PLW2901
                size = np.sqrt(square) / np.float32(math.sqrt(1 - beta2**count)) + epsilon
                layer -= np.float32(self.learning_rate / (1 - beta1**count)) * velocity / size  # noqa: PLW2901

        if self.adam:
            return adam
        return momentum if self.momentum else sgd


class _Workspace:
    """Arrays for the intermediate values of a step, and two constants beside them."""

    def __init__(self, hidden: int, X: Array) -> None:
        rows, kind = len(X), X.dtype
        # The last row, for the bias, stays 1.
        self.active = np.ones((hidden + 1, rows), kind)
        self.by_hidden = np.empty((hidden, rows), kind)
        self.is_on = np.empty((hidden, rows), bool)
        # Comparing with an array is quicker than with a number.
        self.zeros = np.zeros((hidden, rows), kind)


class _Batch:
    """Rows of the data; with a column for each of them, sums over classes are quick.

    Args:
        X: inputs (N, d_in).
        wanted: the right probabilities (d_out, N).
        scale: a row's share of the loss (N,).
        workspace: for intermediate values.
    """

    def __init__(self, X: Array, wanted: Array, scale: Array, workspace: _Workspace) -> None:
        self._inputs = np.column_stack([X, np.ones(len(X), X.dtype)])
        self._columns = np.ascontiguousarray(self._inputs.T)
        self._wanted = wanted
        self._scale = scale
        self._workspace = workspace

    def gradients(self, first: Array, second: Array, *, softmax: bool = True) -> list[Array]:
        """Return the gradients of the loss by both layers.

        See Goodfellow, Bengio, Courville, *Deep Learning*, section 6.5.
        """
        space = self._workspace
        hidden = space.active[:-1]
        np.matmul(first, self._columns, out=hidden)
        np.maximum(hidden, space.zeros, out=hidden)

        delta = second @ space.active
        if softmax:
            delta -= np.maximum.reduce(delta, axis=0)
            np.exp(delta, out=delta)
            delta /= np.add.reduce(delta, axis=0)
        delta -= self._wanted
        delta *= self._scale

        by_hidden = np.matmul(second[:, :-1].T, delta, out=space.by_hidden)
        by_hidden *= np.greater(hidden, space.zeros, out=space.is_on)
        return [by_hidden @ self._inputs, delta @ space.active.T]


LESSON = Loop()


def _layers(network: Network) -> list[Array]:
    """Return both layers; a layer's bias is the weight of an input that is always 1."""
    W1, b1, W2, b2 = network.parameters
    return [np.column_stack([W1, b1]), np.column_stack([W2, b2])]


def _parameters(layers: list[Array]) -> list[Array]:
    """Return weights and biases, or their gradients, of both layers."""
    return [part for layer in layers for part in (layer[:, :-1], layer[:, -1])]


def gradient(network: Network, X: Array, Y: Array) -> Array:
    """Return the gradient of the mean cross entropy by all parameters, as one vector."""
    layers = _layers(network)
    hidden, classes = map(len, layers)
    scale = np.full(len(Y), 1 / len(Y))
    X = X.astype(np.float64)
    batch = _Batch(X, np.eye(classes)[:, Y], scale, _Workspace(hidden, X))
    return np.concatenate([part.ravel() for part in _parameters(batch.gradients(*layers))])
