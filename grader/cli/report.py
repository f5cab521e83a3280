"""``grade report``: a gradebook as web pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.command import Command
from grader.errors import UsageError
from grader.language import _, later, plural

if TYPE_CHECKING:
    from grader.classroom.gradebook import Gradebook
    from grader.classroom.pages.class_page import Front


@click.command(
    cls=Command,
    help=later(
        "Write a gradebook as web pages: for each assignment a page of the class, for each student "
        "a page in students/ that you can give to them, and one in instructors/ with all that is "
        "known of hidden checks. Default: all assignments."
    ),
    epilog=later(
        "  grade report gradebook.sqlite -o pages                open pages/index.html\n"
        "  grade report gradebook.sqlite -o pages -a fizzbuzz"
    ),
)
@click.argument("gradebook", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=later("The folder to write to."),
)
@click.option("-a", "--assignment", "name", help=later("Only this assignment."))
@options.anonymous
def report(gradebook: Path, output: Path, name: str | None, anonymous: bool) -> None:
    """Write pages."""
    from grader.classroom.gradebook import Gradebook
    from grader.classroom.pages import to_front_page
    from grader.classroom.pages.class_page import INDEX
    from grader.cli.files import write_exports

    with Gradebook(gradebook) as book:
        names = [name] if name else book.assignments()
        if not names:
            raise UsageError(
                _("{file} contains no assignment yet", file=gradebook),
                hint=_("grade batch fills it"),
            )
        fronts = [
            _write_class(book, assignment, output / assignment, anonymous=anonymous)
            for assignment in names
        ]

    write_exports(output, {INDEX: to_front_page(fronts)})
    students = plural(max(front.statistics.students for front in fronts), "student")
    click.echo(_("{file}: {students}", file=output / INDEX, students=students), err=True)


def _write_class(book: Gradebook, name: str, folder: Path, *, anonymous: bool) -> Front:
    """Write the pages of an assignment, and return its entry on the front page."""
    from grader.classroom.grades import anonymised
    from grader.classroom.pages import to_pages
    from grader.classroom.pages.class_page import INDEX, INSTRUCTORS, STUDENTS, Front
    from grader.cli.files import write_exports
    from grader.report.html.template import MADE_BY

    title = book.title(name)
    grades = book.grades(name)
    if anonymous:
        # Sorted, because the order of the class list would show who is who.
        grades = sorted(map(anonymised, grades), key=lambda grade: grade.person.key)
    pages, statistics = to_pages(grades, title)

    # Remove the pages of an earlier run: they may contain names.
    for kind in (STUDENTS, INSTRUCTORS):
        for page in (folder / kind).glob("*.html"):
            if page.is_file() and MADE_BY in page.read_text("utf-8", "replace")[:2000]:
                page.unlink()

    write_exports(folder, pages)
    return Front(title, f"{name}/{INDEX}", statistics)
