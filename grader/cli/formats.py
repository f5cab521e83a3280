"""What ``grade check`` writes: a function per format.

It is made before grading, so that what is missing is reported at once.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import click

from grader.cli import options
from grader.errors import UsageError
from grader.language import _
from grader.results import Report

Writer = Callable[[Sequence[Report]], str]


@dataclass(frozen=True)
class _Format:
    """A format of reports.

    Attributes:
        make: returns its writer; it is given whether to use colours.
        several: whether it holds several reports.
    """

    make: Callable[[bool], Writer]
    several: bool = True


def writer(form: str, reports: int, *, to_file: bool) -> Writer:
    """Return the function that turns reports into a text, in one of FORMATS.

    Args:
        reports: how many there will be.
        to_file: whether the text goes to a file, which gets no colours.

    Raises:
        UsageError: the format holds one report only, or needs something of the environment that is
            not there.
    """
    if reports > 1 and not _FORMATS[form].several:
        raise UsageError(
            _("--format {format} takes one assignment", format=form),
            hint=_("name its folder, or add -a"),
        )

    color = not to_file and options.lively(sys.stdout)
    return _FORMATS[form].make(color)


def _terminal(color: bool) -> Writer:
    from grader.report.terminal import to_terminal

    return lambda reports: to_terminal(*reports, width=options.width(color=color), color=color)


def _json(_color: bool) -> Writer:
    from grader.report.json import to_json

    return lambda reports: to_json(*reports)


def _junit(_color: bool) -> Writer:
    from grader.report.junit import to_junit

    return lambda reports: to_junit(reports, _now())


def _gradescope(_color: bool) -> Writer:
    from grader.report.gradescope import to_gradescope

    return lambda reports: to_gradescope(reports[0])


def _prairielearn(_color: bool) -> Writer:
    from grader.report.prairielearn import to_prairielearn

    return lambda reports: to_prairielearn(reports[0])


def _classroom50(_color: bool) -> Writer:
    from grader.report.classroom50 import read_context, to_classroom50

    context = read_context(os.environ)
    return lambda reports: to_classroom50(reports[0], context, _now())


def _github(_color: bool) -> Writer:
    """Return a writer that also writes the job's summary and outputs, if GitHub names files."""
    from grader.report.github import to_github, to_github_summary

    root = Path(os.environ.get("GITHUB_WORKSPACE") or options.here()).resolve()
    files = {"GITHUB_STEP_SUMMARY": to_github_summary, "GITHUB_OUTPUT": _outputs}

    def write(reports: Sequence[Report]) -> str:
        for variable, text in files.items():
            if name := os.environ.get(variable):
                _append(Path(name), text(reports))
        return to_github(reports, root, secrets.token_hex(16))

    return write


def _append(path: Path, text: str) -> None:
    """Add to a file of GitHub's; if that fails, the report itself is written nevertheless."""
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        click.echo(
            _("note: cannot write {file}: {error}", file=path, error=error.strerror),
            err=True,
        )


def _outputs(reports: Sequence[Report]) -> str:
    """Return what later steps of a job can use: only numbers, nothing that a submission chose."""
    score = sum(report.score for report in reports)
    max_score = sum(report.max_score for report in reports)
    return f"score={score:.10g}\nmax-score={max_score:.10g}\n"


def _now() -> datetime:
    return datetime.now(timezone.utc)


_FORMATS = {
    "terminal": _Format(_terminal),
    "json": _Format(_json),
    "junit": _Format(_junit),
    "gradescope": _Format(_gradescope, several=False),
    "classroom50": _Format(_classroom50, several=False),
    "github": _Format(_github),
    "prairielearn": _Format(_prairielearn, several=False),
}
FORMATS = tuple(_FORMATS)
