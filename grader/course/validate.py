"""Prove that the checks of an assignment work.

The reference must get all points, and the untouched stub none. Every recorded mistake must lose
points on exactly the checks that it names, and get its own hint there and no other one's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader import grading
from grader.checks.assignment import Assignment
from grader.errors import AuthorError
from grader.grading.diagnosis import Mistake, read_mistakes, reference_with_terms
from grader.grading.grader import Grader
from grader.language import _
from grader.results import CheckResult, Outcome, Report
from grader.submission import Submission
from grader.submission.slicing import slice_source
from grader.submission.source import Source

_SEPARATORS = re.compile(r"[|+]")  # of the ids in a hint of several mistakes
_STUBS = ("homework.py", "homework.ipynb")


@dataclass(frozen=True)
class Validation:
    """The result of validating one assignment.

    Attributes:
        reference: points of the reference.
        stub: the most points of an untouched stub.
        total: points of all checks.
        mistakes: how many are recorded.
        faults: what is wrong, one line each.
        confusion: for each mistake's hint, by id, how many of the mistake's checks got which hint;
            "" stands for no hint.
    """

    assignment: str
    reference: float
    stub: float
    total: float
    mistakes: int
    faults: tuple[str, ...]
    confusion: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def confused(self) -> int:
        """The number of checks that gave a mistake another one's hint: those off the diagonal.

        A hint that names several mistakes counts as well.
        """
        confused = 0
        for own, hints in self.confusion.items():
            for hint, count in hints.items():
                if _names_another(hint, own, self.confusion):
                    confused += count
        return confused


def _names_another(hint: str, own: str, ids: Collection[str]) -> bool:
    """Whether a hint is another mistake's, alone or among several."""
    return bool(set(_SEPARATORS.split(hint)) & set(ids) - {own})


def validate(assignment: Assignment, grader: Grader, *, quick: bool = False) -> Validation:
    """Grade the reference, the stubs and every recorded mistake.

    For a mistake, only the checks run that call a function which differs from the reference's.

    Args:
        quick: leave out, for mistakes, the checks with limits of their own, which may be slow.

    Raises:
        AuthorError: there are no solutions here, or a file is wrong.
    """
    reference = Source("solution.py", reference_with_terms(assignment))
    mistakes = read_mistakes(assignment)
    _require_stubs(assignment)

    right = grader.grade_reference(assignment)
    if right.broken:
        # All other faults would only follow from it.
        broken = tuple(faults_of_reference(right))
        return Validation(assignment.name, right.score, 0.0, right.max_score, len(mistakes), broken)

    grader.listener.starts(_("{name}: the stubs", name=assignment.name))
    stubs = [grader.grade_file(assignment, assignment.folder / name) for name in _STUBS]
    faults = [
        *faults_of_reference(right),
        *_faults_of_stubs(stubs),
        *_faults_of_functions(assignment, reference),
    ]

    checks = [check for check in right.checks if not (quick and check.dear)]
    ids = [mistake.id for mistake in mistakes]
    confusion = {}
    for mistake in mistakes:
        grader.listener.starts(f"{assignment.name}: {mistake.name}")
        source = Source(f"{mistake.name}.py", f"{reference.text}\n\n{mistake.text}")
        touched = [check.name for check in checks if _differs(check, source, reference)]
        results = _results_of_mistake(assignment, source, touched, grader)
        its_faults = _faults_of_mistake(mistake, results, right, {check.name for check in checks})
        if mistake.hint and results:
            hints = [check.hint.id if check.hint else "" for check in _lost(results)]
            confusion[mistake.id] = Counter(hints)
            its_faults += _faults_of_hints(mistake, results, ids)
        faults += [f"{mistake.name}: {fault}" for fault in its_faults]

    return Validation(
        assignment=assignment.name,
        reference=right.score,
        stub=max(report.score for report in stubs),
        total=right.max_score,
        mistakes=len(mistakes),
        faults=tuple(faults),
        confusion=confusion,
    )


