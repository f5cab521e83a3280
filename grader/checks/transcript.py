"""What a submission was asked, and what came of it: the values that a diagnosis is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from grader import wire

ROUNDS_KEPT = 3  # they tell what a training loop does
_EVENTS_KEPT = 400
_BYTES_KEPT = 16 << 20  # a submission may return far more, to be forgotten once it is compared
_ITEMS_KEPT = 5_000  # of lists
_TELLING = (wire.Call, wire.ReadModel, wire.Apply, wire.ReadDefaults)


@dataclass(frozen=True)
class Event:
    """What came of one request.

    Attributes:
        what: the request, as "Call train" or "ReadModel".
        args: what it handed over, in order; in a plain model's place its initial weights.
        value: what came back: a value, :class:`grader.wire.Raised` where the student's code raised,
            the Reason where nothing came.
        weights: of the model that was watched.
        changed: how many arguments the call changed in place.
        strayed: whether it returned tensors on another device than it was given.
    """

    what: str
    args: tuple[Any, ...]
    value: Any
    weights: Any = None
    changed: int = 0
    strayed: bool = False


class Transcript(list[Event]):
    """The events of one run of a check; the first few hundred, and of a call that is repeated the
    first rounds.

    Attributes:
        cut: whether there were more, or a large one: what came then is not kept.
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


class Size(NamedTuple):
    """How much a value holds: bytes in arrays and texts, and items in lists."""

    bytes: int
    items: int


def size_of(value: Any) -> Size:
    """Measure a value."""
    if isinstance(value, (list, tuple)):
        sizes = [size_of(item) for item in value]
        return Size(
            sum(size.bytes for size in sizes), len(value) + sum(size.items for size in sizes)
        )
    return Size(len(value) if isinstance(value, str) else int(getattr(value, "nbytes", 0)), 0)


def name_of(request: wire.Request) -> str:
    """Name a request: with its function, where it has one."""
    return f"{type(request).__name__} {getattr(request, 'function', '')}".rstrip()


def tells(request: wire.Request) -> bool:
    """Tell whether the value of a request says anything about the submission."""
    return isinstance(request, _TELLING)


def seen_by(args: Iterable[Any], initial: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Give arguments as an event keeps them."""
    return tuple(initial(value) if isinstance(value, wire.Model) else value for value in args)
