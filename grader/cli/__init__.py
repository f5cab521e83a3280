"""The command line: parse, call, print, exit. Only this module prints, exits or reads the environment.

Exit codes: 0 full marks (or at least --min-score), 1 below, 2 bad usage or bad input, 3 the grader's or an author's
fault, 130 interrupted.
"""

from __future__ import annotations

import argparse
import gettext
import os
import signal
import sys

import click

from grader import __version__
from grader.cli.author import release, validate
from grader.cli.batch import batch
from grader.cli.check import check
from grader.cli.command import Command, Group
from grader.cli.export import export
from grader.cli.gradebook import adjust, diff, forget
from grader.cli.report import report
from grader.errors import GradeError, UsageError
from grader.language import CATALOGUES, LANGUAGES, _, later, preferred, speak

_INTERRUPTED = 130


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=later("Grade homework of a deep-learning course: safely, quickly, and saying what went wrong."),
)
@click.version_option(__version__, prog_name="grade", help=later("Show the version and exit."))
def cli() -> None:
    """Hold the commands."""


@cli.command(
    cls=Command,
    help=later("Say what this machine offers: versions, device, isolation."),
    epilog="  grade doctor",
)
def doctor() -> None:
    """Say what this machine offers."""
    from rich.cells import set_cell_size

    from grader.doctor import examine

    for topic, words in examine():
        click.echo(f"{set_cell_size(topic, 12)} {words}")


for command in (adjust, batch, check, diff, export, forget, release, report, validate):
    cli.add_command(command)


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
