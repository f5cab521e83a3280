"""Was a network trained by ``train``, on the data that it was given?

The examiner has the weights before and after every round of training, and computes for itself what
the lesson's loop makes of them: in two rounds of five, chosen by chance, and in all unusual ones.
Nothing is asked of the submission.

Lines are those of docs/accuracy.md, which says how they were measured.
"""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.checks import compare
from grader.checks.lesson.classifier import Array, Network, course_data
from grader.checks.lesson.loops import LESSON, LOSSES, Loop, gradient
from grader.errors import WrongValueError
from grader.language import either

if TYPE_CHECKING:
    from grader.checks.expect import Expect
    from grader.checks.student import Student

# Of a round's change of the weights. The same loop differs by 4e-6, another one by 4e-3 or more.
EXACT = 1e-3
# Rounding decides whether a hidden unit that is nearly 0 is on. Rounds in which this happens differ
# by .14 at most; of the first 60 rounds these are 9 at most, of 160 rounds 59.
COARSE = 0.3
_COARSE_ROUNDS = 0.6
_FREE_ROUNDS = 3
# Of what rounding leaves in such rounds: .27 at most; of a step on 1 to 100 it is .7 and more.
COARSE_INFLUENCE = 0.4
# Where rounding decides more than that, 3 to 4 in 8 recomputations from weights that differ by one
# rounding come to what the loop came to.
_ROUNDED_TRIES = 24
_FLOAT32 = 1e-7
# Which rounds are recomputed besides: the first ones, those that move the weights further or lower
# the loss on 1..100 more than the last ones did, and those after which so many answers of 100 more
# or fewer are right.
_FIRST_ROUNDS = 5
_FAR = 1.5
_FALLS = 2
_LAST_ROUNDS = 9
_JUMP = 3
_BY_CHANCE = 0.4
_RIDGE = 1e-6
_TINY = 1e-30  # instead of 0, to divide by
# In the lesson's loop, one initial network of ten reaches full marks within so many epochs.
_QUICK_EPOCHS = 850
_ROUNDS = (8, 13)  # epochs in a round, the second one excluded
_SEEDS = 2**31
# With all rows in one batch, the lesson's loop reaches full marks within 1000 to 2000 epochs.
_ONE_BATCH_RATE = 0.8
_QUICK_ACCURACY = 0.88
_SHOWN_EPOCHS = 100
_ROUNDING = 1e-9


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
    yield Loop(more_epochs=1)
    yield Loop(more_epochs=-1)
    for size in (128, 32, 64, 100, 256, 512, rows):
        for rate in (0.05, 0.1, 0.01, 0.001, _ONE_BATCH_RATE):
            yield Loop(size, rate)
            yield Loop(size, rate, momentum=0.9)
            yield Loop(size, rate, adam=True)
    for loss in LOSSES[1:]:
        for size in (128, rows):
            for rate in (0.05, 0.1, 0.5, _ONE_BATCH_RATE):
                yield Loop(size, rate, loss=loss)


def recognized(
    before: Network, after: Network, X: Array, Y: Array, epochs: int, asked: Loop = LESSON
) -> Loop | None:
    """Return the loop that explains a round of training; None where none does.

    Args:
        asked: the loop that ``train`` is asked for.
    """
    for loop in (asked, *_other_loops(len(Y))):
        try:
            right = loop.train(before, X, Y, epochs)
        except WrongValueError:
            continue
        if _error(before, after, right) <= EXACT:
            return loop
    return None


def _error(before: Network, after: Network, right: Network) -> float:
    """Return how far a round's change is from the right one, relative to that."""
    return compare.relative_error(after.flat - before.flat, right.flat - before.flat)


_Data = tuple[Array, Array]


class _UndecidedError(Exception):
    """Rounding decides what the loop makes of a round: nobody can say what it learned from."""


