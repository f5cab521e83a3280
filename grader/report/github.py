"""The output for GitHub Actions: annotations on the student's own lines, and the job's summary.

See https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.language import _, one_line, plural, printable
from grader.report.feedback import (
    feedback,
    listed,
    notes,
    points_line,
    remarks,
    to_do,
    unlisted_points,
)
from grader.report.marks import word
from grader.report.terminal import to_terminal
from grader.results import CheckResult, Outcome, Place, Report

_MOST_ANNOTATIONS = 10  # of a kind and a step, GitHub shows no more
_LEVELS = {Outcome.FAILED: "error", Outcome.PARTIAL: "warning", Outcome.BROKEN: "error"}
_SIGNS = {
    Outcome.PASSED: "✅",
    Outcome.PARTIAL: "🟡",
    Outcome.FAILED: "❌",
    Outcome.BROKEN: "⚠️",
}
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_TABLE = "| | | |\n|---|--:|---|"


def to_github(reports: Sequence[Report], root: Path, token: str) -> str:
    """Return what is printed in a job: the report as on a terminal, then the annotations.

    Parts of the report come from the submission: while it is printed, GitHub's commands are off.

    Args:
        root: of the repository, resolved: file names are relative to it.
        token: an unpredictable one, which switches the commands on again.
    """
    quiet = [f"::stop-commands::{token}", to_terminal(*reports).rstrip("\n"), f"::{token}::"]
    return "\n".join([*quiet, *_annotations(reports, root)]) + "\n"


def to_github_summary(reports: Sequence[Report]) -> str:
    """Return the job's summary, in Markdown."""
    return "\n\n".join(block for report in reports for block in _blocks(report)) + "\n"


def _annotations(reports: Sequence[Report], root: Path) -> Iterator[str]:
    """Yield the costliest mistakes, in the order of the checks.

    A submission that cannot be read gets one annotation, not one for each check, and so does all
    that is not written yet.
    """
    lost = []
    for report in reports:
        for check in report.checks[:1] if report.problem else listed(report):
            if check.outcome is not Outcome.PASSED:
                lost.append((report, check))  # noqa: PERF401 - easier to read

    costliest = sorted(lost, key=lambda pair: pair[1].score - pair[1].max_score)
    costliest = costliest[:_MOST_ANNOTATIONS]
    for report, check in lost:
        if (report, check) in costliest:
            yield _annotation(report, check, root)
    for report in reports:
        if lines := to_do(report):
            where = dict(_spot(report, report.to_do[0].place, root))
            yield _command("error", {**where, "title": report.assignment}, "\n".join(lines))


def _annotation(report: Report, check: CheckResult, root: Path) -> str:
    properties = dict(_where(report, check, root))
    if report.problem:
        properties["title"] = report.assignment
        text = report.problem
    else:
        properties["title"] = _title(check)
        text = "\n".join(feedback(check)) or check.title

    return _command(_LEVELS[check.outcome], properties, text)


def _command(level: str, properties: Mapping[str, str], text: str) -> str:
    encoded = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {encoded}::{_data(text)}"


def _where(report: Report, check: CheckResult, root: Path) -> Iterator[tuple[str, str]]:
    if check.outcome is not Outcome.BROKEN:
        yield from _spot(report, check.place, root)


def _spot(report: Report, place: Place | None, root: Path) -> Iterator[tuple[str, str]]:
    file = Path(report.file).resolve()
    if report.file and file.is_relative_to(root):
        yield "file", file.relative_to(root).as_posix()
        if place and place.file_line:
            yield "line", str(place.file_line)


def _title(check: CheckResult) -> str:
    return _(
        "{title} ({score:g} of {points})",
        title=check.title,
        score=check.score,
        points=plural(check.max_score, "point"),
    )


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")


def _blocks(report: Report) -> Iterator[str]:
    yield f"## {_markdown(one_line(report.assignment))}"
    yield f"**{_markdown(points_line(report))}**"
    yield from map(_markdown, [*notes(report), *remarks(report)])
    if report.problem:
        said, *code = printable(report.problem).split("\n")
        yield _markdown(said)
        yield from ["\n".join(code)] if code else []  # with four blanks before: a block of code
    else:
        if checks := listed(report):
            yield "\n".join([_TABLE, *map(_row, checks)])
        if lines := to_do(report):
            points = plural(unlisted_points(report), "point")
            yield _markdown("\n".join([*lines, _("({points})", points=points)]))


def _row(check: CheckResult) -> str:
    hidden = _("(hidden)") if check.hidden else ""
    title = f"**{_markdown(check.title)}** {_markdown(hidden)}".rstrip()
    spot = [check.place.spot] if check.place and check.place.spot else []
    lines = [title, *map(_markdown, spot), *map(_markdown, feedback(check))]

    outcome = f"{_SIGNS[check.outcome]} {_markdown(word(check.outcome))}"
    points = f"{check.score:g}/{check.max_score:g}"
    return f"| {outcome} | {points} | {'<br>'.join(lines)} |"


def _markdown(text: str) -> str:
    """Escape all punctuation, so that Markdown shows the text as it is."""
    return _PUNCTUATION.sub(r"\\\1", printable(text)).replace("\n", "<br>")
