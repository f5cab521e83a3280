"""A class's page: the grades, the checks that cost points, the common mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.classroom.grades import Grade
from grader.classroom.names import file_names
from grader.classroom.pages.student_page import to_student_page
from grader.classroom.statistics import Statistics, percents, statistics_of
from grader.report.html import plots
from grader.report.html.template import render
from grader.results import Outcome, Remark

INDEX = "index.html"
STUDENTS = "students"
INSTRUCTORS = "instructors"


@dataclass(frozen=True)
class Row:
    """A student in the table.

    Attributes:
        link: of their page.
        percent: None if there is no grade.
        passed: how many checks; None if there is no report.
        hints: ids of the hints that they got.
        states: what the table can be filtered by, of "late", "adjusted", "below", "broken", "none",
            "review".
        review: what an instructor should look at.
    """

    grade: Grade
    link: str
    percent: float | None
    passed: int | None
    hints: tuple[str, ...]
    states: tuple[str, ...]
    review: tuple[Remark, ...]


@dataclass(frozen=True)
class Front:
    """An assignment on the front page."""

    title: str
    link: str
    statistics: Statistics


def to_pages(grades: Sequence[Grade], title: str) -> tuple[dict[str, str], Statistics]:
    """Return the pages of a class in one assignment by file name, and its figures.

    Raises:
        UsageError: there is no matplotlib.
    """
    statistics = statistics_of(grades)
    files = file_names([grade.person.key for grade in grades])
    links = [f"{INSTRUCTORS}/{file}.html" for file in files]

    pages = {INDEX: to_class_page(grades, title, links, statistics)}
    for file, link, grade in zip(files, links, grades, strict=True):
        pages[f"{STUDENTS}/{file}.html"] = to_student_page(grade, title)
        pages[link] = to_student_page(grade, title, for_instructor=True)
    return pages, statistics


def to_class_page(
    grades: Sequence[Grade], title: str, links: Sequence[str], statistics: Statistics
) -> str:
    """Return the page of a class's grades in one assignment.

    Args:
        links: of the instructor's pages of the students, in the order of the grades.

    Raises:
        UsageError: there is no matplotlib.
    """
    plots.require_matplotlib()

    rows = [
        _row(grade, link, percent)
        for grade, link, percent in zip(grades, links, percents(grades), strict=True)
    ]
    histogram = plots.histogram(statistics.histogram, "histogram") if statistics.graded else ""
    return render("class.html", title=title, rows=rows, statistics=statistics, histogram=histogram)


def to_front_page(fronts: Sequence[Front]) -> str:
    """Return the page with links to the assignments' pages."""
    return render("front.html", fronts=fronts)


def _row(grade: Grade, link: str, percent: float | None) -> Row:
    checks = grade.report.checks if grade.report else ()
    passed = sum(check.outcome is Outcome.PASSED for check in checks)
    return Row(
        grade=grade,
        link=link,
        percent=percent,
        passed=passed if grade.report else None,
        hints=tuple(dict.fromkeys(check.hint.id for check in checks if check.hint)),
        states=tuple(_states(grade, percent)),
        review=grade.report.review if grade.report else (),
    )


def _states(grade: Grade, percent: float | None) -> Iterator[str]:
    if percent is None:
        yield "none"
    elif percent < 100:  # noqa: PLR2004 - full marks
        yield "below"
    if grade.days_late:
        yield "late"
    if grade.adjustments:
        yield "adjusted"
    if grade.attempt and (not grade.report or grade.report.broken):
        yield "broken"
    if grade.report and grade.report.review:
        yield "review"
