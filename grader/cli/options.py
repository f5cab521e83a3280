"""Options that several commands share, and what is the same wherever a command runs."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.errors import UsageError
from grader.language import _, later

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.sandbox.warm import Warm, Warms

_DEVICE = re.compile(r"auto|cpu|cuda(:\d+)?")

solutions = click.option(
    "--solutions",
    type=click.Path(path_type=Path),
    envvar="GRADE_SOLUTIONS",
    help=later("Folder of the solutions; by default solutions/ beside assignments/."),
)
isolation = click.option(
    "--isolation",
    type=click.Choice(["A", "B", "C", "E"]),
    help=later("Insist on this isolation tier.  [default: the strongest]"),
)


def _checked_device(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not _DEVICE.fullmatch(value):
        raise click.BadParameter(_("{value!r} is none of auto, cpu, cuda, cuda:N").format(value=value))
    return value


device = click.option(
    "--device",
    metavar="[auto|cpu|cuda[:N]]",
    default="auto",
    show_default=True,
    callback=_checked_device,
    help=later("Where tensors live and models train; auto is the assignment's choice."),
)


def warm_for(warms: Warms, assignment: Assignment, device: str) -> tuple[str, Warm]:
    """Give the device that an assignment is graded on, and the process that its submissions are forked from."""
    from grader import devices

    place = devices.choose(device, assignment)
    return place, warms.get(assignment.manifest.preload, place, autograd=assignment.manifest.autograd)


def here() -> Path:
    """Give the current folder.

    Raises:
        UsageError: it was deleted.
    """
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError(_("the current folder is gone"), hint=_("cd to a folder that exists")) from None


def lively(stream: Any) -> bool:
    """Tell whether colour and progress bars are welcome."""
    return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR") and not os.environ.get("CI")


def listener() -> Any:
    """Give what shows progress, where somebody looks."""
    from grader.progress import Bar, Silence

    return Bar() if lively(sys.stderr) else Silence()