def _otherwise() -> WrongValueError:
    return WrongValueError(
        either(
            "train does not do the same in every round: only to train, on the data that it is "
            "given, from the weights that it is given",
            "train 没有在每一轮都做同样的事：只从给定的权重出发，用给定的数据训练",
        )
    )


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
    a loop may use any order, batch size or weighting.

    Args:
        change: of the parameters in a round, flat, or a part of it.
        before: the network at the round's start.
        after: the network at its end.
        given: X (N, d_in) and Y (N,) on which to train.
        other: X and Y on which not to train.

    Returns:
        About 1 where the other data was trained on as well, about 0 where it was not.
    """
    known = np.array(
        [gradient(network, *group) for network in (before, after) for group in _groups(*given)]
    )
    known /= np.linalg.norm(known, axis=1, keepdims=True) + _TINY
    unknown = (gradient(before, *other) + gradient(after, *other)) / 2

    # Take out of both what the known gradients explain, by ridge regression.
    both = np.stack([unknown, change], axis=1)
    fitted = np.linalg.solve(known @ known.T + _RIDGE * np.eye(len(known)), known @ both)
    rest_unknown, rest_change = (both - known.T @ fitted).T

    norms = np.linalg.norm(rest_change) * np.linalg.norm(rest_unknown)
    return float(-(rest_change @ rest_unknown) / (norms + _TINY))


def _groups(X: Array, Y: Array) -> Iterator[tuple[Array, Array]]:
    """Yield the rows of each class in each batch."""
    size = LESSON.batch_size
    for first in range(0, len(Y), size):
        rows = X[first : first + size]
        classes = Y[first : first + size]
        for code in np.unique(classes):
            yield rows[classes == code], classes[classes == code]


@dataclass
class Recomputation:
    """Recomputes rounds of a training run.

    Which ones is drawn from the operating system's randomness: not even the public check, whose
    inputs everybody knows, tells it.

    Args:
        data: X (N, d_in) and Y (N,) on which to train.
        other: X and Y on which not to train.
        epochs: in a round.
    """

    loop: Loop
    data: _Data
    other: _Data
    epochs: int
    _rounds: int = 0
    _coarse: int = 0
    _moved: list[float] = field(default_factory=list)
    _fell: list[float] = field(default_factory=list)
    _rng: np.random.Generator = field(default_factory=np.random.default_rng)

    def follow(self, before: Network, after: Network, gained: float) -> bool:
        """Take the next round, and return whether it was recomputed.

        Args:
            gained: by how much the accuracy rose in it, in percent.

        Raises:
            WrongValueError: it is not the loop's.
            _UndecidedError: that cannot be decided.
        """
        moved = float(np.linalg.norm(after.flat - before.flat))
        fell = before.loss(*self.other) - after.loss(*self.other)
        last_moved, last_fell = self._moved[-_LAST_ROUNDS:], self._fell[-_LAST_ROUNDS:]
        self._moved.append(moved)
        self._fell.append(abs(fell))
        is_unusual = (
            len(last_moved) < _FIRST_ROUNDS
            # What is not a number is unusual, too.
            or not moved <= _FAR * np.median(last_moved)
            or not fell <= _FALLS * np.median(last_fell)
            or not abs(gained) < _JUMP
        )
        chosen = is_unusual or self._rng.random() < _BY_CHANCE
        if chosen:
            self.require(before, after)
        return bool(chosen)

    def require(self, before: Network, after: Network) -> None:
        """Require that a round is the loop's.

        Raises:
            WrongValueError: it is not.
            _UndecidedError: that cannot be decided.
        """
        self._rounds += 1
        try:
            right = self.loop.train(before, *self.data, self.epochs)
        except WrongValueError:
            raise _otherwise() from None
        error = _error(before, after, right)
        if error <= EXACT:
            return

        self._coarse += 1
        rare = self._coarse <= _FREE_ROUNDS + _COARSE_ROUNDS * self._rounds
        rest = influence(after.flat - right.flat, before, after, self.data, self.other)
        if error <= COARSE and rest <= COARSE_INFLUENCE and rare:
            return

        # Perhaps the loop comes to the same from weights that differ by rounding alone.
        rng = np.random.default_rng(0)
        strays = 0.0
        for _try in range(_ROUNDED_TRIES):
            start = _rounded_otherwise(before, rng)
            other = self.loop.train(start, *self.data, self.epochs)
            if _error(before, after, other) <= EXACT:
                return
            strays = max(strays, _error(before, other, right))
        raise _UndecidedError if error <= 2 * strays else _otherwise()


def _rounded_otherwise(network: Network, rng: np.random.Generator) -> Network:
    return Network.of(
        value * (1 + _FLOAT32 * rng.standard_normal(value.shape)) for value in network.parameters
    )


@dataclass(frozen=True)
class Played:
    """How well a trained network plays.

    Attributes:
        accuracy: the best one, in percent.
        epoch: after which it was reached.
        network: that reached it.
        loop: the loop that explains the rounds that were recomputed.
    """

    accuracy: float
    epoch: int
    network: Network
    loop: Loop


def quick_start(seed: int, kept: Callable[[str, Callable[[], int]], int]) -> Network:
    """Return initial weights from which the lesson's loop reaches full marks within 850 epochs.

    Args:
        seed: what to draw them from.
        kept: the fixture, which remembers what was found.
    """
    number = kept(f"quick_start {_QUICK_EPOCHS}", lambda: _quick_seed(seed % _SEEDS))
    return Network.initial(10, 100, 4, seed=number)


def _quick_seed(first: int) -> int:
    return next(seed for seed in itertools.count(first) if _is_quick(seed))


def _is_quick(seed: int) -> bool:
    data, test = course_data(101, 1024), course_data(1, 101)
    network = Network.initial(10, 100, 4, seed=seed)
    for _round in range(_QUICK_EPOCHS // 10):
        network = LESSON.train(network, *data, epochs=10)
        if network.accuracy(*test) >= _QUICK_ACCURACY:
            return True
    return False


def played(
    student: Student,
    start: Network,
    settings: Mapping[str, Any],
    rng: np.random.Generator,
    progress: Callable[..., None],
) -> Played:
    """Train a network by the submission's ``train``, and return how well it plays 1 to 100.

    Rounds are recomputed, that of the best accuracy among them. Where the first one is no loop that
    can be, or rounding decides too much, the network is trained with all rows in one batch: their
    order, which may be random, then does not matter.

    Args:
        start: initial weights.
        settings: of accuracy, in assignment.toml.
        rng: draws where training is cut into rounds.
        progress: the fixture.

    Raises:
        WrongValueError: no loop explains the first round, or the one that does does not explain
            another round.
    """
    data, test = course_data(101, 1024), course_data(1, 101)
    run = _Run(student, settings, progress, int(rng.integers(*_ROUNDS)), data, test)
    result = run.best(start, LESSON) or run.best(start, Loop(len(data[1]), _ONE_BATCH_RATE))
    if result is None:
        raise WrongValueError(
            either(
                "the steps of train cannot be recomputed: they are not those of SGD (or Adam) on "
                "a usual loss of the data that it is given, or so large that rounding decides "
                "where they lead",
                "train 的步骤无法重算：不是用 SGD（或 Adam）最小化所给数据的常用损失，"
                "或者步长太大，舍入误差就能决定结果",
            )
        )
    return result


def expect_accuracy(expect: Expect, result: Played, settings: Mapping[str, Any]) -> None:
    """Expect an accuracy, in fifths of the points.

    Args:
        settings: of accuracy, in assignment.toml.
    """
    none, full = settings["none"], settings["full"]
    reached = min(max((result.accuracy - none) / (full - none), 0.0), 1.0)
    share = math.floor(5 * reached + _ROUNDING) / 5
    fault = either(f"is below {full} of 100", f"100 个数中答对的不足 {full} 个")
    expect.part(either("accuracy", "准确率"), None if share >= 1 else fault, share)

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
        f" (of 200 runs of the lesson's own loop, {slower:.0f} % took more epochs)",
        f"（课程自带的循环训练 200 次，其中 {slower:.0f} % 用了更多轮）",
    )


@dataclass(frozen=True)
class _Run:
    student: Student
    settings: Mapping[str, Any]
    progress: Callable[..., None]
    length: int  # of a round, in epochs
    data: _Data
    test: _Data

    def best(self, start: Network, asked: Loop) -> Played | None:
        """Train, recompute rounds, and return the best one.

        None where the loop of the first round is not known, or cannot be recomputed.

        Args:
            asked: the loop that ``train`` is asked for.
        """
        with contextlib.suppress(_UndecidedError):
            return self._best(start, asked)
        return None

    def _best(self, start: Network, asked: Loop) -> Played | None:
        settings = self.settings
        best: Played | None = None
        recomputation: Recomputation | None = None
        # The best round, if it has not been recomputed, and the accuracy so far.
        unsure: tuple[Network, Network] | None = None
        accuracy = 100 * start.accuracy(*self.test)
        for epoch, before, after in self._rounds(start, asked):
            if best is None or recomputation is None:
                loop = recognized(before, after, *self.data, self.length, asked)
                if loop is None:
                    return None
                best = Played(accuracy, 0, start, loop)
                recomputation = Recomputation(loop, self.data, self.test, self.length)

            was, accuracy = accuracy, 100 * after.accuracy(*self.test)
            is_sure = recomputation.follow(before, after, accuracy - was)
            if accuracy > best.accuracy:
                best = replace(best, accuracy=accuracy, epoch=epoch, network=after)
                unsure = None if is_sure else (before, after)
            ends = best.accuracy >= settings["full"]
            ends = ends or epoch - best.epoch >= settings["patience"]
            if ends or epoch % _SHOWN_EPOCHS < self.length:
                loss = after.loss(*self.data)
                self.progress(epoch=epoch, epochs=settings["epochs"], loss=loss, accuracy=accuracy)
            if ends:
                break
        if recomputation and unsure:
            recomputation.require(*unsure)
        return best

    def _rounds(self, start: Network, asked: Loop) -> Iterator[tuple[int, Network, Network]]:
        """Yield the epochs so far, the network before each round, and after it."""
        options = {}
        if asked != LESSON:
            options = {"batch_size": asked.batch_size, "learning_rate": asked.learning_rate}
        before = start
        rounds = Network.trained(
            self.student.train,
            self.student.sequential(*start.layers),
            *_tensors(*self.data),
            self.settings["epochs"],
            self.length,
            **options,
        )
        for epoch, after in rounds:
            yield epoch, before, after
            before = after


def _tensors(X: Array, Y: Array) -> tuple[Any, Any]:
    import torch  # a NumPy assignment never needs it

    return torch.tensor(X, dtype=torch.float32), torch.tensor(Y)
