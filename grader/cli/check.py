"""``grade check``: grade one submission, or each of a folder that holds several."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import formats, options
from grader.cli.command import Command
from grader.errors import GradeError, UsageError
from grader.language import _, later, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from grader.course import Course
    from grader.results import Report

_FOR_INSTRUCTORS = ("terminal", "json")
_FULL = 100.0
_HOMEWORK = (".ipynb", ".py", ".zip")


_only = click.option(
    "--check",
    "only",
    metavar="NAME",
    multiple=True,
    help=later("Run only this check, or all checks of this function; can be repeated."),
)


@click.command(
    cls=Command,
    help=later(
        "Grade one submission: a .py, an .ipynb, a folder or a zip (default: the current folder). "
        "In a folder with several assignments, grade each."
    ),
    epilog=later(
        "  grade check                        the homework in this folder\n"
        "  grade check ada.zip -a fizzbuzz    a zip, for one assignment\n"
        "  grade check --check backward       only one function, or one check\n"
        "  grade check --watch                again at each save\n"
        "  grade check --html report.html     also write a page for the browser"
    ),
)
@click.argument("path", type=click.Path(readable=False, path_type=Path), default=".")
@options.inferred_assignment
@_only
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
    "--watch", is_flag=True, help=later("Grade again whenever the homework is saved; q ends it.")
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 100),
    default=_FULL,
    metavar="PERCENT",
    help=later("Exit with 0 if the score is at least this percentage.  [default: 100]"),
)
@click.option(
    "--for",
    "reader",
    type=click.Choice(["student", "instructor"]),
    default="student",
    show_default=True,
    help=later("Who reads it: to a student, a hidden check says little."),
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
    watch: bool,
    min_score: float,
    reader: str,
    solutions: Path | None,
) -> None:
    """Grade."""
    # Imported here, so that `grade --help` is quick.
    from grader import course as courses
    from grader.checks import assignment as assignments
    from grader.grading.grader import Grader
    from grader.sandbox import probe

    if watch:
        _require_alone("--watch", form, output, html, reader)
    for option, file in (("-o", output), ("--html", html)):
        _require_writable(option, file)
    if reader == "instructor" and form not in _FOR_INSTRUCTORS:
        raise UsageError(
            _("--format {format} is for students", format=form),
            hint=_("--for instructor takes one of: {names}", names=_(", ").join(_FOR_INSTRUCTORS)),
        )
    if output is not None and html is not None and output.resolve() == html.resolve():
        raise UsageError(_("-o and --html name the same file"))

    course, path = courses.with_submission(options.here(), path, solutions)
    todo = _todo(course, path, name, only)
    write = formats.writer(form, len(todo), to_file=output is not None)
    write_page = _page_writer() if html else None

    # All are read before one is graded: a wrong assignment.toml costs no report.
    submissions = [
        (assignments.load(course.folder(assignment_name), course.solutions), place)
        for assignment_name, place in todo
    ]

    tier = probe.choose(isolation)
    if watch:
        from grader.cli.watch import Homework, Watch

        with Grader(tier, device) as grader:
            homework = [Homework(assignment, place) for assignment, place in submissions]
            Watch(grader, homework, only=only or None, whole=load == "full").run()
        return

    reports = []
    review = reader == "instructor"
    with options.listener() as listener, Grader(tier, device, listener, review=review) as grader:
        for assignment, place in submissions:
            listener.starts(assignment.name)
            whole = load == "full"
            report = grader.grade_file(assignment, place, whole=whole, only=only or None)
            reports.append(report if reader == "instructor" else report.for_student())

    # Files come before standard output.
    writers: list[Callable[[], None]] = []
    if write_page:
        titles = {assignment.name: assignment.title for assignment, _place in submissions}
        writers.append(lambda: _put(write_page(reports, titles), "--html", html))
    if output is None and form == "terminal":
        text = "".join([write(reports), *_how_to_hand_in(course, reports, only)])
        writers.append(lambda: click.echo(text, nl=False, color=True))
    else:
        writers.append(lambda: _put(write(reports), "-o", output))
    _call_all(writers)
    if html is not None and options.lively(sys.stderr):
        click.echo(_("{file} is written", file=one_line(str(html), 200)), err=True)

    context.exit(max(_exit_code(report, min_score) for report in reports))


@click.command(
    cls=Command,
    help=later(
        "Grade a homework again whenever it is saved: the same as `grade check --watch`. Keys: q "
        "quits, a grades all again, f shows the next function alone, h opens the page."
    ),
    epilog=later(
        "  grade watch                        the homework in this folder\n"
        "  grade watch --check backward       only one function, or one check"
    ),
)
@click.argument("path", type=click.Path(readable=False, path_type=Path), default=".")
@options.inferred_assignment
@_only
@options.device
@options.isolation
@options.load
@options.solutions
@click.pass_context
def watch(context: click.Context, /, **chosen: Any) -> None:
    """Grade again and again."""
    context.invoke(check, **chosen, watch=True)


def _require_alone(
    option: str, form: str, output: Path | None, html: Path | None, reader: str
) -> None:
    """Refuse what makes no sense with an option that shows reports on the screen alone."""
    given = {
        "--format": form != "terminal",
        "-o": output is not None,
        "--html": html is not None,
        "--for": reader != "student",
    }
    for other, is_given in given.items():
        if is_given:
            raise UsageError(
                _("{option} and {other} exclude each other", option=option, other=other)
            )


def _how_to_hand_in(
    course: Course, reports: Sequence[Report], only: Sequence[str]
) -> Iterator[str]:
    """Yield what a student reads below a report: how to hand in, as far as the course says it."""
    if course.solutions:
        return

    hand_in = course.settings.hand_in
    if hand_in and (hand_in.kind or hand_in.how):
        line = hand_in.how
        if hand_in.kind:
            line = _("`grade submit` hands it in. {how}", how=hand_in.how)
        yield line.rstrip() + "\n"
        return

    done = [one.file or one.submission for one in reports if _exit_code(one, _FULL) == 0]
    if done and not only:
        names = _(", ").join(one_line(file, 200) for file in done)
        yield _("All checks here pass: hand in {names} as your course asks.", names=names) + "\n"


def _todo(
    course: Course, path: Path, name: str | None, only: Sequence[str]
) -> list[tuple[str, Path]]:
    """Return the assignments to grade, each with the path of its submission."""
    from grader import course as courses

    if name:
        return [(name, courses.place_of(course, name, path))]

    several = courses.several(course, path)
    if not several:
        return [(courses.guess(course, path.resolve()), path)]
    if only and len(several) > 1:
        names = _(", ").join(assignment for assignment, _folder in several)
        raise UsageError(
            _("which assignment does {name} belong to?", name=_(", ").join(only)),
            hint=_("add -a with one of: {names}", names=names),
        )
    return several


def _page_writer() -> Callable[[Sequence[Report], Mapping[str, str]], str]:
    """Return the function that turns reports into a page.

    Raises:
        UsageError: there is no matplotlib, which draws the plots.
    """
    from grader.report.html import plots, to_html

    plots.require_matplotlib()
    return to_html


def _require_writable(option: str, file: Path | None) -> None:
    """Refuse, before anything is graded, a file that cannot be written, or may be a homework."""
    if file is None:
        return

    hint = _("{option} must name a file in a folder that exists", option=option)
    if not file.parent.is_dir():
        raise UsageError(_("cannot write {file}: no such folder", file=file), hint=hint)
    if file.is_dir():
        raise UsageError(_("cannot write {file}: it is a folder", file=file), hint=hint)
    if file.exists() and file.suffix.lower() in _HOMEWORK:
        raise UsageError(
            _("{option} would overwrite {file}", option=option, file=file),
            hint=_("name another file, with another extension"),
        )


def _call_all(writers: Sequence[Callable[[], None]]) -> None:
    """Call each, even if another one fails; then raise the first error."""
    errors = []
    for write in writers:
        try:
            write()
        except Exception as error:  # noqa: BLE001, PERF203 - raised below
            errors.append(error)
    if errors:
        raise errors[0]


def _put(text: str, option: str, file: Path | None) -> None:
    """Write a text to a file, or to standard output.

    Programs read it: it is in UTF-8, whatever the locale.
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
