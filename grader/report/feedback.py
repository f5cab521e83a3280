"""What a student reads below a check that cost points, as plain lines, wherever it is shown to them."""

from __future__ import annotations

from grader.language import _, either
from grader.results import CheckResult, Outcome
from grader.text import plural, printable


def feedback(check: CheckResult) -> list[str]:
    """Give the lines; none where there is nothing to say.

    Of a broken check they say no more than that: its message is for the author.
    """
    if check.outcome is Outcome.BROKEN:
        points = plural(check.max_score, "point")
        return [_("{points} could not be graded: that is the grader's fault, not yours.").format(points=points)]
    lines = printable(check.message).splitlines()
    if check.hint:
        lines.append(_("hint: {hint}").format(hint=printable(either(check.hint.en, check.hint.zh))))
    return lines
