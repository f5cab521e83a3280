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
                    step(_gradients(layers, *batch, softmax=softmax))

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

        for first in range(0, stop, size):
            labels = Y[first : first + size]
            rows = len(labels)
            inputs = np.column_stack([X[first : first + size], np.ones(rows)]).astype(np.float32)
            scale = weights[labels] / weights[labels].sum()
            if self.loss == "squared_error":
                scale *= 2 / classes
            active = np.ones((hidden + 1, rows), dtype=np.float32)
            columns = np.ascontiguousarray(inputs.T)
            yield inputs, columns, wanted[:, labels], scale.astype(np.float32), active

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


_Batch = tuple[Array, Array, Array, Array, Array]
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
    inputs = np.column_stack([X, np.ones(len(Y))])
    active = np.ones((hidden + 1, len(Y)))
    scale = np.full(len(Y), 1 / len(Y))
    gradients = _gradients(layers, inputs, inputs.T, np.eye(classes)[:, Y], scale, active)
    return np.concatenate([part.ravel() for part in _parameters(gradients)])


def _gradients(
    layers: list[Array],
    inputs: Array,
    columns: Array,
    wanted: Array,
    scale: Array,
    active: Array,
    *,
    softmax: bool = True,
) -> list[Array]:
    """Return the gradients of a batch's loss by both layers.

    See Goodfellow, Bengio, Courville, *Deep Learning*, section 6.5. With a column for each row of
    the batch, sums over classes are quick.
    """
    first, second = layers
    hidden = active[:-1]
    np.matmul(first, columns, out=hidden)
    np.maximum(hidden, 0, out=hidden)

    delta = second @ active
    if softmax:
        delta -= delta.max(axis=0)
        np.exp(delta, out=delta)
        delta /= delta.sum(axis=0)
    delta -= wanted
    delta *= scale

    by_hidden = second[:, :-1].T @ delta
    by_hidden *= hidden > 0
    return [by_hidden @ inputs, delta @ active.T]