def _require_stubs(assignment: Assignment) -> None:
    for name in _STUBS:
        file = assignment.folder / name
        if not file.is_file():
            raise AuthorError(
                _("{file} does not exist", file=file),
                hint=_("`grade release` generates it"),
            )


def faults_of_reference(report: Report) -> list[str]:
    """Return why the reference, graded, did not get full marks."""
    faults = [
        _("the reference does not pass {check}: {message}", check=check.name, message=check.message)
        for check in report.checks
        if check.outcome is not Outcome.PASSED
    ]
    if report.max_score != grading.TOTAL:
        faults.append(_("the points add up to {points:g}, not to 100", points=report.max_score))
    return faults


def _faults_of_functions(assignment: Assignment, reference: Source) -> list[str]:
    names = assignment.manifest.functions
    missing = [name for name in names if name not in slice_source(reference.text, (name,)).found]
    return [_("the reference does not define {name}", name=name) for name in missing]


def _faults_of_stubs(reports: Sequence[Report]) -> list[str]:
    return [
        _(
            "the untouched {stub} gets {score:g} points on {check}",
            stub=Path(report.submission).name,
            score=check.score,
            check=check.name,
        )
        for report in reports
        for check in report.checks
        if check.score or check.outcome is Outcome.BROKEN
    ]


def _results_of_mistake(
    assignment: Assignment, source: Source, touched: Sequence[str], grader: Grader
) -> tuple[CheckResult, ...]:
    """Grade the reference with a mistake in it, on the checks that may see it."""
    if not touched:
        return ()
    submission = Submission(source.filename, source)
    return grader.grade(assignment, submission, only=touched).checks


def _faults_of_mistake(
    mistake: Mistake, results: Sequence[CheckResult], right: Report, run: Collection[str]
) -> list[str]:
    if not results:
        return [_("changes no function that a check calls")]

    known = {check.name for check in right.checks}
    lost = {check.name for check in _lost(results)}
    unknown = [name for name in (*mistake.checks, *mistake.sometimes) if name not in known]
    without_loss = [name for name in mistake.checks if name in known - lost and name in run]
    unexpected = [check for check in _lost(results) if not mistake.fails(check.name)]

    faults = [_("there is no check {check}", check=name) for name in unknown]
    faults += [_("loses nothing on {check}, which it names", check=name) for name in without_loss]
    faults += [
        _(
            "loses points on {check}, which it does not name: {message}",
            check=check.name,
            # Before it may stand that a function is defined twice: a mistake does that.
            message=check.message.rpartition("\n")[2],
        )
        for check in unexpected
    ]
    return faults


def _faults_of_hints(
    mistake: Mistake, results: Sequence[CheckResult], ids: Collection[str]
) -> list[str]:
    """Return where a mistake is mistaken for another, and whether it is never recognised."""
    lost = _lost(results)
    hints = {check.name: check.hint.id for check in lost if check.hint}
    faults = []
    for name, hint in hints.items():
        if not _names_another(hint, mistake.id, ids):
            continue
        if "|" in hint:
            mistakes = hint.replace("|", ", ")
            faults.append(
                _("cannot be distinguished on {check}: {mistakes}", check=name, mistakes=mistakes)
            )
        else:
            faults.append(_("is mistaken for {mistake} on {check}", mistake=hint, check=name))

    if lost and not faults and mistake.id not in hints.values():
        faults.append(_("gets its hint on no check"))
    return faults


def _lost(results: Sequence[CheckResult]) -> list[CheckResult]:
    return [check for check in results if check.outcome is not Outcome.PASSED]


def _differs(check: CheckResult, source: Source, reference: Source) -> bool:
    """Whether a check called a function whose statements differ from the reference's."""
    return any(_statements(source, name) != _statements(reference, name) for name in check.called)


def _statements(source: Source, name: str) -> list[str]:
    return [line for line in source.needed_by(name).text.split("\n") if line.strip()]
