"""A course: where its assignments and solutions lie, and which assignment a submission is for."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.language import _


@dataclass(frozen=True)
class Course:
    """A folder with ``assignments/`` in it.

    Attributes:
        solutions: the folder of the solutions, with one folder per assignment; None where they are
            not here.
    """

    root: Path
    solutions: Path | None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The assignments, in the order that their files give.

        Else in that of their folders' names.
        """
        files = self.root.glob("assignments/*/assignment.toml")
        return tuple(
            file.parent.name
            for file in sorted(files, key=lambda file: (_order(file), file.parent.name))
        )

    def folder(self, name: str) -> Path:
        """Return an assignment's folder.

        Raises:
            UsageError: there is no such assignment.
        """
        if name not in self.names:
            close = difflib.get_close_matches(name, self.names, 1)
            hint = _("did you mean {name}?") if close else _("there are: {names}")
            raise UsageError(
                _("there is no assignment {name!r}", name=name),
                hint=hint.format(name="".join(close), names=", ".join(self.names)),
            )
        return self.root / "assignments" / name


class _Ordered(msgspec.Struct):
    """What is read here of an assignment.toml, which may be wrong: whoever loads it says so."""

    order: float = math.inf


def _order(file: Path) -> float:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=_Ordered).order
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError):
        return math.inf


def find(places: Iterable[Path], solutions: Path | None) -> Course:
    """Find the course that one of the places, tried in order, belongs to.

    Args:
        places: for example the current folder, then the submission's.
        solutions: where the solutions lie; by default ``solutions/`` beside ``assignments/``.

    Raises:
        UsageError: there is none, or no solutions where they were said to be.
    """
    if solutions is not None and not solutions.is_dir():
        raise UsageError(
            _("{path} is not a folder", path=solutions),
            hint=_("--solutions must name the folder with one folder per assignment"),
        )
    for place in places:
        for root in (place, *place.parents):
            if any(root.glob("assignments/*/assignment.toml")):
                beside = root / "solutions"
                return Course(
                    root, solutions.resolve() if solutions else beside if beside.is_dir() else None
                )
    raise UsageError(
        _(
            "no course here: neither this folder nor one above it contains "
            "assignments/NAME/assignment.toml"
        ),
        hint=_("run grade inside the course's folder"),
    )


def several(course: Course, path: Path) -> list[tuple[str, Path]]:
    """Return the assignments that a folder holds a submission for, each in a folder of its name; none
    where it is not so.

    Such a folder is a course, its ``assignments/``, or one with a folder per assignment. An
    assignment's own folder holds one submission.
    """
    if not path.is_dir() or path.resolve().name in course.names:
        return []
    for root in (path / "assignments", path):
        found = [(name, root / name) for name in course.names if (root / name).is_dir()]
        if found:
            return found
    return []


def guess(course: Course, path: Path) -> str:
    """Return the assignment that a submission's path is for: the nearest folder, or the file, with
    its name.

    Raises:
        UsageError: it cannot be told.
    """
    if len(course.names) == 1:
        return course.names[0]
    for part in (path.stem, *(parent.name for parent in path.parents), path.name):
        if part in course.names:
            return part
    hint = _("add -a with one of: {names}", names=", ".join(course.names))
    raise UsageError(_("which assignment is {path} for?", path=path), hint=hint)
