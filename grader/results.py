"""What grading gives: one immutable Report, from which every output is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Outcome(str, Enum):
    """How a check ended. BROKEN is never the student's doing."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    BROKEN = "broken"


class Reason(str, Enum):
    """Why a check did not pass."""

    WRONG = "wrong"  # a value came back, and it is not the right one
    ERROR = "error"  # the student's code raised, or cannot be read
    TIMEOUT = "timeout"  # CPU seconds
    STALLED = "stalled"  # wall-clock seconds, most of them asleep
    MEMORY = "memory"
    PROCESSES = "processes"  # and threads
    OPEN_FILES = "open_files"
    FILE_SIZE = "file_size"  # of one file
    DISK = "disk"  # bytes in all files, or their number
    OUTPUT = "output"  # bytes printed
    KILLED = "killed"  # the submission's process ended, or was ended, before it answered
    MISSING = "missing"  # the function is not there, or still the stub


@dataclass(frozen=True)
class Hint:
    """What a good tutor would say, in both languages."""

    id: str
    en: str
    zh: str


@dataclass(frozen=True)
class Inputs:
    """What a check's result was computed from, as hashes: the same inputs give the same result.

    Attributes:
        check: its function, with what that uses of its file.
        reference: the reference solution.
        settings: device, limits, and what else the assignment says.
        grader: the program, and the libraries that it computes with.
        program: the submission's statements that the functions called need.
        submission: all of the submission.
        hints: what hints are made from, recorded mistakes for example, and their language.
    """

    check: str
    reference: str
    settings: str
    grader: str
    program: str
    submission: str
    hints: str


@dataclass(frozen=True)
class CheckResult:
    """One check's result.

    Attributes:
        name: the test function's name, for example "test_relu_backward".
        title: the first line of its docstring, which the student reads.
        score: points reached, from 0 to max_score.
        message: what went wrong, one line or a few; "" where nothing did.
        output: what the student's code printed during a public check that did not pass, shortened.
        called: the graded functions that it called, or tried to.
        dear: whether its own limits let it use more CPU time than other checks may.
        inputs: what it was computed from, where results are kept.
        recalled: whether it is an earlier result that still holds.
    """

    name: str
    title: str
    hidden: bool
    score: float
    max_score: float
    outcome: Outcome
    reason: Reason | None = None
    message: str = ""
    hint: Hint | None = None
    output: str = ""
    called: tuple[str, ...] = ()
    dear: bool = False
    inputs: Inputs | None = None
    recalled: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Report:
    """The result of grading one submission.

    Attributes:
        isolation: the tier that held the submission's process, see docs.
        checks: in the order in which they were run.
        ungraded: points of the hidden checks, where the solutions are not here.
        notes: what a reader should know about how it was graded, for example which file was taken.
    """

    assignment: str
    submission: str
    isolation: str
    device: str
    checks: tuple[CheckResult, ...]
    ungraded: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """Points reached in the checks that are not broken."""
        return _total(check.score for check in self.graded)

    @property
    def max_score(self) -> float:
        """Points of the checks that are not broken: a broken one is nobody's loss."""
        return _total(check.max_score for check in self.graded)

    @property
    def graded(self) -> tuple[CheckResult, ...]:
        """The checks that say something about the submission."""
        return tuple(check for check in self.checks if check.outcome is not Outcome.BROKEN)

    @property
    def broken(self) -> tuple[CheckResult, ...]:
        """The checks that failed through the grader's or an author's fault."""
        return tuple(check for check in self.checks if check.outcome is Outcome.BROKEN)


def _total(points: Iterable[float]) -> float:
    return round(sum(points), 6)
