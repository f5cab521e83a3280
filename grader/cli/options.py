"""Options that several commands share, and what is the same wherever a command runs."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from grader.errors import UsageError
from grader.language import _, later, one_line, plural

_DEVICE = re.compile(r"auto|cpu|cuda(:\d+)?")

solutions = click.option(
    "--solutions",
    type=click.Path(path_type=Path),
    envvar="GRADE_SOLUTIONS",
    help=later("Folder of the solutions; by default solutions/ beside assignments/."),
)
gradebook = click.option(
    "--gradebook",
    type=click.Path(path_type=Path),
    default="gradebook.sqlite",
    show_default=True,
    help=later("The gradebook's file."),
)
assignment = click.option(
    "-a", "--assignment", "name", required=True, help=later("The assignment.")
)
inferred_assignment = click.option(
    "-a", "--assignment", "name", help=later("The assignment; by default inferred from the path.")
)
anonymous = click.option(
    "--anonymous", is_flag=True, help=later("Show anonymous ids instead of names.")
)
load = click.option(
    "--load",
    type=click.Choice(["slice", "full"]),
    default="slice",
    show_default=True,
    help=later("Run only what the graded functions need, or the whole file."),
)
_TIERS = click.Choice(["A", "B", "C", "E", "strong"])
isolation = click.option(
    "--isolation",
    type=_TIERS,
    help=later(
        "Require this isolation tier; strong: the strongest one, but never E.  [default: the "
        "strongest]"
    ),
)
isolation_of_class = click.option(
    "--isolation",
    type=_TIERS,
    help=later(
        "Require this isolation tier; strong: the strongest one, but never E.  [default: strong]"
    ),
)


def _checked_device(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not _DEVICE.fullmatch(value):
        raise click.BadParameter(_("{value!r} is not one of auto, cpu, cuda, cuda:N", value=value))
    return value


device = click.option(
    "--device",
    metavar="[auto|cpu|cuda[:N]]",
    default="auto",
    show_default=True,
    callback=_checked_device,
    help=later("The device of tensors and models; auto: what the assignment asks for."),
)


def user() -> str:
    """Return who runs the command: a name, or an id if there is no name."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # in a container, an id may have no name
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def here() -> Path:
    """Return the current folder.

    Raises:
        UsageError: it was deleted.
    """
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError(
            _("the current folder no longer exists"),
            hint=_("cd to a folder that exists"),
        ) from None


def lively(stream: Any) -> bool:
    """Whether to write colours and progress bars to a stream."""
    return (
        stream is not None
        and stream.isatty()
        and not os.environ.get("NO_COLOR")
        and not os.environ.get("CI")
    )


def width(*, color: bool) -> int:
    """Return how wide a text may be: as the terminal, but at most 120 characters."""
    return min(shutil.get_terminal_size((100, 24)).columns if color else 100, 120)


def print_list(heading: str, lines: Sequence[str], most: int | None = None) -> None:
    """Print a list on stderr: its heading with its length, and at most ``most`` of its lines.

    An empty list is not printed.
    """
    if not lines:
        return

    counted = f"{heading} ({len(lines)})"
    click.echo(_("{heading}:", heading=counted), err=True)
    for line in lines[:most]:
        click.echo(f"  {one_line(line)}", err=True)
    if most is not None and len(lines) > most:
        click.echo("  … " + plural(len(lines) - most, "more line"), err=True)


def class_listener(total: int) -> Any:
    """Return what shows the progress of a class: a bar on a terminal, else lines on stderr."""
    from grader.cli.progress import ClassBar, ClassLines

    if lively(sys.stderr):
        return ClassBar(total)
    return ClassLines(total, lambda line: click.echo(one_line(line), err=True))


def listener() -> Any:
    """Return what shows the progress of one submission: a bar on a terminal, else nothing.

    A program that sets GRADE_PROGRESS gets lines.
    """
    from grader.cli.progress import Bar, Marked
    from grader.grading.listener import Silence

    if os.environ.get("GRADE_PROGRESS"):
        return Marked(lambda line: click.echo(Marked.MARK + one_line(line[1:]), err=True))
    return Bar() if lively(sys.stderr) else Silence()
