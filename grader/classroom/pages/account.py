"""How a student's final grade came about, from the checks to what a person changed."""

from __future__ import annotations

from collections.abc import Iterator

from grader.classroom.grades import Grade
from grader.language import _, plural, printable
from grader.report.feedback import points_line


def account(grade: Grade) -> Iterator[str]:
    """Yield a line for every step, or nothing if the checks alone decided.

    Students read the reasons of adjustments.
    """
    if not (grade.penalty or grade.adjustments):
        return

    if grade.report:
        yield points_line(grade.report)
    if grade.penalty:
        yield _(
            "{points:+g} for {days} of lateness",
            points=-grade.penalty,
            days=plural(grade.days_late, "day"),
        )
    for adjustment in grade.adjustments:
        if adjustment.reason:
            reason = printable(adjustment.reason)
            yield _("{points:+g}: {reason}", points=adjustment.points, reason=reason)
        else:
            yield f"{adjustment.points:+g}"
    if grade.final is not None:
        yield _("{points} in the end", points=plural(grade.final, "point"))
