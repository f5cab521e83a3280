"""The errors, and who is responsible for each.

::

    GradeError                 one clear line, a hint, an exit code; never a traceback
     ├── UsageError            2  the command line or a path is wrong
     ├── AuthorError           3  the course's own files are wrong
     └── SandboxError          3  the grader or this machine failed
          └── DeviceError      3  its GPU cannot be used
    SubmissionError            the submission cannot be read: a report with score 0
    StudentError               a call of the student's code returned no value: the check fails
    WrongValueError            the student's value is wrong: the check fails, or earns some points
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import TYPE_CHECKING

from grader.language import _

if TYPE_CHECKING:
    from grader.results import Place, Reason


class GradeError(Exception):
    """An error that ends the command; ``hint`` says what to do next."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GradeError):
    """The command line or a path is wrong."""

    exit_code = 2


class AuthorError(GradeError):
    """A file of the course (assignment.toml, a check, the reference) is wrong."""


class SandboxError(GradeError):
    """The submission's side could not be started or kept under control."""


class DeviceError(SandboxError):
    """The GPU cannot be used: it is full, or lost."""


def names_meant(name: str, known: Collection[str]) -> list[str]:
    """Return those of the known names that a wrong one may stand for.

    They begin with it, or contain it; or it is the one most like it.
    """
    wanted = name.casefold()
    folded = {one.casefold(): one for one in known}
    for fits in (str.startswith, str.__contains__):
        if wanted and (found := [one for each, one in folded.items() if fits(each, wanted)]):
            return found
    return [folded[one] for one in difflib.get_close_matches(wanted, folded, 1)]


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Return the hint for a name that is none of the known: which ones it may stand for, or all."""
    meant = names_meant(name, known)
    if len(meant) == 1:
        return _("did you mean {name}?", name=meant[0])
    if meant:
        return _("did you mean one of these: {names}?", names=_(", ").join(meant))
    return _("there are: {names}", names=_(", ").join(known))


class SubmissionError(Exception):
    """The submission cannot be read; ``hint`` says what the student can do, ``place`` where."""

    def __init__(self, message: str, hint: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        if not self.hint:
            return self.message
        return _("{message}: {hint}", message=self.message, hint=self.hint)


class StudentError(Exception):
    """A call of the student's code returned no value.

    Attributes:
        reason: why, as in the report.
        message: what happened, in full.
        type_name: name of the exception that the student's code raised, "" where it raised none;
            for an exception class of its own, the name of Python's class that it derives from.
        place: where in the student's file; None where that is not known.
        told: what the process said of where it is, when it was ended; see
            :mod:`grader.worker.whereabouts`.
    """

    def __init__(
        self,
        reason: Reason,
        message: str,
        type_name: str = "",
        place: Place | None = None,
        told: str = "",
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.type_name = type_name
        self.place = place
        self.told = told


class WrongValueError(AssertionError):
    """The student's value is wrong; the message says how and reveals no expected value."""
