"""``grade check``: grade one submission, or each of a folder that holds several."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import formats, options
from grader.cli.command import Command
from grader.errors import GradeError, UsageError
from grader.language import _, later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from grader.course import Course
    from grader.results import Report

_FULL = 100.0
_HOMEWORK = (".ipynb", ".py", ".zip")


@click.command(
    cls=Command,
    help=later(
        "Grade one submission: a .py, an .ipynb, a folder or a zip (default: the current folder). "
        "In a folder with several assignments, grade each."
    ),
    epilog=later(
        "  grade check                        the homework in this folder\n"
        "  grade check ada.zip -a fizzbuzz    a zip, for one assignment\n"
        "  grade check --check backward       one function alone, or one check\n"
        "  grade check --html report.html     a page to look at"
    ),
)
@click.argument("path", type=click.Path(readable=False, path_type=Path), default=".")
@click.option(
    "-a", "--assignment", "name", help=later("The assignment; by default told from the path.")
)
@click.option(
    "--check",
    "only",
    metavar="NAME",
    multiple=True,
    help=later("Run this check alone, or all checks of this function; may be given several times."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(formats.FORMATS),
    default="terminal",
    show_default=True,
    help=later("What to write: for people, for programs, or for a platform."),
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help=later("Write the result to this file.")
)
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    help=later("Also write an HTML page with plots to this file."),
)
@options.device
@options.isolation
@options.load
@click.option(
    "--min-score",
    type=click.FloatRange(0, 100),
    default=_FULL,
    metavar="PERCENT",
    help=later("Exit with 0 from this percentage on.  [default: 100]"),
)
@options.solutions
@click.pass_context
def check(
    context: click.Context,
    path: Path,
    name: str | None,
    only: tuple[str, ...],
    form: str,
    output: Path | None,
    html: Path | None,
    device: str,
    isolation: str | None,
    load: str,
    min_score: float,
    solutions: Path | None,
) -> None:
    """Grade."""
    # Imported here, so that `grade --help` is quick.
    from grader import course as courses
    from grader import grading, submission
    from grader.checks import assignment as assignments
    from grader.sandbox import probe
    from grader.sandbox.warm import Warms
    from grader.submission import files

    files.require_existence(path)
    for option, file in (("-o", output), ("--html", html)):
        _insist_on_room(option, file)
    if output is not None and html is not None and output.resolve() == html.resolve():
        raise UsageError(_("-o and --html name the same file"))
    course = courses.find([options.here(), path.resolve()], solutions)
    todo = _todo(course, path, name, only)
    write = formats.writer(form, len(todo), to_file=output is not None)
    write_page = _page_writer() if html else None
    reports, titles = [], {}
    with Warms(probe.choose(isolation)) as warms, options.listener() as listener:
        for one, where in todo:
            assignment = assignments.load(course.folder(one), course.solutions)
            titles[assignment.name] = assignment.manifest.title
            place, warm = grading.warm_for(warms, assignment, device)
            handed_in = submission.read(where, assignment.name, whole=load == "full")
            reports.append(
                grading.grade(
                    assignment, handed_in, warm, listener, device=place, only=only or None
                )
            )
    with contextlib.ExitStack() as each:  # also if another cannot be written; the last one is first
        if output is None and form == "terminal":
            each.callback(click.echo, write(reports), nl=False, color=True)
        else:
            each.callback(_put, write(reports), "-o", output)
        if write_page:
            each.callback(_put, write_page(reports, titles), "--html", html)
    context.exit(max(_exit_code(report, min_score) for report in reports))


def _todo(
    course: Course, path: Path, name: str | None, only: Sequence[str]
) -> list[tuple[str, Path]]:
    """Give the assignments to grade, each with where its submission is."""
    from grader import course as courses

    if name:
        return [(name, path)]
    several = courses.several(course, path)
    if not several:
        return [(courses.guess(course, path.resolve()), path)]
    if only and len(several) > 1:
        names = ", ".join(one for one, _folder in several)
        raise UsageError(
            _("which assignment's {name}?", name=", ".join(only)),
            hint=_("add -a with one of: {names}", names=names),
        )
    return several


def _page_writer() -> Callable[[Sequence[Report], Mapping[str, str]], str]:
    """Give what makes a page of reports; the plots are made by a library that not everybody has."""
    from grader.report.html import plots, to_html

    plots.insist_on_matplotlib()
    return to_html


def _insist_on_room(option: str, file: Path | None) -> None:
    """Refuse, before anything is graded, a file that cannot be written.

    Or that may be somebody's homework.
    """
    if file is None:
        return
    hint = _("{option} names a file in a folder that exists", option=option)
    if not file.parent.is_dir():
        raise UsageError(_("cannot write {file}: no such folder", file=file), hint=hint)
    if file.is_dir():
        raise UsageError(_("cannot write {file}: it is a folder", file=file), hint=hint)
    if file.exists() and file.suffix.lower() in _HOMEWORK:
        words = _("{option} would overwrite {file}", option=option, file=file)
        raise UsageError(words, hint=_("name another file, with another ending"))


def _put(text: str, option: str, file: Path | None) -> None:
    """Write a text to a file, or to standard output, in UTF-8 whatever the locale.

    Programs read it.
    """
    from grader.cli.files import write_bytes

    data = text.encode("utf-8", "replace")
    if file is None:
        click.echo(data, nl=False)
    else:
        write_bytes(file, data, option)


def _exit_code(report: Report, min_score: float) -> int:
    if report.broken:
        return GradeError.exit_code
    percent = _FULL * report.score / report.max_score if report.max_score else 0.0
    return 0 if percent >= min_score - 1e-9 else 1
