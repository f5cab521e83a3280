"""From a student's attempts to the grade that counts: due date, lateness, adjustments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from grader.checks.policy import Policy
from grader.classroom.people import Person
from grader.results import Report

_SUFFIXES = (".ipynb", ".py", ".zip")


@dataclass(frozen=True)
class Adjustment:
    """A change that a person made to a student's grade.

    Attributes:
        points: added to the score; negative to take some off.
        by: who made it.
    """

    points: float
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Attempt:
    """One graded attempt.

    Attributes:
        report: None if it could not be graded, through the grader's fault.
        at: when it was handed in; None if that is unknown.
        late: what the platform states; None if it states nothing.
        fault: why it could not be graded.
        file: what was handed in, by name.
        cpu_s: CPU seconds that grading it took, the examiner's and the submission's.
    """

    report: Report | None
    at: datetime | None = None
    late: bool | None = None
    fault: str = ""
    file: str = ""
    cpu_s: float = 0.0


@dataclass(frozen=True)
class Grade:
    """A student's grade in an assignment.

    Attributes:
        anonymous: an id that does not identify the person.
        attempt: the one that counts; None if there is none.
        attempts: how many there are.
        days_late: of the one that counts.
        penalty: points taken off for lateness.
    """

    person: Person
    anonymous: str
    attempt: Attempt | None
    attempts: int
    days_late: int
    penalty: float
    adjustments: tuple[Adjustment, ...]

    @property
    def report(self) -> Report | None:
        """The report of the attempt that counts, if it could be graded."""
        return self.attempt.report if self.attempt else None

    @property
    def score(self) -> float | None:
        """Points reached, before lateness and adjustments; None if nothing was graded."""
        return self.report.score if self.report else None

    @property
    def max_score(self) -> float | None:
        """Points of the checks that were graded."""
        return self.report.max_score if self.report else None

    @property
    def adjusted(self) -> float:
        """Points of all adjustments together."""
        return round(sum(adjustment.points for adjustment in self.adjustments), 4)

    @property
    def final(self) -> float | None:
        """Points that count, not below 0; None if nothing was graded and nothing adjusted."""
        if self.score is None:
            return max(0.0, self.adjusted) if self.adjustments else None
        return round(max(0.0, self.score - self.penalty + self.adjusted), 4)


def anonymised(grade: Grade) -> Grade:
    """Return a grade without the student's name, also in file names.

    The content of what was handed in may still contain it.
    """
    attempt = grade.attempt
    if attempt:
        checks = attempt.report.checks if attempt.report else ()
        review = attempt.report.review if attempt.report else ()
        names = {check.place.file for check in checks if check.place}
        names |= {remark.place.file for remark in review}
        names = (names | {attempt.file}) - {""}
        attempt = replace(
            attempt,
            report=attempt.report and _without_names(attempt.report, names),
            fault=_without(names, attempt.fault),
            file=_nobodys(attempt.file),
        )

    adjustments = tuple(replace(adjustment, reason="", by="") for adjustment in grade.adjustments)
    return replace(grade, person=Person(grade.anonymous), attempt=attempt, adjustments=adjustments)


def _without_names(report: Report, files: set[str]) -> Report:
    """Return a report that calls the files handed in "homework", wherever it mentions them."""
    checks = [
        replace(
            check,
            message=_without(files, check.message),
            output=_without(files, check.output),
            place=check.place and replace(check.place, file=_without(files, check.place.file)),
        )
        for check in report.checks
    ]
    return replace(
        report,
        submission=_nobodys(report.submission),
        file=_nobodys(report.file),
        problem=_without(files, report.problem),
        to_do=tuple(
            replace(one, place=replace(one.place, file=_without(files, one.place.file)))
            for one in report.to_do
        ),
        notes=tuple(_without(files, note) for note in report.notes),
        no_hints=_without(files, report.no_hints),
        checks=tuple(checks),
        review=tuple(
            replace(remark, place=replace(remark.place, file=_without(files, remark.place.file)))
            for remark in report.review
        ),
    )


def _without(files: set[str], text: str) -> str:
    for file in sorted(files, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(file)}(?!\w)", _nobodys(file), text)
    return text


def _nobodys(file: str) -> str:
    suffix = Path(file).suffix
    return f"homework{suffix if suffix in _SUFFIXES else ''}" if file else ""


def grade_of(
    person: Person,
    anonymous: str,
    attempts: Sequence[Attempt],
    policy: Policy,
    adjustments: Sequence[Adjustment] = (),
) -> Grade:
    """Return a student's grade.

    Args:
        attempts: from the first to the last.
    """

    def grade_by(attempt: Attempt | None) -> Grade:
        days = policy.days_late(attempt.at, late=attempt.late) if attempt else 0
        points = attempt.report.max_score if attempt and attempt.report else 0.0
        penalty = policy.penalty(days, points)
        return Grade(person, anonymous, attempt, len(attempts), days, penalty, tuple(adjustments))

    if not attempts:
        return grade_by(None)
    if policy.counts == "last":
        return grade_by(attempts[-1])
    return max(
        map(grade_by, attempts),
        key=lambda grade: -1.0 if grade.score is None else grade.score - grade.penalty,
    )
