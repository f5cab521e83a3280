"""``grade adjust``, ``grade diff`` and ``grade forget``.

Changes by hand, and what a run changed.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.command import Command
from grader.language import _, later, printable

if TYPE_CHECKING:
    from grader.classroom.grades import Grade


@click.command(
    cls=Command,
    help=later(
        "Change a student's grade by hand, with a reason. What was graded stays as it is beside it."
    ),
    epilog=later(
        '  grade adjust ada -a fizzbuzz --points -5 --reason "handed in twice"\n'
        "  grade adjust ada -a fizzbuzz                        show how the grade came about"
    ),
)
@click.argument("student")
@options.assignment
@options.gradebook
@click.option("--points", type=float, help=later("Points to add, or with a minus to take off."))
@click.option("--reason", help=later("Why; needed with --points."))
def adjust(
    student: str, name: str, gradebook: Path, points: float | None, reason: str | None
) -> None:
    """Adjust."""
    from grader.classroom.gradebook import Gradebook
    from grader.report import to_terminal

    if points is not None and not math.isfinite(points):
        raise click.UsageError(_("--points is a number"))
    if points is not None and not (reason or "").strip():
        raise click.UsageError(_("--points needs a --reason, which the student may ask for"))
    if points is None and reason:
        raise click.UsageError(_("--reason needs --points"))
    with Gradebook(gradebook) as book:
        if points is not None:
            book.adjust(name, student, points, (reason or "").strip(), options.user())
        grade = book.grade(name, student)
    if points is None and grade.report:
        color = options.lively(sys.stdout)
        click.echo(
            to_terminal(grade.report, width=options.width(color=color), color=color), color=True
        )
    click.echo(_account(grade))


def _account(grade: Grade) -> str:
    """Say how a grade came about, a line each."""
    from grader.classroom.pages.account import account

    final = "–" if grade.final is None else f"{grade.final:g}"
    score = "–" if grade.score is None else f"{grade.score:g}/{grade.max_score:g}"
    lines = [
        _(
            "{who}: {final} points, from {score}",
            who=printable(grade.person.key),
            final=final,
            score=score,
        )
    ]
    return "\n".join([*lines, *(f"  {line}" for line in account(grade))])


@click.command(
    cls=Command,
    help=later(
        "Show the scores that a run of `grade batch` changed, and why; by default the latest run."
    ),
    epilog=later("  grade diff -a fizzbuzz"),
)
@options.assignment
@options.gradebook
@click.option("--run", type=click.IntRange(1), metavar="NUMBER", help=later("An earlier run."))
@options.anonymous
def diff(name: str, gradebook: Path, run: int | None, anonymous: bool) -> None:
    """Show."""
    from grader.classroom.gradebook import Gradebook, changes_of
    from grader.classroom.pages.changes import to_changes

    color = options.lively(sys.stdout)
    with Gradebook(gradebook) as book:
        changes = changes_of(book, name, run)
    click.echo(to_changes(changes, anonymous=anonymous, color=color), nl=False, color=True)


@click.command(
    cls=Command,
    help=later(
        "Take a student out of the gradebook, with all that they handed in and got, in every "
        "assignment."
    ),
    epilog=later("  grade forget test_public"),
)
@click.argument("student")
@options.gradebook
@click.option("--yes", is_flag=True, help=later("Don't ask."))
def forget(student: str, gradebook: Path, yes: bool) -> None:
    """Forget."""
    from grader.classroom.gradebook import Gradebook

    with Gradebook(gradebook) as book:
        key = book.find(student).key
        if not yes:
            click.confirm(_("forget {key} for good?", key=printable(key, 80)), abort=True)
        book.forget(key)
