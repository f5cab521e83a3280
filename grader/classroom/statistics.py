"""A class in figures: the spread of grades, the checks that cost points, the common mistakes."""

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
_USUAL_POINTS = 100.0  # of an assignment without any report


@dataclass(frozen=True)
class Spread:
    """The spread of final grades, in percent; quartiles are interpolated."""

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
        share: the mean share of its points that students reached, 0 to 1; None if it was always
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
    """The number of students who got a hint; one who got it on several checks counts once."""

    hint: Hint
    count: int


@dataclass(frozen=True)
class Statistics:
    """A class in figures.

    Attributes:
        graded: how many have a grade that counts, from grading or by hand.
        faults: how many handed in but have no grade, through the grader's fault.
        absent: how many handed in nothing and have no grade.
        late: how many have a late attempt that counts.
        adjusted: how many grades a person changed.
        spread: None if nobody is graded.
        histogram: the number of final grades in each tenth of 0 to 100 percent; a tenth includes
            its lower end, the last one also its upper end and everything above.
        hints: the most common first.
        slowest: the few whose attempt took most CPU seconds, with these; the slowest first.
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
    """Return the figures of a class."""
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
    """Return each final grade in percent of the points that could be reached, or None.

    A grade that was only given by hand is compared with the points of all checks, as in the other
    reports of the class.
    """
    reports = [grade.report for grade in grades if grade.report]
    points = [sum(check.max_score for check in report.checks) for report in reports]
    by_hand = max(points, default=0.0) or _USUAL_POINTS

    def percent(grade: Grade) -> float | None:
        max_score = grade.max_score or (by_hand if grade.adjustments else 0.0)
        if grade.final is None or not max_score:
            return None
        return round(100 * grade.final / max_score, 10)

    return [percent(grade) for grade in grades]


def _spread(percents: Sequence[float]) -> Spread:
    # Before Python 3.13, quantiles() requires two values.
    quartiles = [percents[0]] * 3
    if len(percents) > 1:
        quartiles = statistics.quantiles(percents, method="inclusive")
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
    # A hint may name what stands at one place: with another text it is another mistake.
    counts = Counter[Hint]()
    for report in reports:
        counts.update({check.hint for check in report.checks if check.hint})

    most_common = sorted(counts, key=lambda hint: (-counts[hint], hint.id, hint.en))
    return tuple(HintFigures(hint, counts[hint]) for hint in most_common)


def _slowest(grades: Sequence[Grade]) -> tuple[tuple[Person, float], ...]:
    timed = [
        (grade.person, grade.attempt.cpu_s)
        for grade in grades
        if grade.attempt and grade.attempt.cpu_s > 0
    ]
    timed.sort(key=lambda pair: (-pair[1], pair[0].key))
    return tuple(timed[:_SLOWEST])
