"""The result of grading: one immutable Report, from which every output is made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from grader.language import _, later

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Outcome(str, Enum):
    """How a check ended. BROKEN is never the student's fault."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    BROKEN = "broken"


class Reason(str, Enum):
    """Why a check did not pass."""

    NOT_RUN = "not_run"  # a check that it depends on got no points
    LIMIT = "limit"  # one of those below: a hidden check does not say which
    WRONG = "wrong"  # the returned value is not the right one
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
    MISSING = "missing"  # the function does not exist
    UNWRITTEN = "unwritten"  # the function is still the stub


class Tier(str, Enum):
    """The isolation tiers, from the strongest to none; every report contains the letter."""

    A = "A"
    B = "B"
    C = "C"
    E = "E"


TIER_WORDS = {
    Tier.A: later("its own namespaces within a bubblewrap jail, Landlock, seccomp"),
    Tier.B: later("a bubblewrap jail per submission, Landlock, seccomp"),
    Tier.C: later("Landlock and seccomp, no jail"),
    Tier.E: later("a separate process with limits, no isolation"),
}


@dataclass(frozen=True)
class Hint:
    """A tutor's hint, in both languages.

    Attributes:
        by_code: whether it is the first mistake that the student's code itself shows, whatever
            its values are.
    """

    id: str
    en: str
    zh: str
    by_code: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Fingerprint:
    """What a check's result was computed from, as hashes: the same inputs give the same result.

    Attributes:
        check: its function, with what that uses of its file.
        reference: the reference solution.
        settings: device, limits, and the other settings of the assignment.
        grader: the program, and the libraries that it computes with.
        program: the submission's statements that the called functions need.
        submission: the whole submission.
        hints: what hints are made from, for example recorded mistakes, and their language.
        secret: the course's, for a hidden check: its inputs are drawn from it.
    """

    check: str
    reference: str
    settings: str
    grader: str
    program: str
    submission: str
    hints: str
    secret: str = ""


@dataclass(frozen=True)
class Place:
    """A position in the submission.

    Attributes:
        file: its name within the submission, for example "homework.ipynb".
        line: as the student counts, from 1, in the file or in a notebook's cell; 0 for all of it.
        cell: the notebook's code cell, counting from 1; 0 where the file is not a notebook.
        file_line: the line in the file itself, for a notebook in its JSON; 0 where that is not
            known.
    """

    file: str
    line: int = 0
    cell: int = 0
    file_line: int = 0

    @property
    def spot(self) -> str:
        """The place as text, for example "code cell 3, line 2"; "" for all of the file."""
        if not self.line:
            return _("code cell {cell}", cell=self.cell) if self.cell else ""
        if self.cell:
            return _("code cell {cell}, line {line}", cell=self.cell, line=self.line)
        return _("line {line}", line=self.line)


@dataclass(frozen=True)
class ToDo:
    """A function that is still to be written.

    Attributes:
        place: where to write it.
        what: what the stub says there; "" where it says nothing.
    """

    function: str
    place: Place
    what: str = ""


@dataclass(frozen=True)
class Epoch:
    """A point of a training run.

    Attributes:
        number: epochs, or steps, so far.
        loss: after them, or before the next one, as the course's ``train`` records it.
        accuracy: in percent; None where none was recorded.
    """

    number: int
    loss: float
    accuracy: float | None = None


@dataclass(frozen=True)
class ModelAnswer:
    """A model's answer to one question, for example "fizz" to "3"."""

    question: str
    said: str
    right: bool


@dataclass(frozen=True)
class Deviation:
    """How far an array or tensor is from the right one.

    Attributes:
        name: for example "grad_w1".
        right: whether the error is within the tolerance.
        tolerance: the largest error that is accepted.
        error: ‖got − right‖ / ‖right‖, the largest in the check; None in a hidden check, and
            where there is none.
    """

    name: str
    right: bool
    tolerance: float
    error: float | None = None


