"""``grade export``: grades in the formats that other systems read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.command import Command, Commands
from grader.language import _, later, one_line, plural, printable

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.classroom.grades import Grade
    from grader.classroom.platforms import Export
    from grader.results import Report

_file = click.option(
    "--file",
    "worksheet",
    required=True,
    type=click.Path(path_type=Path),
    help=later("The file that the platform exported; it is not changed."),
)
_output = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=later("Where to write the result."),
)
_column = click.option(
    "--column",
    help=later("The column, by its heading, number or title.  [default: the assignment's title]"),
)
_points = click.option(
    "--points",
    metavar="NUMBER",
    default="",
    help=later("What the assignment is worth there, where the file does not say it."),
)
_NEXT = later(
    "Next, on Gradescope (docs/gradescope.md is the guide):\n"
    "  a programming assignment of 100 points: timeout {minutes} minutes, container of 1 CPU and "
    "1.5 GB or more\n"
    "  Configure Autograder: upload {file}, for Ubuntu 22.04 or later\n"
    "  once it is built: Test Autograder"
)


@click.group(
    cls=Commands,
    help=later("Write grades in a format that another system reads."),
    epilog=later(
        "  grade export csv -a fizzbuzz -o grades.csv\n"
        "  grade export canvas -a fizzbuzz --file exported.csv -o import.csv\n"
        "  grade export moodle -a fizzbuzz --file worksheet.csv -o import.csv\n"
        "  grade export gradescope-autograder fizzbuzz -o autograder.zip --timeout 20"
    ),
)
def export() -> None:
    """Hold the formats."""


@export.command(
    "csv",
    cls=Command,
    help=later("Write a table with a row per student and a column per check."),
    epilog=later("  grade export csv -a fizzbuzz -o grades.csv"),
)
@options.assignment
@options.gradebook
@options.anonymous
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=later("The file; by default standard output."),
)
def to_csv(name: str, gradebook: Path, anonymous: bool, output: Path | None) -> None:
    """Write CSV."""
    from grader.classroom import platforms as exports
    from grader.cli.files import write_export

    text = exports.to_csv(_grades(name, gradebook), anonymous=anonymous)
    if output is None:
        # Programs read it: in UTF-8, whatever the locale.
        click.echo(text.encode(), nl=False)
    else:
        write_export(output, text)
        _print_done(output, len(text.splitlines()) - 1)


@export.command(
    "canvas",
    cls=Command,
    help=later(
        "Fill in a gradebook that Canvas exported; students are found by ID, SIS User ID or SIS "
        "Login ID."
    ),
    epilog=later("  grade export canvas -a fizzbuzz --file exported.csv -o import.csv"),
)
@options.assignment
@options.gradebook
@_column
@_file
@_output
@click.pass_context
def to_canvas(
    context: click.Context,
    name: str,
    gradebook: Path,
    column: str | None,
    worksheet: Path,
    output: Path,
) -> None:
    """Fill in Canvas's file."""
    from grader.classroom import platforms as exports

    title, grades = _titled(name, gradebook, column)
    context.exit(_fill_in(grades, worksheet, output, partial(exports.to_canvas, column=title)))


@export.command(
    "moodle",
    cls=Command,
    help=later(
        "Fill in an offline grading worksheet of Moodle, with feedback; students are found by "
        "Identifier."
    ),
    epilog=later("  grade export moodle -a fizzbuzz --file worksheet.csv -o import.csv"),
)
@options.assignment
@options.gradebook
@_file
@_output
@click.pass_context
def to_moodle(
    context: click.Context, name: str, gradebook: Path, worksheet: Path, output: Path
) -> None:
    """Fill in Moodle's file."""
    from grader.classroom import platforms as exports

    context.exit(_fill_in(_grades(name, gradebook), worksheet, output, exports.to_moodle))


@export.command(
    "blackboard",
    cls=Command,
    help=later("Fill in a grade file that Blackboard exported; students are found by Username."),
    epilog=later("  grade export blackboard -a fizzbuzz --file gc.csv -o import.csv"),
)
@options.assignment
@options.gradebook
@_column
@_file
@_output
@click.pass_context
def to_blackboard(
    context: click.Context,
    name: str,
    gradebook: Path,
    column: str | None,
    worksheet: Path,
    output: Path,
) -> None:
    """Fill in Blackboard's file."""
    from grader.classroom import platforms as exports

    title, grades = _titled(name, gradebook, column)
    context.exit(_fill_in(grades, worksheet, output, partial(exports.to_blackboard, column=title)))


@export.command(
    "brightspace",
    cls=Command,
    help=later(
        "Fill in a grade file that Brightspace exported; students are found by OrgDefinedId, "
        "Username or email."
    ),
    epilog=later("  grade export brightspace -a fizzbuzz --file exported.csv -o import.csv"),
)
@options.assignment
@options.gradebook
@_column
@_points
@_file
@_output
@click.pass_context
def to_brightspace(
    context: click.Context,
    name: str,
    gradebook: Path,
    column: str | None,
    points: str,
    worksheet: Path,
    output: Path,
) -> None:
    """Fill in Brightspace's file."""
    from grader.classroom import platforms as exports

    title, grades = _titled(name, gradebook, column)
    fill = partial(exports.to_brightspace, column=title, points=points)
    context.exit(_fill_in(grades, worksheet, output, fill))


