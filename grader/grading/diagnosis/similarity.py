"""Are two values the same up to rounding? And is a wrong value the one that a mistake gives?

A value consists of leaves: arrays, numbers, and a description of anything else. What training
changes is compared by how far it went from where it started, as weights hardly move in a few steps.
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
_AS_A_MISTAKE = 1e-3  # training that goes wrong amplifies rounding errors
_DOUBLES_SHARE = 1e-2  # of these, in float64

# A value is the mistake's if its distance to the mistake's is at most this times the distance
# between the mistake's and the right one.
_NEARER = 0.02
_NEAR = 0.5  # an argument is what a value started from, if it is as near as that
_MESSAGE = 80
_SHARED_SYMPTOMS = ("raises ", "unanswered: ", "NoneType ", "list ")
_PAIR = 2


@dataclass(frozen=True)
class Leaf:
    """A part of a value.

    Attributes:
        kind: what it is, with its shape; two leaves of different kinds are never the same.
        array: its numbers.
        flavour: its library and kind of numbers, which may differ between right values; an
            exception's message.
        start: what the numbers were before.
        trained: whether the call was a training.
        rounding: of one operation, relative.
    """

    kind: str
    array: Array | None = None
    flavour: str = ""
    start: Array | None = None
    rounding: float = _DOUBLE
    trained: bool = False


class Relation(Enum):
    """How a leaf relates to a mistake's and the reference's."""

    NEUTRAL = auto()  # right, and the mistake would not change it
    EXPLAINED = auto()  # wrong, just as the mistake would make it
    UNEXPLAINED = auto()  # wrong, and the mistake would not change it
    CONTRADICTED = auto()  # not what the mistake would make of it


def relation(got: Leaf, mistaken: Leaf, right: Leaf) -> Relation:
    """Compare a leaf with those of a mistake and of the reference, on the same inputs."""
    is_right = same(got, right)
    changes_nothing = same(mistaken, right)

    if got.array is not None and mistaken.flavour != right.flavour:
        if got.flavour != mistaken.flavour:
            return Relation.CONTRADICTED
        changes_nothing = is_right = False

    if changes_nothing:
        return Relation.NEUTRAL if is_right else Relation.UNEXPLAINED
    if is_right or not _is_the_mistakes(got, mistaken, right):
        return Relation.CONTRADICTED
    return Relation.EXPLAINED


def tells(got: Leaf, event: Sequence[Leaf]) -> bool:
    """Whether a wrong leaf is a value that few mistakes give.

    An exception, None, zeros, and a training that changes nothing have many causes.

    Args:
        event: all leaves of the same value.
    """
    if got.array is None:
        return not got.kind.startswith(_SHARED_SYMPTOMS)
    if _stays(got):
        return any(leaf.trained and leaf.array is not None and not _stays(leaf) for leaf in event)
    return bool(got.array.any())


def _stays(leaf: Leaf) -> bool:
    """Whether a training changed nothing: all losses are the same, or weights did not move."""
    if leaf.array is None or not leaf.trained:
        return False
    if leaf.kind.startswith("numbers"):
        return leaf.array.size > 1 and len({*leaf.array.tolist()}) == 1
    return leaf.start is not None and not _distance(leaf.array, leaf.start)[0]


def alike(got: Leaf, mistaken: Leaf) -> bool:
    """Whether a leaf is a mistake's; an exception's message must be the same, too.

    Where the reference raises as well, any message is right: its author chooses it freely.
    """
    return same(got, mistaken) and (got.array is not None or got.flavour == mistaken.flavour)


def same(a: Leaf, b: Leaf) -> bool:
    """Whether two leaves are the same up to rounding."""
    return _near(a, b, _SAME)


def _is_the_mistakes(got: Leaf, mistaken: Leaf, right: Leaf) -> bool:
    if got.array is None or mistaken.array is None:
        return alike(got, mistaken)
    if not _near(got, mistaken, _AS_A_MISTAKE):
        return False
    if right.array is None or mistaken.kind != right.kind:
        return True

    distance, _ = _distance(mistaken.array, right.array)
    error, _ = _distance(got.array, mistaken.array)
    return error <= _NEARER * distance or not np.isfinite(distance)


def _near(a: Leaf, b: Leaf, share: float) -> bool:
    if a.kind != b.kind or (a.array is None) != (b.array is None):
        return False
    if a.array is None or b.array is None:
        return True
    if not np.array_equal(np.isfinite(a.array), np.isfinite(b.array)):
        return False

    rounding = max(a.rounding, b.rounding)
    if rounding <= _DOUBLE:
        share *= _DOUBLES_SHARE

    error, size = _distance(a.array, b.array)
    went = size
    if a.start is not None:
        went = max(_distance(a.array, a.start)[0], _distance(b.array, a.start)[0])
    return error <= share * went + _STEPS * rounding * size


def _distance(a: Array, b: Array) -> tuple[float, float]:
    """Return ‖a − b‖ and the larger of the norms, of what is finite."""
    finite = np.isfinite(a) & np.isfinite(b)
    a = a[finite]
    b = b[finite]

    # The squares of a diverging run's values would overflow.
    largest = max(float(np.abs(a).max(initial=0)), float(np.abs(b).max(initial=0))) or 1.0
    a = a / largest
    b = b / largest

    norm = max(float(np.linalg.norm(a)), float(np.linalg.norm(b)))
    return float(np.linalg.norm(a - b)) * largest, norm * largest


def leaves(event: Event) -> list[Leaf]:
    """Return the leaves of an event's value."""
    value = event.value
    if isinstance(value, wire.Raised):
        message = re.sub(r"\d+", "0", value.message)[:_MESSAGE]
        return [Leaf(f"raises {value.builtin}", flavour=message)]
    if isinstance(value, Reason):
        return [Leaf(f"unanswered: {value.value}")]

    returned = list(_leaves(value if event.what != "ReadModel" else weights_of(value)))
    if event.weights is not None:
        returned += _leaves(weights_of([[], event.weights]))

    given = list(_leaves(event.args))
    starts = [leaf.array for leaf in given if leaf.array is not None]
    rounding = max([leaf.rounding for leaf in (*returned, *given)], default=_DOUBLE)
    side_effects = Leaf(f"changed {event.changed}, strayed {event.strayed}")
    steps = any(isinstance(value, int) for value in event.args)
    trained = steps or event.weights is not None or event.what == "ReadModel"
    started = [_started(leaf, starts, rounding, trained=trained) for leaf in returned]
    return [*started, side_effects]