@dataclass(frozen=True)
class Shown:
    """What a check shows beside its points.

    Public checks show training runs, answers and an example; all checks show deviations.

    Attributes:
        example: lines with a call, what was expected, and what was returned instead.
    """

    epochs: tuple[Epoch, ...] = ()
    answers: tuple[ModelAnswer, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    example: tuple[str, ...] = ()


NOTHING = Shown()


@dataclass(frozen=True)
class Usage:
    """What a check's calls used, and what they were allowed to use.

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
        message: what went wrong, in one or a few lines; "" where nothing did.
        hint: a tutor's hint; None where there is none.
        output: what the student's code printed during a public check that did not pass, shortened.
        place: where the mistake is; None where there is none, or where that is not known.
        shown: what is shown beside the points.
        usage: of a public check that called the submission. It differs from run to run.
        called: the graded functions that it called, or tried to call.
        dear: whether its own limits allow more CPU time than other checks have.
        share: of the points, from 0 to 1; the score is rounded.
        inputs: what it was computed from, where results are stored.
        recalled: whether it is an earlier result that is still valid.
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
    share: float = 0.0
    inputs: Fingerprint | None = None
    recalled: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Remark:
    """Something in a submission's code that an instructor should look at, in both languages.

    It proves nothing and costs nothing, and no student sees it.

    Attributes:
        id: of the rule that found it.
        code: what was found, shortened; "" where it is the whole file.
    """

    id: str
    place: Place
    en: str
    zh: str
    code: str = ""


@dataclass(frozen=True)
class Report:
    """The result of grading one submission.

    Attributes:
        isolation: the tier that isolated the submission's process, see docs/security.md.
        checks: in the order in which they ran.
        ungraded: points of the hidden checks, where the solutions are not available.
        notes: what a reader should know about the grading, for example which file was graded.
        file: the path of the file that was graded; "" where it is in an archive.
        problem: why the submission cannot be read, so that every check failed; "" where it can.
        to_do: the functions that are still to be written, in the assignment's order.
        for_instructor: whether hidden checks say all that is known.
        review: what an instructor should look at; empty for a student.
        no_hints: why the search for hints failed; "" where it did not.
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
    to_do: tuple[ToDo, ...] = ()
    for_instructor: bool = False
    review: tuple[Remark, ...] = ()
    no_hints: str = ""

    def for_student(self) -> Report:
        """Return what a student may see.

        The submission's code has seen the inputs of hidden checks: nothing that it could have
        chosen by them comes back. Of a hidden check there are the points, one of a few sentences,
        and a hint where a public check of the same function or the code itself shows the same
        mistake. The remarks are for instructors, and so is how a search failed that went through
        values of hidden checks.
        """
        public = [check for check in self.checks if not check.hidden]
        known = {(check.called[:1], check.hint.id): check.hint for check in public if check.hint}
        unwritten = bool(self.to_do)
        checks = (
            _reticent(check, known, unwritten=unwritten) if check.hidden else check
            for check in self.checks
        )
        no_hints = self.no_hints if len(public) == len(self.checks) else ""
        return replace(
            self, checks=tuple(checks), for_instructor=False, review=(), no_hints=no_hints
        )

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The notes, and that there are no hints where the search for them failed."""
        if not self.no_hints:
            return self.notes
        return (*self.notes, _("there are no hints: {error}", error=self.no_hints))

    @property
    def score(self) -> float:
        """Points reached in the checks that are not broken."""
        return _total(check.score for check in self.graded)

    @property
    def max_score(self) -> float:
        """Points of the checks that are not broken: a broken check costs nobody points."""
        return _total(check.max_score for check in self.graded)

    @property
    def graded(self) -> tuple[CheckResult, ...]:
        """The checks that are not broken."""
        return tuple(check for check in self.checks if check.outcome is not Outcome.BROKEN)

    @property
    def broken(self) -> tuple[CheckResult, ...]:
        """The checks that failed because of the grader or an author."""
        return tuple(check for check in self.checks if check.outcome is Outcome.BROKEN)


def _total(points: Iterable[float]) -> float:
    return round(sum(points), 6)


_SENTENCES = {
    Reason.WRONG: later("a value is wrong, or has the wrong shape or type"),
    Reason.ERROR: later("it raises an error, or ends its process"),
    Reason.LIMIT: later("it is too slow, or uses too much memory or another resource"),
    Reason.MISSING: later("it is not defined, or not written yet"),
    Reason.UNWRITTEN: later("it is not defined, or not written yet"),
    Reason.NOT_RUN: later("not run: a check that it depends on got no points"),
}
_AS_ERROR = (Reason.ERROR, Reason.KILLED)
_AS_MISSING = (Reason.MISSING, Reason.UNWRITTEN)


def _reticent(
    check: CheckResult, known: Mapping[tuple[tuple[str, ...], str], Hint], *, unwritten: bool
) -> CheckResult:
    """Return a hidden check's result without what the submission could have chosen.

    Args:
        known: the hints on public checks, by the function that they call first, and the hint's id.
        unwritten: whether the text shows that some function is still to be written.
    """
    reason = check.reason
    if reason in _AS_ERROR:
        reason = Reason.ERROR
    elif reason in _AS_MISSING:
        reason = Reason.UNWRITTEN if unwritten else Reason.MISSING
    elif reason and reason not in _SENTENCES:
        reason = Reason.LIMIT

    message = _(_SENTENCES[reason]) if reason else ""
    if check.outcome is Outcome.BROKEN:
        message = _("it could not be graded")

    hint = check.hint
    if hint and not hint.by_code:
        hint = known.get((check.called[:1], hint.id))
    return replace(
        check,
        reason=reason,
        message=message,
        hint=hint,
        output="",
        place=None,
        shown=NOTHING,
        usage=None,
        called=(),
        inputs=None,
    )
