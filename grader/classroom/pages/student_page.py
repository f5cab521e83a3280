"""A student's page: how the grade came about, and the report of the attempt that counts."""

from __future__ import annotations

from itertools import count

from grader.classroom.grades import Grade
from grader.classroom.pages.account import account
from grader.report.html import plots
from grader.report.html.page import section_of
from grader.report.html.template import render


def to_student_page(grade: Grade, title: str) -> str:
    """Return a student's page.

    Raises:
        UsageError: there is no matplotlib.
    """
    plots.require_matplotlib()
    sections = [section_of(grade.report, title, count())] if grade.report else []
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
