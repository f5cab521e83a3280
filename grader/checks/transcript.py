"""The requests to a submission and their results: the values that a diagnosis compares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from grader import wire

ROUNDS_KEPT = 3  # enough to show what a training loop does
_EVENTS_KEPT = 400
_BYTES_KEPT = 16 << 20  # a submission may return far more; that is only compared, not kept
_ITEMS_KEPT = 5_000  # of lists
_INFORMATIVE = (wire.Call, wire.ReadModel, wire.Apply)


@dataclass(frozen=True)
class Event:
    """The result of one request.

    Attributes:
        what: the request, as "Call train" or "ReadModel".
        args: its arguments, in order; in place of a plain model, its initial weights.
        value: the returned value; :class:`grader.wire.Raised` where the student's code raised, the
            Reason where nothing was returned.
        weights: of the model that was observed.
        changed: how many arguments the call changed in place.
        strayed: whether it returned tensors on another device than it was given.
    """

    what: str
    args: tuple[Any, ...]
    value: Any
    weights: Any = None
    changed: int = 0
    strayed: bool = False

    @property
    def function(self) -> str:
        """The name of the function that was called; "" for another request."""
        return self.what.partition(" ")[2]


class Transcript(list[Event]):
    """The events of one run of a check, up to a few hundred.

    Of a call that is repeated, the first rounds are kept.

    Attributes:
        cut: whether there were more, or too large ones, which are not kept.
        raised: the last exception.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cut = False
        self.raised: wire.Raised | None = None
        self._left = Size(_BYTES_KEPT, _ITEMS_KEPT)

    def add(self, event: Event, round_: int = 0) -> None:
        """Keep an event, unless there are enough."""
        if isinstance(event.value, wire.Raised):
            self.raised = event.value

        size = size_of((event.value, event.weights))
        left = Size(self._left.bytes - size.bytes, self._left.items - size.items)
        fits = round_ < ROUNDS_KEPT and len(self) < _EVENTS_KEPT and min(left) >= 0
        self.cut = self.cut or not fits
        if not self.cut:
            self.append(event)
            self._left = left


def event_of(events: Iterable[Event], returned: Iterable[Any]) -> Event | None:
    """Return the event that a check has these values from; None where that is not known.

    None and small numbers are one object each, whichever call they came from.
    """
    values = [*returned]

    def holds(value: Any) -> bool:
        own = value if isinstance(value, (list, tuple)) else [value]
        return any(a is b for a in own for b in values)

    found = [event for event in events if holds(event.value)]
    return found[0] if len(found) == 1 else None


class Size(NamedTuple):
    """The size of a value: bytes in arrays and texts, and items in lists."""

    bytes: int
    items: int


def size_of(value: Any) -> Size:
    """Measure a value."""
    if isinstance(value, (list, tuple)):
        sizes = [size_of(item) for item in value]
        items = len(value) + sum(size.items for size in sizes)
        return Size(sum(size.bytes for size in sizes), items)
    return Size(len(value) if isinstance(value, str) else int(getattr(value, "nbytes", 0)), 0)


def name_of(request: wire.Request) -> str:
    """Return a request's name, with its function's where it has one."""
    return f"{type(request).__name__} {getattr(request, 'function', '')}".rstrip()


def tells(request: wire.Request) -> bool:
    """Whether the result of a request depends on the submission."""
    return isinstance(request, _INFORMATIVE)


def seen_by(args: Iterable[Any], initial: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Return arguments as an event keeps them."""
    return tuple(initial(value) if isinstance(value, wire.Model) else value for value in args)
