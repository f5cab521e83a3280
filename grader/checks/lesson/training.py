"""Was a model trained on the data that it was given? What its weights tell, round by round.

Thresholds belong to the checks that use these figures; how they were measured stands in
docs/accuracy.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checks.lesson.classifier import Array, Network, gradients

_BATCH = 128
_RIDGE = 1e-6


def influence(
    change: Array,
    before: Network,
    after: Network,
    given: tuple[Array, Array],
    other: tuple[Array, Array],
) -> float:
    """Say how far a change of the weights carries the gradient of data that was not given.

    It is the partial correlation of the change with minus the gradient of the other data, given the
    gradients of the data that was: each batch in order and each class within it counts alone, at
    both ends of the round, so that whatever order, batch size or weighting an honest loop uses is
    allowed for.

    Args:
        change: of the parameters over a round of a few epochs, flat.
        before: the network at the round's start.
        after: the network at its end.
        given: X (N, d_in) and Y (N,) that were to be trained on.
        other: X and Y that were not.

    Returns:
        About 1 where the other data was trained on as well, about 0 where it was not.
    """
    known = np.array(
        [network.gradient(*group) for network in (before, after) for group in _groups(*given)]
    )
    known /= np.linalg.norm(known, axis=1, keepdims=True) + 1e-30
    unknown = (before.gradient(*other) + after.gradient(*other)) / 2
    both = np.stack([unknown, change], axis=1)
    fitted = np.linalg.solve(known @ known.T + _RIDGE * np.eye(len(known)), known @ both)
    rest_unknown, rest_change = (both - known.T @ fitted).T
    return float(
        -(rest_change @ rest_unknown)
        / (np.linalg.norm(rest_change) * np.linalg.norm(rest_unknown) + 1e-30)
    )


def kept(start: Network, now: Network) -> float:
    """Say how much of its initial weights a network still carries: ⟨now, start⟩ / ⟨start, start⟩.

    SGD adds to the initial weights, so that this stays near 1 or above; weights from elsewhere give
    about 0.
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
    """Train as the lesson does: plain SGD on the mean cross entropy, batches in order, the last one
    shorter.

    In float32, as torch does, and without torch: a quarter of the time.
    """
    parameters: list[Array] = [parameter.astype(np.float32) for parameter in start.parameters]
    inputs, step = X.astype(np.float32), np.float32(learning_rate)
    for _ in range(epochs):
        for first in range(0, len(Y), batch_size):
            batch = slice(first, first + batch_size)
            changes = gradients(parameters, inputs[batch], Y[batch])
            parameters = [p - step * change for p, change in zip(parameters, changes, strict=True)]
    return Network({str(number): parameter for number, parameter in enumerate(parameters)})


def _groups(X: Array, Y: Array) -> Iterator[tuple[Array, Array]]:
    for first in range(0, len(Y), _BATCH):
        rows, classes = X[first : first + _BATCH], Y[first : first + _BATCH]
        for code in np.unique(classes):
            yield rows[classes == code], classes[classes == code]
