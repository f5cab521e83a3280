"""The command line: parse, call, print, exit. Only this module prints, exits or reads the environment.

Exit codes: 0 full marks (or at least --min-score), 1 below, 2 bad usage or bad input, 3 the grader's or an author's
fault, 130 interrupted.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader import __version__
from grader.errors import GradeError, UsageError

if TYPE_CHECKING:
    from grader.results import Report

_FULL = 100.0
_INTERRUPTED = 130


class _Command(click.Command):
    """A command whose help keeps the line ends of its example."""

    def format_epilog(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        if self.epilog:
            formatter.write(f"\nExample:\n{self.epilog}\n")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grade")
def cli() -> None:
    """Grade homework of a deep-learning course: safely, quickly, and saying what went wrong."""


@cli.command(
    cls=_Command,
    epilog="  grade check                        the homework in this folder\n"
    "  grade check ada.zip -a fizzbuzz    a zip, for one assignment\n"
    "  grade check --check test_backward  one check alone",
)
@click.argument("path", type=click.Path(readable=False, path_type=Path), default=".")
@click.option("-a", "--assignment", "name", help="The assignment; by default told from the path.")
@click.option("--check", "only", metavar="NAME", help="Run this check alone.")
@click.option("--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the result to this file.")
@click.option("--device", type=click.Choice(["auto", "cpu"]), default="auto", show_default=True, help="Where to train.")
@click.option("--isolation", type=click.Choice(["A", "B", "C", "E"]), help="Insist on this isolation tier.")
@click.option(
    "--load",
    type=click.Choice(["slice", "full"]),
    default="slice",
    show_default=True,
    help="Run only what the graded functions need, or the whole file.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 100),
    default=_FULL,
    metavar="PERCENT",
    help="Exit with 0 from this percentage on.  [default: 100]",
)
@click.option(
    "--solutions",
    type=click.Path(path_type=Path),
    envvar="GRADE_SOLUTIONS",
    help="Folder of the solutions; by default solutions/ beside assignments/.",
)
@click.pass_context
def check(
    context: click.Context,
    path: Path,
    name: str | None,
    only: str | None,
    form: str,
    output: Path | None,
    device: str,
    isolation: str | None,
    load: str,
    min_score: float,
    solutions: Path | None,
) -> None:
    """Grade one submission: a .py, an .ipynb, a folder or a zip (default: the current folder)."""
    # Imported here, so that `grade --help` is quick.
    from grader import assignment as assignments
    from grader import course as courses
    from grader import grading, submission
    from grader.progress import Bar, Silence
    from grader.sandbox import tiers
    from grader.sandbox.warm import Warm

    submission.insist_on_existence(path)
    if output is not None and not output.parent.is_dir():
        raise UsageError(f"cannot write {output}: no such folder", hint="-o names a file in a folder that exists")
    course = courses.find([_here(), path.resolve()], solutions)
    assignment = assignments.load(course.folder(name or courses.guess(course, path.resolve())), course.solutions)
    tier = tiers.choose(isolation)
    device = "cpu" if device == "auto" else device
    with (
        Warm(assignment.manifest.preload, device, autograd=assignment.manifest.autograd) as warm,
        Bar() if _lively(sys.stderr) else Silence() as listener,
    ):
        handed_in = submission.read(path, assignment.name, whole=load == "full")
        report = grading.grade(assignment, handed_in, warm, tier, listener, device=device, only=only)
    _show(report, form, output)
    context.exit(_exit_code(report, min_score))


@cli.command(cls=_Command, epilog="  grade doctor")
def doctor() -> None:
    """Say what this machine offers: versions, device, isolation."""
    from grader.doctor import examine

    for topic, words in examine():
        click.echo(f"{topic:<12} {words}")


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError("the current folder is gone", hint="cd to a folder that exists") from None


def _show(report: Report, form: str, output: Path | None) -> None:
    from grader.report import to_json, to_terminal

    if form == "json":
        text = to_json(report)
    else:
        color = output is None and _lively(sys.stdout)
        width = shutil.get_terminal_size((100, 24)).columns if color else 100
        text = to_terminal(report, width=min(width, 120), color=color)
    if output is None:
        click.echo(text, nl=False, color=True)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {output}: {error.strerror}", hint="-o names a file in a folder that exists"
        ) from None


def _exit_code(report: Report, min_score: float) -> int:
    if report.broken:
        return GradeError.exit_code
    percent = _FULL * report.score / report.max_score if report.max_score else 0.0
    return 0 if percent >= min_score - 1e-9 else 1


def _lively(stream: Any) -> bool:
    """Tell whether colour and progress bars are welcome."""
    return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR") and not os.environ.get("CI")


def main() -> None:
    """Run ``grade``; whatever goes wrong becomes one line and an exit code."""
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # before NumPy is imported: small matrices gain nothing from more
    try:
        if os.name != "posix":
            raise UsageError("grade needs Linux or macOS", hint="on Windows, run it in WSL")  # noqa: TRY301 - said below
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)  # end as after Ctrl-C: in order, and leaving nothing
        sys.exit(cli.main(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        if os.environ.get("GRADE_DEBUG"):
            raise
        sys.exit(_report_error(error))
    except KeyboardInterrupt:
        _complain("interrupted", "")
        sys.exit(_INTERRUPTED)


def _report_error(error: Exception) -> int:
    """Say what went wrong, without a traceback, and give the exit code."""
    if isinstance(error, GradeError):
        _complain(error.message, error.hint)
        return error.exit_code
    if isinstance(error, click.Abort):
        _complain("interrupted", "")
        return _INTERRUPTED
    if isinstance(error, BrokenPipeError):  # the reader of our output left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if isinstance(error, OSError):
        _complain(f"{error.filename or 'output'}: {error.strerror}", "is the disk full, or a file not yours?")
        return UsageError.exit_code
    _complain(f"internal error: {type(error).__name__}: {error}", "GRADE_DEBUG=1 shows the traceback: please report it")
    return GradeError.exit_code


def _complain(message: str, hint: str) -> None:
    click.echo(f"grade: {message}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
