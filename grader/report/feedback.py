"""What a student reads of a report, as plain lines, wherever it is shown."""

from __future__ import annotations

from grader.language import _, either, one_line, plural, printable
from grader.results import CheckResult, Outcome, Place, Reason, Remark, Report

_MOST_NAMED = 12  # functions in one line


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


def listed(report: Report) -> list[CheckResult]:
    """Return the checks that a report lists one by one.

    Those of unwritten functions are one line, see :func:`to_do`; and where nothing can be read,
    there is nothing to say of each check.
    """
    if report.problem:
        return []
    return [check for check in report.checks if not _is_to_do(report, check)]


def unlisted_points(report: Report) -> float:
    """Return the points of the checks that are not listed one by one."""
    shown = listed(report)
    return sum(check.max_score for check in report.graded if check not in shown)


def to_do(report: Report) -> list[str]:
    """Return what is to be written, and where to begin; empty where everything is written."""
    folded = [check for check in report.checks if _is_to_do(report, check)]
    if not folded or report.problem:
        return []
    called = {name for check in folded for name in check.called}
    functions = [one for one in report.to_do if one.function in called] or [*report.to_do]
    first = functions[0]
    where = spot_of(first.place)
    if len(functions) == 1:
        line = _("{name} is still to be written ({place})", name=first.function, place=where)
    else:
        line = _(
            "{functions} to write; begin with {name} ({place})",
            functions=plural(len(functions), "function"),
            name=first.function,
            place=where,
        )
    lines = [_("{message}: {hint}", message=line, hint=first.what) if first.what else line]
    later = [one.function for one in functions[1 : _MOST_NAMED + 1]]
    if later:
        more = ["…"] if len(functions) > _MOST_NAMED + 1 else []
        lines.append(_("then {names}", names=_(", ").join([*later, *more])))
    return [printable(line) for line in lines]


def _is_to_do(report: Report, check: CheckResult) -> bool:
    if check.reason is not Reason.UNWRITTEN or check.score or not report.to_do:
        return False
    # A student's report does not say which functions a hidden check called.
    unwritten = {one.function for one in report.to_do}
    return not check.called or not unwritten.isdisjoint(check.called)


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
