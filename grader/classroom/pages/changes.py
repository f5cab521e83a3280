"""What a run changed, for a person at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.markup import escape

from grader.classroom.gradebook import Change
from grader.language import _, plural, printable
from grader.report.lines import Lines


def to_changes(changes: Sequence[Change], *, anonymous: bool, color: bool = False) -> str:
    """Return a line for each student whose score changed, below it the checks.

    And in the end the causes.
    """
    lines = Lines(120, color=color)
    console = lines.console
    for change in sorted(changes, key=lambda change: change.anonymous if anonymous else ""):
        who = change.anonymous if anonymous else printable(change.person.key, 80)
        before = _("nothing") if change.before is None else _points(change.before)
        note = _("  (another submission)") if change.new_attempt else ""
        console.print(
            f"[bold]{escape(who)}[/]  {before} → {_points(change.after)}{escape(note)}",
            soft_wrap=True,
        )
        for check in change.checks:
            points = " → ".join(
                "–" if score is None else f"{score:g}" for score in (check.before, check.after)
            )
            line = _(
                "{title}: {points}, because {why}",
                title=printable(check.title, 100),
                points=points,
                why=printable(check.why, 200),
            )
            console.print(f"    {escape(line)}", soft_wrap=True)
    regraded = [change for change in changes if change.before is not None]
    words = _("{students} with a different score, {new} graded for the first time")
    students = plural(len({change.person.key for change in regraded}), "student")
    console.print(words.format(students=students, new=len(changes) - len(regraded)))
    for why, count in Counter(
        check.why for change in regraded for check in change.checks
    ).most_common():
        console.print(f"  {count} × {escape(printable(why, 200))}", soft_wrap=True)
    return lines.text


def _points(points: tuple[float, float]) -> str:
    score, most = points
    return f"{score:g}/{most:g}"
