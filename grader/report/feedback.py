"""What a student reads of a report, as plain lines, wherever it is shown."""

from __future__ import annotations

from grader.language import _, either, one_line, plural, printable
from grader.results import CheckResult, Outcome, Place, Remark, Report


def feedback(check: CheckResult) -> list[str]:
    """Return the lines below a check, if any.

    For a broken check they state only that it is broken: its message is for the author.
    """
    if check.outcome is Outcome.BROKEN:
        return [_broken(check.max_score)]

    lines = printable(check.message).splitlines()
    if check.hint:
        lines.append(_("hint: {hint}", hint=printable(either(check.hint.en, check.hint.zh))))
    return lines


def printed(check: CheckResult) -> list[str]:
    """Return what the student's code printed, line by line, if it was kept."""
    if not check.output:
        return []
    lines = printable(check.output).strip().splitlines()
    return [_("it printed:"), *(f"| {line}" for line in lines)]


def notes(report: Report) -> list[str]:
    """Return the lines about how a submission was graded."""
    return [_("note: {note}", note=one_line(note)) for note in report.all_notes]


def remarks(report: Report) -> list[str]:
    """Return the lines about points that no check shows."""
    lines = []
    if report.for_instructor and any(check.hidden for check in report.checks):
        lines.append(
            _("For instructors only: what this says of hidden checks could reveal their inputs.")
        )
    if report.ungraded:
        points = plural(report.ungraded, "more point")
        lines.append(_("{points} will be graded by checks that are not here.", points=points))
    if report.broken:
        lines.append(_broken(sum(check.max_score for check in report.broken)))
    return lines


def review_lines(report: Report) -> list[str]:
    """Return a line for each remark that an instructor should look at; none for a student."""
    return [review_line(remark) for remark in report.review]


def review_line(remark: Remark) -> str:
    """Return a remark in one line, for example "homework.py, line 3: `ctypes`: reaches …"."""
    place = printable(spot_of(remark.place), 200)
    text = printable(either(remark.en, remark.zh))
    if not remark.code:
        return _("{name}: {why}", name=place, why=text)
    code = printable(remark.code, 100)
    return _("{place}: `{code}`: {text}", place=place, code=code, text=text)


def spot_of(place: Place) -> str:
    """Return a place with its file, for example "homework.py, line 3"."""
    if not place.spot:
        return place.file
    return _("{file}, {spot}", file=place.file, spot=place.spot)


def points_line(report: Report) -> str:
    """Return the points in words, for example "87.5 of 100 points"."""
    return _("{score:g} of {points}", score=report.score, points=plural(report.max_score, "point"))


def _broken(points: float) -> str:
    return _(
        "{points} could not be graded: that is the grader's fault, not yours.",
        points=plural(points, "point"),
    )
