"""A student's page: how the grade came about, and the report of the attempt that counts.

There are two: one to give to the student, and one for instructors.
"""

from __future__ import annotations

from itertools import count

from grader.classroom.grades import Grade
from grader.classroom.pages.account import account
from grader.report.html import plots
from grader.report.html.page import section_of
from grader.report.html.template import render


def to_student_page(grade: Grade, title: str, *, for_instructor: bool = False) -> str:
    """Return a student's page.

    Args:
        for_instructor: whether hidden checks say all that is known.

    Raises:
        UsageError: there is no matplotlib.
    """
    plots.require_matplotlib()
    report = grade.report
    if report and not for_instructor:
        report = report.for_student()
    sections = [section_of(report, title, count())] if report else []
    return render(
        "student.html",
        title=title,
        sections=sections,
        score=grade.final,
        most=grade.max_score,
        grade=grade,
        account=list(account(grade)),
        who=grade.person.name or grade.person.key,
    )
