"""What a run changed, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.markup import escape

from grader.classroom.gradebook import Change, CheckChange
from grader.language import _, one_line, plural
from grader.report.lines import Lines


def to_changes(changes: Sequence[Change], *, anonymous: bool, color: bool = False) -> str:
    """Return a line for each student whose score changed, with the checks, and then the causes."""
    lines = Lines(120, color=color)
    console = lines.console

    # By the anonymous id, because the order of the class list would show who is who.
    for change in sorted(changes, key=lambda change: change.anonymous if anonymous else ""):
        who = change.anonymous if anonymous else one_line(change.person.key, 80)
        before = _("nothing") if change.before is None else _points(change.before)
        note = _("  (another submission)") if change.new_attempt else ""
        console.print(
            f"[bold]{escape(who)}[/]  {before} → {_points(change.after)}{escape(note)}",
            soft_wrap=True,
        )
        for check in change.checks:
            console.print(f"    {escape(_check_line(check))}", soft_wrap=True)

    regraded = [change for change in changes if change.before is not None]
    students = {change.person.key for change in regraded}
    console.print(
        _(
            "{students} with a different score, {new} graded for the first time",
            students=plural(len(students), "student"),
            new=len(changes) - len(regraded),
        )
    )

    causes = Counter(check.why for change in regraded for check in change.checks)
    for why, count in causes.most_common():
        console.print(f"  {count} × {escape(one_line(why, 200))}", soft_wrap=True)
    return lines.text


def _check_line(check: CheckChange) -> str:
    before = "–" if check.before is None else f"{check.before:g}"
    after = "–" if check.after is None else f"{check.after:g}"
    points = f"{before} → {after}"
    return _(
        "{title}: {points}, because {why}",
        title=one_line(check.title, 100),
        points=points,
        why=one_line(check.why, 200),
    )


def _points(points: tuple[float, float]) -> str:
    score, most = points
    return f"{score:g}/{most:g}"
