"""Was a network trained by ``train``, on the data that it was given?

The examiner has the weights before and after every round of training, and computes for itself what
the lesson's loop makes of them, round by round. Nothing is asked of the submission.

Lines are those of docs/accuracy.md, which says how they were measured.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.checks import compare
from grader.checks.lesson.classifier import Array, Network, course_data
from grader.errors import WrongValueError
from grader.language import either

if TYPE_CHECKING:
    from grader.checks.expect import Expect
    from grader.checks.student import Student

# Of a round's change of the weights. The same loop differs by 4e-6, another one by 4e-3 or more.
EXACT = 1e-3
# Rounding decides whether a hidden unit that is nearly 0 is on. Rounds in which this happens differ
# by .14 at most; of 100 rounds these are 22 at most.
COARSE = 0.3
_COARSE_ROUNDS = 1 / 3
_FREE_ROUNDS = 3
_ADAM = (0.9, 0.999, 1e-8)
# In percent: honest loops of any kind need more than one round for as much.
_SUDDEN = 75
# In the lesson's loop, 3 initial networks of 10 reach full marks within so many epochs.
_QUICK_EPOCHS = 1000
_ROUNDS = (8, 13)  # epochs in a round, the second one excluded
_SEEDS = 2**31
_QUICK_ACCURACY = 0.88
_SHOWN_EPOCHS = 100
_ROUNDING = 1e-9
# What accuracy is worth where the loop is not one that can be recomputed.
UNKNOWN_LOOP = 0.5


@dataclass(frozen=True)
class Loop:
    """A training loop whose steps can be recomputed: mini-batches in the order of the rows.

    SGD, with momentum as in torch (Sutskever et al., *On the importance of initialization and
    momentum in deep learning*), or Adam (Kingma and Ba, *Adam*, algorithm 1), on the mean cross
    entropy. The last batch is shorter, unless it is dropped.
    """

    batch_size: int = 128
    learning_rate: float = 0.05
    momentum: float = 0.0
    adam: bool = False
    drop_last: bool = False

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
        W1, b1, W2, b2 = (parameter.astype(np.float32) for parameter in start.parameters)
        # Each layer's bias is the weight of an input that is always 1.
        layers = [np.column_stack([W1, b1]), np.column_stack([W2, b2])]
        step = self._step(layers)
        batches = [*self._batches(X, Y, len(b1), len(b2))]

        with np.errstate(all="ignore"):
            for _epoch in range(epochs):
                for batch in batches:
                    step(_gradients(layers, *batch))

        first, second = layers
        return Network(
            {"W1": first[:, :-1], "b1": first[:, -1], "W2": second[:, :-1], "b2": second[:, -1]}
        )

    def _batches(self, X: Array, Y: Array, hidden: int, classes: int) -> Iterator[_Batch]:
        size = self.batch_size
        stop = len(Y) // size * size if self.drop_last else len(Y)
        for first in range(0, stop, size):
            labels = Y[first : first + size]
            rows = len(labels)
            inputs = np.column_stack([X[first : first + size], np.ones(rows)]).astype(np.float32)
            one_hot = np.eye(classes, dtype=np.float32)[:, labels]
            active = np.ones((hidden + 1, rows), dtype=np.float32)
            yield inputs, np.ascontiguousarray(inputs.T), one_hot, active

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


_Batch = tuple[Array, Array, Array, Array]
LESSON = Loop()


def _gradients(
    layers: list[Array], inputs: Array, columns: Array, one_hot: Array, active: Array
) -> list[Array]:
    """Return the gradients of a batch's mean cross entropy by both layers.

    See Goodfellow, Bengio, Courville, *Deep Learning*, section 6.5. With a column for each row of
    the batch, sums over classes are quick.
    """
    first, second = layers
    hidden = active[:-1]
    np.matmul(first, columns, out=hidden)
    np.maximum(hidden, 0, out=hidden)

    delta = second @ active
    delta -= delta.max(axis=0)
    np.exp(delta, out=delta)
    delta /= delta.sum(axis=0)
    delta -= one_hot
    delta /= np.float32(len(inputs))

    by_hidden = second[:, :-1].T @ delta
    by_hidden *= hidden > 0
    return [by_hidden @ inputs, delta @ active.T]


def sgd(
    start: Network,
    X: Array,
    Y: Array,
    epochs: int,
    batch_size: int = 128,
    learning_rate: float = 0.05,
) -> Network:
    """Train as the lesson does: plain SGD on the mean cross entropy, batches in order."""
    return Loop(batch_size, learning_rate).train(start, X, Y, epochs)


def _other_loops(rows: int) -> Iterator[Loop]:
    """Yield loops that differ from the lesson's, and whose steps can be recomputed."""
    yield Loop(drop_last=True)
    for size in (128, 32, 64, 100, 256, 512, rows):
        for rate in (0.05, 0.1, 0.01, 0.001):
            yield Loop(size, rate)
            yield Loop(size, rate, momentum=0.9)
            yield Loop(size, rate, adam=True)


