"""A class in figures: how its grades are spread, which checks cost points.

Which mistakes are common.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.classroom.grades import Grade
from grader.classroom.people import Person
from grader.results import CheckResult, Hint, Outcome, Report

BINS = 10
_SLOWEST = 5
_USUAL_POINTS = 100.0  # of an assignment, where no report says


@dataclass(frozen=True)
class Spread:
    """How final grades are spread, in percent.

    Quartiles are interpolated between the grades themselves.
    """

    mean: float
    least: float
    lower: float
    median: float
    upper: float
    most: float


@dataclass(frozen=True)
class CheckFigures:
    """How a class did in one check.

    Attributes:
        share: of its points that students reached on average, 0 to 1; None where it was always
            broken.
    """

    name: str
    title: str
    hidden: bool
    passed: int
    partial: int
    failed: int
    broken: int
    share: float | None


@dataclass(frozen=True)
class HintFigures:
    """How many students got a hint; one who got it on several checks counts once."""

    hint: Hint
    count: int


@dataclass(frozen=True)
class Statistics:
    """A class in figures.

    Attributes:
        graded: how many have a grade that counts, be it by hand.
        faults: how many handed in and have none, through the grader's fault.
        absent: how many handed in nothing and have none.
        late: how many have an attempt that counts and was late.
        adjusted: how many grades a person changed.
        spread: None where nobody is graded.
        histogram: how many final grades lie in each tenth, of 0 to 100 percent; a tenth holds its
            lower end, the last one its upper end too, and what lies above.
        hints: the commonest first.
        slowest: the few whose attempt took most CPU seconds, with these, the slowest first.
    """

    students: int
    graded: int
    faults: int
    absent: int
    late: int
    adjusted: int
    spread: Spread | None
    histogram: tuple[int, ...]
    checks: tuple[CheckFigures, ...]
    hints: tuple[HintFigures, ...]
    slowest: tuple[tuple[Person, float], ...]


def statistics_of(grades: Sequence[Grade]) -> Statistics:
    """Put a class in figures."""
    finals = percents(grades)
    known = [percent for percent in finals if percent is not None]
    without = [grade for grade, percent in zip(grades, finals, strict=True) if percent is None]
    reports = [grade.report for grade in grades if grade.report]
    return Statistics(
        students=len(grades),
        graded=len(known),
        faults=sum(grade.attempt is not None for grade in without),
        absent=sum(grade.attempt is None for grade in without),
        late=sum(grade.days_late > 0 for grade in grades),
        adjusted=sum(bool(grade.adjustments) for grade in grades),
        spread=_spread(known) if known else None,
        histogram=_histogram(known),
        checks=_checks(reports),
        hints=_hints(reports),
        slowest=_slowest(grades),
    )


def percents(grades: Sequence[Grade]) -> list[float | None]:
    """Return each final grade in percent of the points that could be reached, None where there is
    none.

    A grade that was only given by hand is measured by the points of all checks, as other reports of
    the class say them.
    """
    points = [
        sum(check.max_score for check in grade.report.checks) for grade in grades if grade.report
    ]
    by_hand = max(points, default=0.0) or _USUAL_POINTS

    def percent(grade: Grade) -> float | None:
        most = grade.max_score or (by_hand if grade.adjustments else 0.0)
        return None if grade.final is None or not most else round(100 * grade.final / most, 10)

    return [percent(grade) for grade in grades]


def _spread(percents: Sequence[float]) -> Spread:
    # Python before 3.13 wants two values.
    quartiles = (
        statistics.quantiles(percents, method="inclusive")
        if len(percents) > 1
        else [percents[0]] * 3
    )
    lower, median, upper = quartiles
    return Spread(statistics.fmean(percents), min(percents), lower, median, upper, max(percents))


def _histogram(percents: Sequence[float]) -> tuple[int, ...]:
    counts = Counter(min(int(percent * BINS / 100), BINS - 1) for percent in percents)
    return tuple(counts[bin_] for bin_ in range(BINS))


def _checks(reports: Sequence[Report]) -> tuple[CheckFigures, ...]:
    results: dict[str, list[CheckResult]] = {}
    for report in reports:
        for check in report.checks:
            results.setdefault(check.name, []).append(check)
    return tuple(_figures(*same) for same in results.values())


def _figures(*results: CheckResult) -> CheckFigures:
    first = results[0]
    outcomes = Counter(check.outcome for check in results)
    shares = [
        check.score / check.max_score
        for check in results
        if check.outcome is not Outcome.BROKEN and check.max_score
    ]
    return CheckFigures(
        name=first.name,
        title=first.title,
        hidden=first.hidden,
        passed=outcomes[Outcome.PASSED],
        partial=outcomes[Outcome.PARTIAL],
        failed=outcomes[Outcome.FAILED],
        broken=outcomes[Outcome.BROKEN],
        share=statistics.fmean(shares) if shares else None,
    )


def _hints(reports: Sequence[Report]) -> tuple[HintFigures, ...]:
    words = {
        check.hint.id: check.hint for report in reports for check in report.checks if check.hint
    }
    counts = Counter(
        id_
        for report in reports
        for id_ in {check.hint.id for check in report.checks if check.hint}
    )
    commonest = sorted(counts, key=lambda id_: (-counts[id_], id_))
    return tuple(HintFigures(words[id_], counts[id_]) for id_ in commonest)


def _slowest(grades: Sequence[Grade]) -> tuple[tuple[Person, float], ...]:
    timed = [
        (grade.person, grade.attempt.cpu_s)
        for grade in grades
        if grade.attempt and grade.attempt.cpu_s > 0
    ]
    return tuple(sorted(timed, key=lambda one: (-one[1], one[0].key))[:_SLOWEST])
