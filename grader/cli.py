"""The command line: parse, call, print, exit. Only this module prints, exits or reads the environment.

Exit codes: 0 full marks (or at least --min-score), 1 below, 2 bad usage or bad input, 3 the grader's or an author's
fault, 130 interrupted.
"""

from __future__ import annotations

import argparse
import gettext
import os
import shutil
import signal
import sys
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader import __version__
from grader.errors import GradeError, UsageError
from grader.language import CATALOGUES, LANGUAGES, _, later, preferred, speak

if TYPE_CHECKING:
    from typing_extensions import Self

    from grader.results import Report

_FULL = 100.0
_INTERRUPTED = 130


class _Command(click.Command):
    """A command with ``--lang``, whose help is in that language and keeps the line ends of its example."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = later("The language of all that is printed; by default that of the locale.")
        self.params.append(click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=words))

    def format_help(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super(_Command, self._translated()).format_help(context, formatter)

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        if self.epilog:
            heading = _("Example:")
            formatter.write(f"\n{heading}\n{self.epilog}\n")

    def get_short_help_str(self, limit: int = 45) -> str:
        return super(_Command, self._translated()).get_short_help_str(limit)

    def _translated(self) -> Self:
        """Give a copy in the language in force: the words were taken at import, before it was known."""
        twin = copy(self)
        twin.help, twin.epilog = self.help and _(self.help), self.epilog and _(self.epilog)
        twin.params = [copy(parameter) for parameter in self.params]
        for parameter in twin.params:
            if isinstance(parameter, click.Option):
                parameter.help = parameter.help and _(parameter.help)
        return twin


class _Group(_Command, click.Group):
    """The commands."""


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=later("Grade homework of a deep-learning course: safely, quickly, and saying what went wrong."),
)
@click.version_option(__version__, prog_name="grade", help=later("Show the version and exit."))
def cli() -> None:
    """Hold the commands."""


@cli.command(
    cls=_Command,
    help=later("Grade one submission: a .py, an .ipynb, a folder or a zip (default: the current folder)."),
    epilog=later(
        "  grade check                        the homework in this folder\n"
        "  grade check ada.zip -a fizzbuzz    a zip, for one assignment\n"
        "  grade check --check test_backward  one check alone"
    ),
)
@click.argument("path", type=click.Path(readable=False, path_type=Path), default=".")
@click.option("-a", "--assignment", "name", help=later("The assignment; by default told from the path."))
@click.option("--check", "only", metavar="NAME", help=later("Run this check alone."))
@click.option("--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help=later("Write the result to this file."))
@click.option(
    "--device",
    type=click.Choice(["auto", "cpu"]),
    default="auto",
    show_default=True,
    help=later("Where to train."),
)
@click.option("--isolation", type=click.Choice(["A", "B", "C", "E"]), help=later("Insist on this isolation tier."))
@click.option(
    "--load",
    type=click.Choice(["slice", "full"]),
    default="slice",
    show_default=True,
    help=later("Run only what the graded functions need, or the whole file."),
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 100),
    default=_FULL,
    metavar="PERCENT",
    help=later("Exit with 0 from this percentage on.  [default: 100]"),
)
@click.option(
    "--solutions",
    type=click.Path(path_type=Path),
    envvar="GRADE_SOLUTIONS",
    help=later("Folder of the solutions; by default solutions/ beside assignments/."),
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
    """Grade one submission."""
    # Imported here, so that `grade --help` is quick.
    from grader import assignment as assignments
    from grader import course as courses
    from grader import grading, submission
    from grader.progress import Bar, Silence
    from grader.sandbox import tiers
    from grader.sandbox.warm import Warm

    submission.insist_on_existence(path)
    if output is not None and not output.parent.is_dir():
        words = _("cannot write {file}: no such folder").format(file=output)
        raise UsageError(words, hint=_("-o names a file in a folder that exists"))
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


@cli.command(
    cls=_Command,
    help=later("Say what this machine offers: versions, device, isolation."),
    epilog="  grade doctor",
)
def doctor() -> None:
    """Say what this machine offers."""
    from rich.cells import set_cell_size

    from grader.doctor import examine

    for topic, words in examine():
        click.echo(f"{set_cell_size(topic, 12)} {words}")


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError(_("the current folder is gone"), hint=_("cd to a folder that exists")) from None


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
        words = _("cannot write {file}: {error}").format(file=output, error=error.strerror)
        raise UsageError(words, hint=_("-o names a file in a folder that exists")) from None


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
    language = _language(sys.argv[1:])
    os.environ["LANGUAGE"] = language  # click takes its own words from the catalogue "click", in this language
    gettext.bindtextdomain("click", str(CATALOGUES))
    gettext.textdomain("click")
    with speak(language):
        _run()


def _language(arguments: list[str]) -> str:
    """Find --lang before click does: its own errors, and --help wherever it stands, are to be in that language."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", nargs="?")
    asked: str | None = parser.parse_known_args(arguments)[0].lang
    return asked if asked in LANGUAGES else preferred(os.environ)


def _run() -> None:
    try:
        if os.name != "posix":
            raise UsageError(_("grade needs Linux or macOS"), hint=_("on Windows, run it in WSL"))  # noqa: TRY301 - said below
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
        _complain(_("interrupted"), "")
        sys.exit(_INTERRUPTED)


def _report_error(error: Exception) -> int:
    """Say what went wrong, without a traceback, and give the exit code."""
    if isinstance(error, GradeError):
        _complain(error.message, error.hint)
        return error.exit_code
    if isinstance(error, click.Abort):
        _complain(_("interrupted"), "")
        return _INTERRUPTED
    if isinstance(error, BrokenPipeError):  # the reader of our output left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if isinstance(error, OSError):
        words = _("{file}: {error}").format(file=error.filename or _("output"), error=error.strerror)
        _complain(words, _("is the disk full, or a file not yours?"))
        return UsageError.exit_code
    words = _("internal error: {error}").format(error=f"{type(error).__name__}: {error}")
    _complain(words, _("GRADE_DEBUG=1 shows the traceback: please report it"))
    return GradeError.exit_code


def _complain(message: str, hint: str) -> None:
    click.echo(f"grade: {message}", err=True)
    if hint:
        click.echo(_("hint: {hint}").format(hint=hint), err=True)
