"""How a student's final grade came about, from the checks to what a person changed."""

from __future__ import annotations

from collections.abc import Iterator

from grader.classroom.grades import Grade
from grader.language import _, plural, printable
from grader.report.feedback import standing


def account(grade: Grade) -> Iterator[str]:
    """Yield a line for every step; none where the checks alone decided.

    A student reads the adjustments' reasons.
    """
    if not (grade.penalty or grade.adjustments):
        return
    if grade.report:
        yield standing(grade.report)
    if grade.penalty:
        yield _(
            "{points:+g} for {days} of lateness",
            points=-grade.penalty,
            days=plural(grade.days_late, "day"),
        )
    for adjustment in grade.adjustments:
        words = _("{points:+g}: {reason}") if adjustment.reason else "{points:+g}"
        yield words.format(points=adjustment.points, reason=printable(adjustment.reason))
    if grade.final is not None:
        yield _("{points} in the end", points=plural(grade.final, "point"))