@export.command(
    "sakai",
    cls=Command,
    help=later("Fill in the grades.csv of a download of Sakai; students are found by Display ID."),
    epilog=later("  grade export sakai -a fizzbuzz --points 20 --file grades.csv -o import.csv"),
)
@options.assignment
@options.gradebook
@_points
@_file
@_output
@click.pass_context
def to_sakai(
    context: click.Context,
    name: str,
    gradebook: Path,
    points: str,
    worksheet: Path,
    output: Path,
) -> None:
    """Fill in Sakai's file."""
    from grader.classroom import platforms as exports

    fill = partial(exports.to_sakai, points=points)
    context.exit(_fill_in(_grades(name, gradebook), worksheet, output, fill))


@export.command(
    "gradescope",
    cls=Command,
    help=later("Write a folder with a results.json for each student."),
    epilog=later("  grade export gradescope -a fizzbuzz -o results"),
)
@options.assignment
@options.gradebook
@_output
def to_gradescope(name: str, gradebook: Path, output: Path) -> None:
    """Write a file per student."""
    from grader.classroom.platforms import to_gradescope_files
    from grader.cli.files import write_exports

    texts = to_gradescope_files(_grades(name, gradebook))
    write_exports(output, texts)
    _print_done(output, len(texts))


@export.command(
    "gradescope-autograder",
    cls=Command,
    help=later(
        "Write a zip that grades an assignment on Gradescope, as its autograder. The students' "
        "feedback is in the language of this command. The reference is graded first."
    ),
    epilog=later(
        "  grade export gradescope-autograder fizzbuzz -o autograder.zip --timeout 20\n"
        "  grade export gradescope-autograder fizzbuzz -o autograder.zip --timeout 20 --force "
        "--lang zh"
    ),
)
@click.argument("name", metavar="ASSIGNMENT")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=later("The zip to write; it contains the solutions."),
)
@click.option(
    "--timeout",
    "minutes",
    metavar="MINUTES",
    type=click.IntRange(1, 40),
    default=10,
    show_default=True,
    help=later("The autograder's timeout in the assignment's settings on Gradescope."),
)
@click.option("--force", is_flag=True, help=later("Overwrite files that differ."))
@options.solutions
def to_gradescope_autograder(
    name: str, output: Path, minutes: int, force: bool, solutions: Path | None
) -> None:
    """Write the zip, once it is certain that it can grade."""
    from grader import course as courses
    from grader.checks import assignment as assignments
    from grader.cli.files import write_bytes
    from grader.course.autograder import pack_autograder, require_full_marks, require_writable

    course = courses.find([options.here()], solutions)
    assignment = assignments.load(course.folder(name), course.solutions)

    data = pack_autograder(assignment, course, minutes * 60)
    require_writable(output, course, data, force=force)
    require_full_marks(_graded_reference(assignment))

    write_bytes(output, data)
    click.echo(
        _("{file} contains the solutions: do not give it to students", file=output), err=True
    )
    click.echo(_(_NEXT, file=output, minutes=minutes), err=True)


def _graded_reference(assignment: Assignment) -> Report:
    from grader.grading.grader import Grader
    from grader.sandbox import probe

    tier = probe.choose(None)
    with options.listener() as listener, Grader(tier, "cpu", listener) as grader:
        return grader.grade_reference(assignment)


def _titled(name: str, gradebook: Path, column: str | None) -> tuple[str, list[Grade]]:
    """Return what the column is called on the platform, and the grades."""
    from grader.classroom.gradebook import Gradebook

    with Gradebook(gradebook) as book:
        return column or book.title(name), book.grades(name)


def _grades(name: str, gradebook: Path) -> list[Grade]:
    from grader.classroom.gradebook import Gradebook

    with Gradebook(gradebook) as book:
        return book.grades(name)


def _fill_in(
    grades: Sequence[Grade],
    worksheet: Path,
    output: Path,
    fill: Callable[[Sequence[Grade], str], Export],
) -> int:
    """Fill in a platform's file, print what does not match, and return the exit code."""
    from grader.cli.files import read_export, write_export

    if output.exists() and output.samefile(worksheet):
        raise click.UsageError(_("-o must name another file than --file, which is not changed"))

    text, encoding = read_export(worksheet)
    filled = fill(grades, text)
    write_export(output, filled.text, encoding)

    for note in filled.notes:
        click.echo(_("note: {note}", note=printable(note)), err=True)
    ours = [one_line(f"{person.key} {person.name}".strip(), 100) for person in filled.unmatched]
    theirs = [one_line(student, 100) for student in filled.missing]
    options.print_list(_("graded, but not in {file}", file=worksheet.name), ours)
    options.print_list(_("in {file}, but not graded", file=worksheet.name), theirs)
    _print_done(output, filled.matched)
    return 1 if filled.unmatched else 0


def _print_done(output: Path, students: int) -> None:
    click.echo(_("{file}: {students}", file=output, students=plural(students, "student")), err=True)
