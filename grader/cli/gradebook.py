"""``grade adjust``, ``grade diff`` and ``grade forget``: changes by hand, and changes by a run."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.command import Command
from grader.language import _, later, one_line

if TYPE_CHECKING:
    from grader.classroom.grades import Grade


@click.command(
    cls=Command,
    help=later(
        "Change a student's grade by hand, with a reason. The result of grading is kept as well."
    ),
    epilog=later(
        '  grade adjust ada -a fizzbuzz --points -5 --reason "handed in twice"\n'
        "  grade adjust ada -a fizzbuzz                        show how the grade came about"
    ),
)
@click.argument("student")
@options.assignment
@options.gradebook
@click.option("--points", type=float, help=later("The points to add; negative to subtract."))
@click.option("--reason", help=later("The reason; required with --points."))
def adjust(
    student: str, name: str, gradebook: Path, points: float | None, reason: str | None
) -> None:
    """Adjust."""
    from grader.classroom.gradebook import Gradebook
    from grader.report.terminal import to_terminal

    if points is not None and not math.isfinite(points):
        raise click.UsageError(_("--points must be a number"))
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
        text = to_terminal(grade.report, width=options.width(color=color), color=color)
        click.echo(text, color=True)
    click.echo(_account(grade))


def _account(grade: Grade) -> str:
    """Describe how a grade came about, a line for each step."""
    from grader.classroom.pages.account import account

    final = "–" if grade.final is None else f"{grade.final:g}"
    score = "–" if grade.score is None else f"{grade.score:g}/{grade.max_score:g}"
    first = _(
        "{who}: {final} points, from {score}",
        who=one_line(grade.person.key),
        final=final,
        score=score,
    )
    return "\n".join([first, *(f"  {step}" for step in account(grade))])


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
        "Delete a student from the gradebook, with all hand-ins and grades in every assignment."
    ),
    epilog=later("  grade forget test_public"),
)
@click.argument("student")
@options.gradebook
@click.option("--yes", is_flag=True, help=later("Do not ask for confirmation."))
def forget(student: str, gradebook: Path, yes: bool) -> None:
    """Forget."""
    from grader.classroom.gradebook import Gradebook

    with Gradebook(gradebook) as book:
        key = book.find(student).key
        if not yes:
            click.confirm(_("delete {key} permanently?", key=one_line(key, 80)), abort=True)
        book.forget(key)
