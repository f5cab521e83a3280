"""The page of one submission's reports, and the small table that a notebook shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from grader.language import _, printable
from grader.report.html import plots
from grader.report.html.template import render
from grader.results import TIER_WORDS, Answer, CheckResult, Deviation, Report, Tier


@dataclass(frozen=True)
class Section:
    """A report, with what is drawn of it.

    Attributes:
        title: of the assignment.
        training: the checks that trained, each with its plot.
        boards: the checks that had answers, with these.
        deviations: the checks that compared arrays, each once for a tensor, and the plot of those
            that have an error.
    """

    title: str
    report: Report
    isolation: str
    training: Sequence[tuple[CheckResult, str]]
    boards: Sequence[tuple[CheckResult, Sequence[Answer]]]
    deviations: Sequence[tuple[CheckResult, Deviation]]
    deviation_plot: str


def to_html(reports: Sequence[Report], titles: Mapping[str, str]) -> str:
    """Return a page of one submission's reports, one or several.

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
    score, most = (
        sum(report.score for report in reports),
        sum(report.max_score for report in reports),
    )
    title = sections[0].title if len(sections) == 1 else _("Homework")
    return render(
        "student.html", title=title, sections=sections, score=score, most=most, grade=None, who=""
    )


def to_fragment(report: Report) -> str:
    """Return a report as a small table, to stand within a page that is not ours.

    It has no style but its own.
    """
    return render("fragment.html", report=report)


def section_of(report: Report, title: str, numbers: Iterator[int]) -> Section:
    """Return a report with its plots.

    ``numbers`` makes the plots' ids different from each other on a page.
    """
    compared = [
        (check, deviation) for check in report.checks for deviation in check.shown.deviations
    ]
    measured = [
        (printable(f"{one.name}: {check.name}", 34), one)
        for check, one in compared
        if one.error is not None
    ]
    return Section(
        title=title,
        report=report,
        isolation=_(TIER_WORDS[Tier(report.isolation)]),
        training=[
            (check, plots.training(check.shown.epochs, f"plot-{next(numbers)}"))
            for check in report.checks
            if check.shown.epochs
        ],
        boards=[(check, check.shown.answers) for check in report.checks if check.shown.answers],
        deviations=compared,
        deviation_plot=plots.deviations(measured, f"plot-{next(numbers)}") if measured else "",
    )
