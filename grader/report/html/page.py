"""The page of one submission's reports, and the small table that a notebook shows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from grader.errors import UsageError
from grader.language import _, one_line
from grader.report.html import plots
from grader.report.html.template import render
from grader.results import TIER_WORDS, CheckResult, Deviation, ModelAnswer, Report, Tier

_fragments = count(1, 1000)


@dataclass(frozen=True)
class Section:
    """A report, with its plots.

    Attributes:
        title: of the assignment.
        training: the checks that trained, each with its plot.
        boards: the checks that had answers, with the answers.
        deviations: the checks that compared arrays, once for each tensor.
        deviation_plot: of the tensors that have an error.
    """

    title: str
    report: Report
    isolation: str
    training: Sequence[tuple[CheckResult, str]]
    boards: Sequence[tuple[CheckResult, Sequence[ModelAnswer]]]
    deviations: Sequence[tuple[CheckResult, Deviation]]
    deviation_plot: str


def to_html(reports: Sequence[Report], titles: Mapping[str, str]) -> str:
    """Return a page of one submission's reports.

    Args:
        titles: of the assignments, by name.

    Raises:
        UsageError: there is no matplotlib.
    """
    plots.require_matplotlib()

    numbers = count()
    sections = [
        section_of(report, titles.get(report.assignment, report.assignment), numbers)
        for report in reports
    ]
    return render(
        "student.html",
        title=sections[0].title if len(sections) == 1 else _("Homework"),
        sections=sections,
        score=sum(report.score for report in reports),
        most=sum(report.max_score for report in reports),
        grade=None,
        who="",
    )


def to_fragment(report: Report) -> str:
    """Return a report as a small table for another page, with a style of its own.

    Below it are training runs, where there is matplotlib to draw them, and answers.
    """
    section = None
    with contextlib.suppress(UsageError):
        plots.require_matplotlib()
        # Ids of other fragments on the page are others.
        section = section_of(report, report.assignment, count(next(_fragments)))
    return render("fragment.html", report=report, section=section)


def section_of(report: Report, title: str, numbers: Iterator[int]) -> Section:
    """Return a report with its plots.

    ``numbers`` makes the plots' ids different from each other on a page.
    """
    training = []
    boards = []
    compared = []
    measured = []
    for check in report.checks:
        if check.shown.epochs:
            plot = plots.training(check.shown.epochs, f"plot-{next(numbers)}")
            training.append((check, plot))
        if check.shown.answers:
            boards.append((check, check.shown.answers))
        for deviation in check.shown.deviations:
            compared.append((check, deviation))
            if deviation.error is not None:
                measured.append((one_line(f"{deviation.name}: {check.name}", 34), deviation))

    return Section(
        title=title,
        report=report,
        isolation=_(TIER_WORDS[Tier(report.isolation)]),
        training=training,
        boards=boards,
        deviations=compared,
        deviation_plot=plots.deviations(measured, f"plot-{next(numbers)}") if measured else "",
    )
