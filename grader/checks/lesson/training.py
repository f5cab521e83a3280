"""Was a model trained on the data that it was given? Its weights show it, round by round.

Thresholds belong to the checks that use these figures; docs/accuracy.md describes how they were
measured.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checks.lesson.classifier import Array, Network, gradients

_BATCH = 128
_RIDGE = 1e-6
_TINY = 1e-30  # instead of 0, to divide by


def influence(
    change: Array,
    before: Network,
    after: Network,
    given: tuple[Array, Array],
    other: tuple[Array, Array],
) -> float:
    """Return how far a change of the weights contains the gradient of data that was not given.

    It is the partial correlation of the change with minus the gradient of the other data, given the
    gradients of the data that was: one for each class in each batch, at both ends of the round. So
    an honest loop may use any order, batch size or weighting.

    Args:
        change: of the parameters over a round of a few epochs, flat.
        before: the network at the round's start.
        after: the network at its end.
        given: X (N, d_in) and Y (N,) on which to train.
        other: X and Y on which not to train.

    Returns:
        About 1 where the other data was trained on as well, about 0 where it was not.
    """
    known = np.array(
        [network.gradient(*group) for network in (before, after) for group in _groups(*given)]
    )
    known /= np.linalg.norm(known, axis=1, keepdims=True) + _TINY
    unknown = (before.gradient(*other) + after.gradient(*other)) / 2

    # Take out of both what the known gradients explain, by ridge regression.
    both = np.stack([unknown, change], axis=1)
    fitted = np.linalg.solve(known @ known.T + _RIDGE * np.eye(len(known)), known @ both)
    rest_unknown, rest_change = (both - known.T @ fitted).T

    norms = np.linalg.norm(rest_change) * np.linalg.norm(rest_unknown)
    return float(-(rest_change @ rest_unknown) / (norms + _TINY))


def kept(start: Network, now: Network) -> float:
    """Return how much of its initial weights a network keeps: ⟨now, start⟩ / ⟨start, start⟩.

    SGD adds to the initial weights, so this stays near 1 or above; other weights give about 0.
    """
    return float(now.flat @ start.flat / (start.flat @ start.flat))


def sgd(
    start: Network,
    X: Array,
    Y: Array,
    epochs: int,
    batch_size: int = 128,
    learning_rate: float = 0.05,
) -> Network:
    """Train as the lesson does: plain SGD on the mean cross entropy, batches in order.

    The last batch is shorter. In float32, as with torch, but in a quarter of the time.
    """
    parameters: list[Array] = [parameter.astype(np.float32) for parameter in start.parameters]
    inputs = X.astype(np.float32)
    step = np.float32(learning_rate)

    for _ in range(epochs):
        for first in range(0, len(Y), batch_size):
            batch = slice(first, first + batch_size)
            changes = gradients(parameters, inputs[batch], Y[batch])
            parameters = [p - step * change for p, change in zip(parameters, changes, strict=True)]

    return Network({str(number): parameter for number, parameter in enumerate(parameters)})


def _groups(X: Array, Y: Array) -> Iterator[tuple[Array, Array]]:
    """Yield the rows of each class in each batch."""
    for first in range(0, len(Y), _BATCH):
        rows = X[first : first + _BATCH]
        classes = Y[first : first + _BATCH]
        for code in np.unique(classes):
            yield rows[classes == code], classes[classes == code]
