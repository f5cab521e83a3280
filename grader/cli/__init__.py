"""The command line: parse, call, print, exit.

Only this package prints, exits or reads the environment.

Exit codes: 0 full marks (or at least --min-score), 1 below, 2 bad usage, bad input or output that
cannot be written, 3 the grader's or an author's fault, 130 interrupted.
"""

from __future__ import annotations

import argparse
import gettext
import os
import signal
import sys

import click

from grader import __version__
from grader.cli import streams
from grader.cli.author import release, secret, validate
from grader.cli.batch import batch
from grader.cli.check import check, watch
from grader.cli.command import Command, Sections
from grader.cli.export import export
from grader.cli.gradebook import adjust, diff, forget
from grader.cli.report import report
from grader.cli.submit import submit
from grader.errors import GradeError, UsageError
from grader.language import CATALOGUES, LANGUAGES, _, later, preferred, printable, speak

_INTERRUPTED = 130
_LONGEST = 10_000


@click.command(
    cls=Command,
    help=later("Show what this machine offers: versions, device, isolation."),
    epilog="  grade doctor",
)
def doctor() -> None:
    """Show what this machine offers."""
    from rich.cells import set_cell_size

    from grader.cli.capabilities import examine

    for topic, finding in examine():
        click.echo(f"{set_cell_size(topic, 12)} {finding}")


@click.group(
    cls=Sections,
    sections={
        later("For students"): [check, watch, submit, doctor],
        later("For instructors"): [batch, report, diff, adjust, export, forget],
        later("For authors of assignments"): [release, validate, secret],
    },
    context_settings={"help_option_names": ["-h", "--help"]},
    help=later(
        "Grade the homework of a deep-learning course: safely, quickly, and with an explanation "
        "of what is wrong."
    ),
    epilog=later("  grade check                        the homework in this folder"),
)
@click.version_option(__version__, prog_name="grade", help=later("Show the version and exit."))
def cli() -> None:
    """Hold the commands."""


def main() -> None:
    """Run ``grade``; whatever goes wrong becomes one line and an exit code."""
    messages = streams.hold()
    language = _language(sys.argv[1:])

    # click takes its own messages from the catalogue "click", in this language.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("click", str(CATALOGUES))
    gettext.textdomain("click")

    with speak(language):
        code = _run()
    sys.exit(max(code, UsageError.exit_code) if messages.lost else code)


def _language(arguments: list[str]) -> str:
    """Return the language, from --lang or the locale.

    It is needed before click reads the arguments: click's own errors, and --help wherever it is in
    the line, are in that language too.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", nargs="?")
    asked: str | None = parser.parse_known_args(arguments)[0].lang
    return asked if asked in LANGUAGES else preferred(os.environ)


def _run() -> int:
    """Run the command, and return the exit code."""
    try:
        _end_in_order()
        code: int | None = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exception as error:
        if os.environ.get("GRADE_DEBUG"):
            raise
        return _report_error(error)
    except KeyboardInterrupt:
        _complain(_("interrupted"), "")
        return _INTERRUPTED
    return code or 0


def _end_in_order() -> None:
    """Make signals that end a process end it as Ctrl-C does, leaving nothing behind.

    What `nohup` ignores stays ignored. A process inherits which signals are blocked or ignored, so
    both are reset: otherwise the end of a submission's process could go unnoticed.
    """
    if sys.platform == "win32":
        return
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(_number: int, _frame: object) -> None:
    # A terminal that closes may say so twice: the second time would interrupt the tidying up.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    raise KeyboardInterrupt


def _report_error(error: Exception) -> int:
    """Print what went wrong, without a traceback, and return the exit code."""
    if isinstance(error, GradeError):
        _complain(error.message, error.hint)
        return error.exit_code

    if isinstance(error, click.Abort):
        _complain(_("interrupted"), "")
        return _INTERRUPTED

    if isinstance(error, OSError):
        message = error.strerror or str(error)
        if error.filename:
            message = _("{file}: {error}", file=error.filename, error=message)
        _complain(message, _("is the disk full, or are you not allowed to write the file?"))
        return UsageError.exit_code

    description = f"{type(error).__name__}: {error}"
    _complain(
        _("internal error: {error}", error=description),
        _("GRADE_DEBUG=1 shows the traceback: please report it"),
    )
    return GradeError.exit_code


def _complain(message: str, hint: str) -> None:
    click.echo(printable(f"grade: {message}", _LONGEST), err=True)
    if hint:
        click.echo(printable(_("hint: {hint}", hint=hint), _LONGEST), err=True)
