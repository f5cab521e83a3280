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
class Found:
    """A hand-in, as a layout tells of it.

    Attributes:
        order: of two with the same version the later one has the greater: seconds, or an id that
            grows.
    """

    hand_in: HandIn
    order: float = 0.0


Findings = Iterator[Found | Unplaced]


def of_one_upload(files: Sequence[tuple[str, Found]], assignment: str) -> Findings:
    """Of the files that a student uploaded together take those called as the homework is, or all
    where none is.

    Args:
        files: each with the student's own name of it, without its ending.
    """
    homework = [found for stem, found in files if is_homework(stem, assignment)]
    yield from homework or (found for _stem, found in files)
    for stem, found in files if homework else ():
        if not is_homework(stem, assignment):
            why = _(
                "was handed in beside {file}", file=printable(homework[-1].hand_in.path.name, 200)
            )
            yield unplaced(found.hand_in.path.name, why)


def unplaced(name: str, why: str) -> Unplaced:
    """Make one of a name as it lies on the disk."""
    return Unplaced(printable(name, 200), why)


def key(name: str) -> str:
    """Make a key of a name: composed (NFC, macOS decomposes), and without what cannot be shown."""
    shown = printable(unicodedata.normalize("NFC", name)).replace("\N{REPLACEMENT CHARACTER}", "")
    return " ".join(shown.split())
