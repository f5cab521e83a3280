"""Are two values the same, but for rounding? And if a value is wrong, is it the one that a mistake
gives?

A value is taken apart into leaves: arrays, numbers, and words for anything else. What training
changes is compared by
how far it went from where it started, as weights hardly move in a few steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import numpy as np

from grader import wire
from grader.checks import compare
from grader.checks.compare import Array
from grader.checks.transcript import Event
from grader.results import Reason

_ROUNDING = {"float32": 6e-8, "float16": 5e-4}
_DOUBLE = 1.2e-16
_STEPS = 32  # roundings that may add up
_SAME = 1e-4  # of how far a value went, in float32: right ones differ by 7e-6 after some steps
_AS_A_MISTAKE = 1e-3  # training that goes wrong drives roundings further apart
# Than this, times the mistake's distance from the right value, must a value be to the mistake's.
_NEARER = 0.02
_DOUBLES_SHARE = 1e-2  # of these, in float64
_NEAR = 0.5  # an argument is what a value started from, if it is as near as that
_MESSAGE = 80


@dataclass(frozen=True)
class Leaf:
    """A part of a value.

    Attributes:
        words: what kind of thing it is, with its shape; two leaves of different words are never the
            same.
        array: its numbers.
        flavour: its library and kind of numbers, in which as good values may differ; an exception's
            message.
        start: what the numbers were before.
        rounding: of one operation, relative.
    """

    words: str
    array: Array | None = None
    flavour: str = ""
    start: Array | None = None
    rounding: float = _DOUBLE


class Relation(Enum):
    """How a wrong or right leaf stands to a mistake's and the reference's."""

    NEUTRAL = auto()  # right, and the mistake would not change it
    EXPLAINED = auto()  # wrong, just as the mistake would make it
    UNEXPLAINED = auto()  # wrong, and the mistake would not change it
    CONTRADICTED = auto()  # not what the mistake would make of it


def relation(got: Leaf, mistaken: Leaf, right: Leaf) -> Relation:
    """Hold a leaf against those of a mistake and of the reference, on the same inputs."""
    is_right, changes_nothing = same(got, right), same(mistaken, right)
    if got.array is not None and mistaken.flavour != right.flavour:
        if got.flavour != mistaken.flavour:
            return Relation.CONTRADICTED
        changes_nothing = is_right = False
    if changes_nothing:
        return Relation.NEUTRAL if is_right else Relation.UNEXPLAINED
    if is_right or not _is_the_mistakes(got, mistaken, right):
        return Relation.CONTRADICTED
    return Relation.EXPLAINED


def alike(got: Leaf, mistaken: Leaf) -> bool:
    """Tell whether a leaf is a mistake's: an exception by its message, too.

    Where the reference raises as well, any message is right: it is whatever its author likes.
    """
    return same(got, mistaken) and (got.array is not None or got.flavour == mistaken.flavour)


def same(a: Leaf, b: Leaf) -> bool:
    """Tell whether two leaves are the same but for rounding."""
    return _near(a, b, _SAME)


def _is_the_mistakes(got: Leaf, mistaken: Leaf, right: Leaf) -> bool:
    if got.array is None or mistaken.array is None:
        return alike(got, mistaken)
    if not _near(got, mistaken, _AS_A_MISTAKE):
        return False
    if right.array is None or mistaken.words != right.words:
        return True
    distance, _ = _distance(mistaken.array, right.array)
    error, _ = _distance(got.array, mistaken.array)
    return error <= _NEARER * distance or not np.isfinite(distance)


def _near(a: Leaf, b: Leaf, share: float) -> bool:
    if a.words != b.words or (a.array is None) != (b.array is None):
        return False
    if a.array is None or b.array is None:
        return True
    if not np.array_equal(np.isfinite(a.array), np.isfinite(b.array)):
        return False
    rounding = max(a.rounding, b.rounding)
    error, size = _distance(a.array, b.array)
    went = (
        size
        if a.start is None
        else max(_distance(a.array, a.start)[0], _distance(b.array, a.start)[0])
    )
    share *= 1 if rounding > _DOUBLE else _DOUBLES_SHARE
    return error <= share * went + _STEPS * rounding * size


def _distance(a: Array, b: Array) -> tuple[float, float]:
    """Give ‖a − b‖ and the larger of the norms, of what is finite."""
    finite = np.isfinite(a) & np.isfinite(b)
    a, b = a[finite], b[finite]
    largest = max(float(np.abs(a).max(initial=0)), float(np.abs(b).max(initial=0))) or 1.0
    a, b = a / largest, b / largest  # squares of what a diverging run leaves would overflow
    norm = max(float(np.linalg.norm(a)), float(np.linalg.norm(b)))
    return float(np.linalg.norm(a - b)) * largest, norm * largest


def leaves(event: Event) -> list[Leaf]:
    """Take what came of a request apart."""
    value = event.value
    if isinstance(value, wire.Raised):
        message = re.sub(r"\d+", "0", value.message)[:_MESSAGE]
        return [Leaf(f"raises {value.builtin}", flavour=message)]
    if isinstance(value, Reason):
        return [Leaf(f"unanswered: {value.value}")]
    found = list(_leaves(value if event.what != "ReadModel" else weights_of(value)))
    if event.weights is not None:
        found += _leaves(weights_of([[], event.weights]))
    given = list(_leaves(event.args))
    starts = [leaf.array for leaf in given if leaf.array is not None]
    rounding = max([leaf.rounding for leaf in (*found, *given)], default=_DOUBLE)
    careless = Leaf(f"changed {event.changed}, strayed {event.strayed}")
    return [*(_started(leaf, starts, rounding) for leaf in found), careless]


def weights_of(description: Any) -> list[Any]:
    """Give a described model's weights.

    In the order of their names where these are the lesson's own.
    """
    pairs = description[1] if isinstance(description, list) and len(description) == 2 else []  # noqa: PLR2004
    named = (
        [pair for pair in pairs if isinstance(pair, tuple) and len(pair) == 2]
        if isinstance(pairs, list)
        else []
    )
    if all(str(name).startswith("linear") for name, _ in named):
        named = sorted(named, key=lambda pair: str(pair[0]))
    return [weight for _, weight in named]


def _started(leaf: Leaf, starts: Sequence[Array], rounding: float) -> Leaf:
    """Note where a leaf started, if it is near an argument of its shape."""
    start = None
    if leaf.array is not None and leaf.array.size > 1:
        for argument in starts:
            if argument.shape == leaf.array.shape and _distance(leaf.array, argument)[
                0
            ] < _NEAR * float(np.linalg.norm(argument)):
                start = argument
                break
    return Leaf(leaf.words, leaf.array, leaf.flavour, start, rounding)


def _leaves(value: Any) -> Iterator[Leaf]:
    numbers = compare.numbers_in(value)
    if compare.is_number(value):
        yield Leaf(
            "number",
            np.asarray(float(value)),
            "tensor" if hasattr(value, "detach") else "",
            None,
            _rounding(value),
        )
    elif numbers:
        flavour = _flavour(value) if hasattr(value, "dtype") else ""
        yield Leaf(f"numbers {len(numbers)}", np.asarray(numbers), flavour, None, _rounding(value))
    elif hasattr(value, "dtype"):
        array = compare.as_numpy(value)
        numeric = array.astype(np.float64) if array.dtype.kind in "fiub" else None
        yield Leaf(f"array {array.shape}", numeric, _flavour(value), None, _rounding(value))
    elif isinstance(value, (list, tuple)):
        yield Leaf(f"list {len(value)}")
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, wire.Model):
        yield Leaf("Sequential" if value.type_name == "Sequential" else "model")
    elif isinstance(value, wire.Optimizer):
        yield Leaf("optimizer")
    elif isinstance(value, wire.Other):
        yield Leaf(f"object {value.type_name}")
    else:
        yield Leaf(f"{type(value).__name__} {value!r}")


def _flavour(value: Any) -> str:
    array = compare.as_numpy(value)
    kind = "i" if array.dtype.kind in "iub" else array.dtype.kind
    return f"{type(value).__module__}.{type(value).__name__} {kind}"


def _rounding(value: Any) -> float:
    return (
        _ROUNDING.get(compare.as_numpy(value).dtype.name, _DOUBLE)
        if hasattr(value, "dtype")
        else _DOUBLE
    )