def recognized(before: Network, after: Network, X: Array, Y: Array, epochs: int) -> Loop | None:
    """Return the loop that explains a round of training; None where none does."""
    for loop in (LESSON, *_other_loops(len(Y))):
        if _error(loop, before, after, X, Y, epochs) <= EXACT:
            return loop
    return None


def _error(loop: Loop, before: Network, after: Network, X: Array, Y: Array, epochs: int) -> float:
    """Return how far a round is from a loop's, relative to its change; NaN for odd weights."""
    try:
        right = loop.train(before, X, Y, epochs)
    except WrongValueError:
        return math.nan
    return compare.relative_error(after.flat - before.flat, right.flat - before.flat)


_Data = tuple[Array, Array]


def _otherwise() -> WrongValueError:
    return WrongValueError(
        either(
            "train does not do the same in every round: only to train, on the data that it is "
            "given, from the weights that it is given",
            "train 没有在每一轮都做同样的事：只从给定的权重出发，用给定的数据训练",
        )
    )


@dataclass
class Recomputation:
    """Recomputes the rounds of a training run, one after the other."""

    loop: Loop
    X: Array
    Y: Array
    epochs: int
    _rounds: int = 0
    _coarse: int = 0

    def require(self, before: Network, after: Network) -> None:
        """Require that a round is the loop's.

        Raises:
            WrongValueError: it is not, or that cannot be decided.
        """
        error = _error(self.loop, before, after, self.X, self.Y, self.epochs)
        self._rounds += 1
        self._coarse += not error <= EXACT
        rare = self._coarse <= _FREE_ROUNDS + _COARSE_ROUNDS * self._rounds
        if not (error <= COARSE and rare):
            raise _otherwise()


@dataclass(frozen=True)
class Played:
    """How well a trained network plays.

    Attributes:
        accuracy: the best one, in percent.
        epoch: after which it was reached.
        network: that reached it.
        loop: the loop that all rounds are recomputed with; None where it is not known.
    """

    accuracy: float
    epoch: int
    network: Network
    loop: Loop | None


def quick_start(seed: int, kept: Callable[[str, Callable[[], int]], int]) -> Network:
    """Return initial weights from which the lesson's loop reaches full marks within 1000 epochs.

    Args:
        seed: what to draw them from.
        kept: the fixture, which remembers what was found.
    """
    number = kept("quick start", lambda: _quick_seed(seed % _SEEDS))
    return Network.initial(10, 100, 4, seed=number)


