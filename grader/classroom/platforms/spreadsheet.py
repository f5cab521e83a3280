"""All that is known of a class's grades, as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence

from grader.classroom.grades import Grade
from grader.classroom.statistics import percents
from grader.language import printable
from grader.results import CheckResult, Outcome

# Without it Excel reads UTF-8 as the machine's own encoding, and no Chinese name survives.
_BOM = "\ufeff"
# What a spreadsheet treats as a formula, see OWASP's "CSV Injection"; some drop spaces or a quote
# before it.
_FORMULA = re.compile(r"[\t\r\n]|[\s'\"]*[=+\-@＝＋－＠]")

_Cell = str | float | None
_Columns = dict[str, Callable[[Grade], _Cell]]

_PERSON: _Columns = {
    "key": lambda grade: grade.person.key,
    "name": lambda grade: grade.person.name,
    "email": lambda grade: grade.person.email,
    "login": lambda grade: grade.person.login,
    "sis_id": lambda grade: grade.person.sis_id,
    "canvas_id": lambda grade: grade.person.canvas_id,
    "moodle_id": lambda grade: grade.person.moodle_id,
    "github": lambda grade: grade.person.github,
    "file": lambda grade: grade.attempt.file if grade.attempt else None,
    "handed_in_at": lambda grade: (
        grade.attempt.at.isoformat() if grade.attempt and grade.attempt.at else None
    ),
    "reasons": lambda grade: "; ".join(adjustment.reason for adjustment in grade.adjustments),
    "fault": lambda grade: grade.attempt.fault if grade.attempt else None,
}
_STANDING: _Columns = {
    "anonymous": lambda grade: grade.anonymous,
    "assignment": lambda grade: grade.report.assignment if grade.report else None,
    "attempts": lambda grade: grade.attempts,
    "days_late": lambda grade: grade.days_late,
    "score": lambda grade: grade.score,
    "max_score": lambda grade: grade.max_score,
    "penalty": lambda grade: grade.penalty,
    "adjustment": lambda grade: grade.adjusted,
    "final": lambda grade: grade.final,
    "isolation": lambda grade: grade.report.isolation if grade.report else None,
    "device": lambda grade: grade.report.device if grade.report else None,
    "hints": lambda grade: "; ".join(
        dict.fromkeys(check.hint.id for check in _checks(grade) if check.hint)
    ),
}


def to_csv(grades: Sequence[Grade], *, anonymous: bool) -> str:
    """Return a row per student: who it is, what counts, and the points of each check.

    A check that was broken has "broken" instead of points.

    Args:
        anonymous: leave out all that could reveal who somebody is, also when it was handed in and
            what people wrote, and put the rows in the order of the anonymous ids: that of the class
            list would reveal it.
    """
    if anonymous:
        grades = sorted(grades, key=lambda grade: grade.anonymous)

    columns = _STANDING if anonymous else {**_PERSON, **_STANDING}
    checks = list(dict.fromkeys(check.name for grade in grades for check in _checks(grade)))

    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*columns, "percent", *map(_written, checks)])
    for grade, percent in zip(grades, percents(grades), strict=True):
        points = {check.name: _points(check) for check in _checks(grade)}
        own = [cell(grade) for cell in columns.values()]
        writer.writerow(map(_written, [*own, percent, *map(points.get, checks)]))
    return _BOM + file.getvalue()


def _checks(grade: Grade) -> tuple[CheckResult, ...]:
    return grade.report.checks if grade.report else ()


def _points(check: CheckResult) -> _Cell:
    return check.outcome.value if check.outcome is Outcome.BROKEN else check.score


def _written(cell: _Cell) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return f"{cell:.10g}"
    text = printable(cell)
    return f"'{text}" if _FORMULA.match(cell) else text
