"""What ``grade check`` writes: a function per format, made before grading, so that what is missing is said at once."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from grader.cli import options
from grader.errors import UsageError
from grader.language import _
from grader.results import Report

Writer = Callable[[Sequence[Report]], str]
FORMATS = ("terminal", "json", "junit", "gradescope", "classroom50", "github", "prairielearn")
_OF_ONE = ("gradescope", "classroom50", "prairielearn")


def writer(form: str, reports: int, *, to_file: bool) -> Writer:
    """Give what makes a text of reports, in one of FORMATS.

    Args:
        reports: how many there will be.
        to_file: whether the text goes to a file, so that nobody sees its colours.

    Raises:
        UsageError: the format holds one report only, or needs something of the environment that is not there.
    """
    if form in _OF_ONE and reports > 1:
        words = _("--format {format} takes one assignment").format(format=form)
        raise UsageError(words, hint=_("name its folder, or add -a"))
    return {
        "terminal": lambda: _terminal(to_file=to_file),
        "json": _json,
        "junit": _junit,
        "gradescope": _gradescope,
        "classroom50": _classroom50,
        "github": _github,
        "prairielearn": _prairielearn,
    }[form]()


def _terminal(*, to_file: bool) -> Writer:
    from grader.report import to_terminal

    color = not to_file and options.lively(sys.stdout)
    return lambda reports: to_terminal(*reports, width=options.width(color=color), color=color)


def _json() -> Writer:
    from grader.report import to_json

    return lambda reports: to_json(*reports)


def _junit() -> Writer:
    from grader.report import to_junit

    return lambda reports: to_junit(reports, datetime.now(timezone.utc))


def _gradescope() -> Writer:
    from grader.report import to_gradescope

    return lambda reports: to_gradescope(reports[0])


def _classroom50() -> Writer:
    from grader.report import to_classroom50
    from grader.report.classroom50 import Context

    context = Context.read(os.environ)
    return lambda reports: to_classroom50(reports[0], context, datetime.now(timezone.utc))


def _prairielearn() -> Writer:
    from grader.report import to_prairielearn

    return lambda reports: to_prairielearn(reports[0])


def _github() -> Writer:
    """Write the job's summary and outputs too, where GitHub says into which files."""
    from grader.report import to_github, to_github_summary

    root = Path(os.environ.get("GITHUB_WORKSPACE") or options.here()).resolve()
    files = {"GITHUB_STEP_SUMMARY": to_github_summary, "GITHUB_OUTPUT": _outputs}

    def write(reports: Sequence[Report]) -> str:
        for variable, text in files.items():
            if name := os.environ.get(variable):
                with Path(name).open("a", encoding="utf-8") as file:
                    file.write(text(reports))
        return to_github(reports, root, secrets.token_hex(16))

    return write


def _outputs(reports: Sequence[Report]) -> str:
    """Give what later steps of a job can use: numbers alone, nothing that a submission chose."""
    score, most = (sum(getattr(report, name) for report in reports) for name in ("score", "max_score"))
    return f"score={score:.10g}\nmax-score={most:.10g}\n"