def _quick_seed(first: int) -> int:
    data, test = course_data(101, 1024), course_data(1, 101)
    for seed in itertools.count(first):
        network = Network.initial(10, 100, 4, seed=seed)
        for _round in range(_QUICK_EPOCHS // 10):
            network = LESSON.train(network, *data, epochs=10)
            if network.accuracy(*test) >= _QUICK_ACCURACY:
                return seed
    raise AssertionError("there is no end of seeds")


def played(
    student: Student,
    start: Network,
    settings: Mapping[str, Any],
    rng: np.random.Generator,
    progress: Callable[..., None],
) -> Played:
    """Train a network by the submission's ``train``, and return how well it plays 1 to 100.

    Every round is recomputed, from its own weights. Where the first one is no loop that can be,
    another network is trained, on data that is disguised: the order of the rows, of the bits and
    of the classes is secret, and some bits are inverted. To know the rule of FizzBuzz then does
    not help.

    Args:
        start: initial weights.
        settings: of accuracy, in assignment.toml.
        rng: draws where training is cut into rounds, and the disguise.
        progress: the fixture.

    Raises:
        WrongValueError: a round is not what the loop of the first one makes of its weights.
    """
    data, test = course_data(101, 1024), course_data(1, 101)
    length = int(rng.integers(*_ROUNDS))
    run = _Run(student, settings, progress, length)
    result = run.best(start, data, test, recompute=True)
    if result.loop is None:
        if not result.accuracy < _SUDDEN:
            raise _otherwise()
        other = Network.initial(10, 100, 4, seed=int(rng.integers(_SEEDS)))
        result = run.best(other, *_disguised(data, test, rng), recompute=False)
    return result


def expect_accuracy(expect: Expect, result: Played, settings: Mapping[str, Any]) -> None:
    """Expect an accuracy: in fifths of the points, and half of them for a loop that is not known.

    Args:
        settings: of accuracy, in assignment.toml.
    """
    none, full = settings["none"], settings["full"]
    reached = min(max((result.accuracy - none) / (full - none), 0.0), 1.0)
    share = math.floor(5 * reached + _ROUNDING) / 5
    part = either("accuracy", "准确率")
    fault = either(f"is below {full} of 100", f"100 个数中答对的不足 {full} 个")
    expect.part(part, None if share >= 1 else fault, share)
    if not result.loop:
        fault = either(
            "counts half: train is not the lesson's loop, so that it is measured on other data",
            "只计一半：train 不是课程的训练循环，因此用其他数据衡量",
        )
        expect.part(part, fault, share * UNKNOWN_LOOP)

    best = either(
        f"{result.accuracy:.0f} of 100 right after {result.epoch} epochs",
        f"训练 {result.epoch} 轮后，100 个数答对 {result.accuracy:.0f} 个",
    )
    expect.note(best + _standing(result, settings))


def _standing(result: Played, settings: Mapping[str, Any]) -> str:
    """Describe where a result is among honest runs of the lesson's loop."""
    if result.loop != LESSON or result.accuracy < settings["full"]:
        return ""
    slower = 100 - np.interp(result.epoch, settings["honest_epochs"], settings["quantiles"])
    return either(
        f"; {slower:.0f} % of 200 runs of the lesson's loop needed longer",
        f"；课程的循环训练 200 次中有 {slower:.0f} % 用了更多轮",
    )


@dataclass(frozen=True)
class _Run:
    student: Student
    settings: Mapping[str, Any]
    progress: Callable[..., None]
    length: int

    def best(self, start: Network, data: _Data, test: _Data, *, recompute: bool) -> Played:
        """Train, and return the best round; after the first one, where its loop is not known."""
        settings = self.settings
        model = self.student.sequential(*start.layers)
        tensors = _tensors(*data)
        rounds = Network.trained(
            self.student.train, model, *tensors, settings["epochs"], self.length
        )
        result = Played(100 * start.accuracy(*test), 0, start, None)
        recomputation = None
        before = start
        for epoch, network in rounds:
            if before is start and recompute:
                loop = recognized(start, network, *data, self.length)
                result = replace(result, loop=loop)
                recomputation = loop and Recomputation(loop, *data, self.length)
            if recomputation:
                recomputation.require(before, network)

            accuracy = 100 * network.accuracy(*test)
            if accuracy > result.accuracy:
                result = replace(result, accuracy=accuracy, epoch=epoch, network=network)
            ends = result.accuracy >= settings["full"]
            ends = ends or epoch - result.epoch >= settings["patience"]
            ends = ends or (recompute and recomputation is None)
            if ends or epoch % _SHOWN_EPOCHS < self.length:
                loss = network.loss(*data)
                self.progress(epoch=epoch, epochs=settings["epochs"], loss=loss, accuracy=accuracy)
            if ends:
                break
            before = network
        return result


def _disguised(data: _Data, test: _Data, rng: np.random.Generator) -> tuple[_Data, _Data]:
    """Return both with their bits and classes in another order, and some bits inverted."""
    bits = data[0].shape[1]
    order, inverted = rng.permutation(bits), rng.integers(2, size=bits)
    classes = rng.permutation(4)
    rows = rng.permutation(len(data[1]))

    def disguised(X: Array, Y: Array) -> _Data:
        return np.abs(X[:, order] - inverted).astype(np.float32), classes[Y]

    return disguised(data[0][rows], data[1][rows]), disguised(*test)


def _tensors(X: Array, Y: Array) -> tuple[Any, Any]:
    import torch  # a NumPy assignment never needs it

    return torch.tensor(X, dtype=torch.float32), torch.tensor(Y)
