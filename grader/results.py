"""What grading gives: one immutable Report, from which every output is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from grader.language import _, later

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


class Tier(str, Enum):
    """From the strongest to none; the letter stands in every report."""

    A = "A"
    B = "B"
    C = "C"
    E = "E"


TIER_WORDS = {
    Tier.A: later("namespaces of its own within a bubblewrap jail, Landlock, seccomp"),
    Tier.B: later("a bubblewrap jail per submission, Landlock, seccomp"),
    Tier.C: later("Landlock and seccomp, no jail"),
    Tier.E: later("a process of its own with limits, no isolation"),
}


@dataclass(frozen=True)
class Hint:
    """What a good tutor would say, in both languages."""

    id: str
    en: str
    zh: str


@dataclass(frozen=True)
class Fingerprint:
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
class Place:
    """Where to look in what was handed in.

    Attributes:
        file: its name within the submission, for example "homework.ipynb".
        line: as the student counts, from 1: of the file, or of a notebook's cell; 0 for all of it.
        cell: the notebook's code cell, counting from 1; 0 where it is no notebook.
        file_line: the line of the file itself, in a notebook of its JSON; 0 where that is not
            known.
    """

    file: str
    line: int = 0
    cell: int = 0
    file_line: int = 0

    @property
    def spot(self) -> str:
        """The place in words, for example "code cell 3, line 2"; "" where it is all of the file."""
        if not self.line:
            return _("code cell {cell}", cell=self.cell) if self.cell else ""
        words = _("code cell {cell}, line {line}") if self.cell else _("line {line}")
        return words.format(cell=self.cell, line=self.line)


@dataclass(frozen=True)
class Epoch:
    """A point of a training run.

    Attributes:
        number: epochs, or steps, so far.
        loss: after them, or before the next one, as the course's train has it.
        accuracy: in percent; None where there is none.
    """

    number: int
    loss: float
    accuracy: float | None = None


@dataclass(frozen=True)
class Answer:
    """What a model said to one question, for example "fizz" to "3"."""

    question: str
    said: str
    right: bool


@dataclass(frozen=True)
class Deviation:
    """How far an array or tensor is from the right one.

    Attributes:
        name: for example "grad_w1".
        error: ‖got − right‖ / ‖right‖, the largest of the check's; None in a hidden check, and
            where there is none.
        tolerance: that it may reach.
    """

    name: str
    right: bool
    tolerance: float
    error: float | None = None


@dataclass(frozen=True)
class Shown:
    """What a check has to show beside its points.

    Of public checks a training run and answers, of all deviations.
    """

    epochs: tuple[Epoch, ...] = ()
    answers: tuple[Answer, ...] = ()
    deviations: tuple[Deviation, ...] = ()


NOTHING = Shown()


@dataclass(frozen=True)
class Usage:
    """What a check's calls used, and what they might have used.

    Attributes:
        cpu_s: CPU seconds of the submission; 0 where they cannot be read, as on macOS.
    """

    cpu_s: float
    cpu_limit_s: float
    wall_limit_s: float
    memory_limit_bytes: int


@dataclass(frozen=True)
class CheckResult:
    """One check's result.

    Attributes:
        name: the test function's name, for example "test_relu_backward".
        title: the first line of its docstring, which the student reads.
        score: points reached, from 0 to max_score.
        message: what went wrong, one line or a few; "" where nothing did.
        output: what the student's code printed during a public check that did not pass, shortened.
        place: where to look for what is wrong; None where nothing is, or where that is not known.
        shown: what there is to see beside the points.
        usage: of a public check that called the submission. It differs from run to run.
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
    place: Place | None = None
    shown: Shown = NOTHING
    usage: Usage | None = field(default=None, compare=False)
    called: tuple[str, ...] = ()
    dear: bool = False
    inputs: Fingerprint | None = None
    recalled: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Report:
    """The result of grading one submission.

    Attributes:
        isolation: the tier that held the submission's process, see docs.
        checks: in the order in which they were run.
        ungraded: points of the hidden checks, where the solutions are not here.
        notes: what a reader should know about how it was graded, for example which file was taken.
        file: the path of the file that was graded; "" where it lies in an archive.
        problem: why the submission cannot be read, so that every check failed; "" where it can.
    """

    assignment: str
    submission: str
    isolation: str
    device: str
    checks: tuple[CheckResult, ...]
    ungraded: float = 0.0
    notes: tuple[str, ...] = ()
    file: str = ""
    problem: str = ""

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