def weights_of(description: Any) -> list[Any]:
    """Return a described model's weights.

    They are in the order of their names where these are the lesson's own.
    """
    pairs = description[1] if _is_pair(description, list) else []
    if not isinstance(pairs, list):
        return []

    named = [pair for pair in pairs if _is_pair(pair, tuple)]
    if all(str(name).startswith("linear") for name, _ in named):
        named = sorted(named, key=lambda pair: str(pair[0]))
    return [weight for _, weight in named]


def _is_pair(value: Any, type_: type[list[Any] | tuple[Any, ...]]) -> bool:
    return isinstance(value, type_) and len(value) == _PAIR


def _started(leaf: Leaf, starts: Sequence[Array], rounding: float, *, trained: bool) -> Leaf:
    """Return a leaf with its start, if it is near an argument of its shape."""
    start = None
    if leaf.array is not None and leaf.array.size > 1:
        start = next((argument for argument in starts if _is_near(leaf.array, argument)), None)
    return Leaf(leaf.kind, leaf.array, leaf.flavour, start, rounding, trained)


def _is_near(array: Array, argument: Array) -> bool:
    if argument.shape != array.shape:
        return False
    distance, _ = _distance(array, argument)
    return distance < _NEAR * float(np.linalg.norm(argument))


def _leaves(value: Any) -> Iterator[Leaf]:
    numbers = compare.numbers_in(value)
    if compare.is_number(value):
        flavour = "tensor" if hasattr(value, "detach") else ""
        yield Leaf("number", np.asarray(float(value)), flavour, None, _rounding(value))
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
    if not hasattr(value, "dtype"):
        return _DOUBLE
    return _ROUNDING.get(compare.as_numpy(value).dtype.name, _DOUBLE)
