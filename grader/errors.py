"""What can go wrong, and whose fault it is.

::

    GradeError                 one clear line, a hint, an exit code; never a traceback
     ├── UsageError            2  the command line or a path is wrong
     ├── AuthorError           3  the course's own files are wrong
     └── SandboxError          3  the grader or this machine failed
    SubmissionError            the submission cannot be read: a report with score 0
    StudentError               a call of the student's code gave no value: costs the check's points
    WrongValueError            the student's value is wrong: costs the check's points, or a part of
    them
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.language import _

if TYPE_CHECKING:
    from grader.results import Place, Reason


class GradeError(Exception):
    """Something that ends the command; ``hint`` says what to do next."""

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


class SubmissionError(Exception):
    """The submission cannot be read; ``hint`` says what the student can do, ``place`` where."""

    def __init__(self, message: str, hint: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        return (
            _("{message}: {hint}", message=self.message, hint=self.hint)
            if self.hint
            else self.message
        )


class StudentError(Exception):
    """A call of the student's code gave no value.

    Attributes:
        reason: why, in one of the report's words.
        message: what happened, in full.
        guarded: the same without what the student's code put into it: it saw a hidden check's
            inputs.
        type_name: name of the exception that the student's code raised, "" where it raised none; of
            one of its own, that of Python's that it derives from.
        place: where in the student's file; None where that is not known.
    """

    def __init__(
        self,
        reason: Reason,
        message: str,
        type_name: str = "",
        guarded: str = "",
        place: Place | None = None,
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.guarded = guarded or message
        self.type_name = type_name
        self.place = place


class WrongValueError(AssertionError):
    """The student's value is wrong; the message says how and reveals no expected value."""
