"""The commands of a course's author: ``grade release``, ``secret`` and ``validate``."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.command import Command
from grader.errors import GradeError, UsageError
from grader.language import _, later, plural

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.course import Course


@click.command(
    cls=Command,
    help=later(
        "Generate what students get from the solutions: without -o the stubs in this course, with "
        "-o a separate repository for students. Default: all assignments."
    ),
    epilog=later(
        "  grade release                            update homework.py and homework.ipynb in this "
        "course\n"
        "  grade release fizzbuzz -o ../students    write a repository for students"
    ),
)
@click.argument("names", metavar="[ASSIGNMENT]...", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=later("Write the students' repository to this folder."),
)
@click.option("--force", is_flag=True, help=later("Overwrite files that differ."))
@click.option(
    "--hints/--no-hints",
    default=True,
    help=later("Seal the hints of recorded mistakes for students' repositories (the default)."),
)
@options.isolation
@options.solutions
def release(
    names: tuple[str, ...],
    output: Path | None,
    force: bool,
    hints: bool,
    isolation: str | None,
    solutions: Path | None,
) -> None:
    """Write stubs."""
    from grader.course import release as releases
    from grader.grading.grader import Grader
    from grader.sandbox import probe

    course, assignments = _assignments(names, solutions)
    if output is None:
        changed = releases.release_in_place(assignments, course.settings.repository)
        for file in changed:
            click.echo(file)
        click.echo(_("{files} changed", files=plural(len(changed), "file")))
        return

    with contextlib.ExitStack() as stack:
        grader = None
        if hints:
            listener = stack.enter_context(options.listener())
            grader = stack.enter_context(Grader(probe.choose(isolation), "cpu", listener))
        written = releases.release_repository(
            assignments, course.root, output, force=force, grader=grader
        )
    click.echo(_("{files} in {folder}", files=plural(len(written), "file"), folder=output))


@click.command(
    cls=Command,
    help=later(
        "Prove that the checks work: the reference gets 100 points, the untouched stub gets none, "
        "and each recorded mistake loses points on exactly the checks that it names. Default: all "
        "assignments."
    ),
    epilog=later("  grade validate\n  grade validate --quick fizzbuzz"),
)
@click.argument("names", metavar="[ASSIGNMENT]...", nargs=-1)
@click.option(
    "--quick",
    is_flag=True,
    help=later(
        "Grade the recorded mistakes without the slow checks (those with limits of their own)."
    ),
)
@options.device
@options.isolation
@options.solutions
@click.pass_context
def validate(
    context: click.Context,
    names: tuple[str, ...],
    quick: bool,
    device: str,
    isolation: str | None,
    solutions: Path | None,
) -> None:
    """Validate."""
    from grader.course import validate as validating
    from grader.course.findings import to_table
    from grader.grading.grader import Grader
    from grader.sandbox import probe

    _course, assignments = _assignments(names, solutions)
    tier = probe.choose(isolation)
    with options.listener() as listener, Grader(tier, device, listener) as grader:
        validations = [
            validating.validate(assignment, grader, quick=quick) for assignment in assignments
        ]

    click.echo(to_table(validations, color=options.lively(sys.stdout)), nl=False, color=True)
    context.exit(0 if all(validation.ok for validation in validations) else GradeError.exit_code)


@click.command(
    cls=Command,
    help=later(
        "Say where the secret of the course is, which hidden checks draw their inputs from. It is "
        "made when it is first needed, and is in no release and no commit."
    ),
    epilog=later(
        "  grade secret           where it is\n"
        "  grade secret --renew   make a new one: the next grade batch grades hidden checks again"
    ),
)
@click.option("--renew", is_flag=True, help=later("Replace it by a new one."))
@options.solutions
def secret(renew: bool, solutions: Path | None) -> None:
    """Say where the secret is."""
    from grader import course as courses
    from grader.checks import secret as secrets

    course = courses.find([options.here()], solutions)
    if course.solutions is None:
        raise UsageError(
            _("the solutions of this course are not here"),
            hint=_("--solutions names their folder"),
        )
    made = secrets.renew(course.solutions) if renew else secrets.of(course.solutions)
    click.echo(made.folder)
    if renew:
        click.echo(
            _("A new secret: results of hidden checks are no longer valid, nor are exports of it.")
        )


def _assignments(names: tuple[str, ...], solutions: Path | None) -> tuple[Course, list[Assignment]]:
    from grader import course as courses
    from grader.checks import assignment as assignments

    course = courses.find([options.here()], solutions)
    loaded = [
        assignments.load(course.folder(name), course.solutions) for name in names or course.names
    ]
    return course, loaded
