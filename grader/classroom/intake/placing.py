"""What a layout finds: what somebody handed in, and what it could not place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.classroom.intake.naming import is_homework
from grader.classroom.people import HandIn
from grader.language import _, printable


@dataclass(frozen=True)
class Unplaced:
    """Something that is no student's hand-in.

    Attributes:
        name: where it lies, fit to be shown.
        why: the reason, for people.
    """

    name: str
    why: str


@dataclass(frozen=True)
class Placed:
    """A hand-in, and what a layout knows of its order.

    Attributes:
        order: of two with the same version the later one has the greater: seconds, or an id that
            grows.
    """

    hand_in: HandIn
    order: float = 0.0


Placing = Iterator[Placed | Unplaced]


def place_upload(files: Sequence[tuple[str, Placed]], assignment: str) -> Placing:
    """Yield the hand-ins among the files that a student uploaded together.

    Those called as the homework is, or all where none is.

    Args:
        files: each with the student's own name of it, without its ending.
    """
    homework = [placed for stem, placed in files if is_homework(stem, assignment)]
    if not homework:
        yield from (placed for _stem, placed in files)
        return

    yield from homework
    latest = printable(homework[-1].hand_in.path.name, 200)
    for stem, placed in files:
        if not is_homework(stem, assignment):
            why = _("was handed in beside {file}", file=latest)
            yield unplaced(placed.hand_in.path.name, why)


def unplaced(name: str, why: str) -> Unplaced:
    """Return what is not placed, by its name on the disk."""
    return Unplaced(printable(name, 200), why)


def key(name: str) -> str:
    """Return a name as a key: composed (NFC, macOS decomposes), and only what can be shown."""
    shown = printable(unicodedata.normalize("NFC", name)).replace("\N{REPLACEMENT CHARACTER}", "")
    return " ".join(shown.split())
