"""A report for a terminal; colour only repeats what the words say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.language import _, either, one_line, plural, printable
from grader.report.feedback import (
    listed,
    notes,
    points_line,
    remarks,
    review_lines,
    to_do,
    unlisted_points,
)
from grader.report.lines import Lines
from grader.report.marks import TO_DO, word
from grader.report.paragraph import Paragraph
from grader.results import TIER_WORDS, CheckResult, Outcome, Report, Tier

if TYPE_CHECKING:
    from rich.console import Console

_COLORS = {
    Outcome.PASSED: "green",
    Outcome.PARTIAL: "yellow",
    Outcome.FAILED: "red",
    Outcome.BROKEN: "magenta",
}
_MESSAGE_LINES = 20
_OUTPUT_LINES = 8


def to_terminal(*reports: Report, width: int = 100, color: bool = False) -> str:
    """Return reports as lines of at most ``width`` characters; several also have a summary."""
    lines = Lines(width, color=color)
    console = lines.console
    for report in reports:
        _print(report, console)
        if len(reports) > 1:
            console.print()
    if len(reports) > 1:
        console.print(_summary(reports))
    return lines.text


def to_overview(report: Report, *, width: int = 100, color: bool = False) -> str:
    """Return the checks of a report, a line each, and below them what to mend first."""
    lines = Lines(width, color=color)
    console = lines.console
    _print_head(report, console)
    console.print(_table(report, brief=True))

    passed = [check.outcome is Outcome.PASSED for check in report.checks]
    if passed and all(passed) and not report.problem:
        console.print(Padding(Text(_("All checks here pass."), "green"), (1, 0, 0, 0)))
    wrong = [check for check in listed(report) if check.outcome is not Outcome.PASSED]
    # What a hidden check says helps less.
    for check in sorted(wrong, key=lambda check: check.hidden)[:1]:
        heading = _("next: {title}", title=one_line(check.title))
        console.print(Padding(Paragraph(heading, "bold"), (1, 0, 0, 0)))
        for line in _explanation(check, set(), again=False):
            console.print(Padding(line, (0, 0, 0, 2)))
    console.print(Padding(Paragraph(points_line(report), "bold"), (1, 0, 0, 0)))
    return lines.text


def _print_head(report: Report, console: Console) -> None:
    console.print(
        f"[bold]{escape(one_line(report.assignment))}[/]  {escape(one_line(report.submission))}",
        soft_wrap=True,
    )
    for note in notes(report):
        console.print(Padding(Paragraph(note), 0))


def _print(report: Report, console: Console) -> None:
    _print_head(report, console)
    console.print(_table(report))

    console.print(Padding(Text(points_line(report), "bold"), (1, 0, 0, 0)))
    for remark in remarks(report):
        console.print(Padding(Paragraph(remark), 0))

    _print_review(report, console)

    tier = Tier(report.isolation)
    console.print(f"[dim]{escape(_isolation(tier, report.device, console.width))}[/]")
    if tier is Tier.E and any(check.hidden for check in report.checks):
        warning = _(
            "Without isolation a submission can read the hidden checks: `grade doctor` says what "
            "is missing."
        )
        console.print(Padding(Paragraph(warning, "yellow"), 0))


def _isolation(tier: Tier, device: str, width: int) -> str:
    """Return where a report was made; what the tier does is left out where a line is too short."""
    words = _("isolation {tier} ({words})", tier=tier.value, words=_(TIER_WORDS[tier]))
    line = f"{words} · {device}"
    if cell_len(line) <= width:
        return line
    return _("isolation {tier}", tier=tier.value) + f" · {device}"


def _print_review(report: Report, console: Console) -> None:
    """Print what an instructor should look at."""
    lines = review_lines(report)
    if lines:
        heading = _("{heading}:", heading=_("to look at, which proves nothing"))
        console.print(Padding(Text(heading, "bold"), (1, 0, 0, 0)))
        for line in lines:
            console.print(Padding(Paragraph(line), (0, 0, 0, 2)))
        console.print()


def _summary(reports: Sequence[Report]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()

    for report in reports:
        left = sum(check.outcome is not Outcome.PASSED for check in report.checks)
        remaining = _("all checks pass")
        if left:
            remaining = _("{checks} to go", checks=plural(left, "check"))
        points = f"{report.score:g}/{report.max_score:g}"
        table.add_row(escape(one_line(report.assignment)), points, remaining)

    score = sum(report.score for report in reports)
    max_score = sum(report.max_score for report in reports)
    table.add_row(Text(_("total"), "bold"), Text(f"{score:g}/{max_score:g}", "bold"), "")
    return table


def _table(report: Report, *, brief: bool = False) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row()

    shown_hints: set[str] = set()
    before = ""
    for check in listed(report):
        title = Paragraph(one_line(check.title))
        if check.hidden:
            title.append("  " + _("(hidden)"), style="dim")
        mark = Text(word(check.outcome), style=_COLORS[check.outcome])
        table.add_row(mark, f"{check.score:g}/{check.max_score:g}", title)
        again = bool(check.message) and check.message == before
        for line in () if brief else _explanation(check, shown_hints, again=again):
            table.add_row("", "", Padding(line, (0, 0, 0, 2)))
        before = check.message

    rest = f"0/{unlisted_points(report):g}"
    if lines := to_do(report):
        table.add_row(Text(_(TO_DO), "cyan"), rest, Paragraph("\n".join(lines)))
    if report.problem:
        mark = Text(word(Outcome.FAILED), _COLORS[Outcome.FAILED])
        table.add_row(mark, rest, Paragraph(printable(report.problem)))
    return table


def _explanation(check: CheckResult, shown_hints: set[str], *, again: bool) -> Iterator[Paragraph]:
    """Yield the lines below a check's title; a message and a hint are shown once."""
    lines = [_("(as above)")] if again else check.message.splitlines()
    if lines:
        yield Paragraph("\n".join(lines[:_MESSAGE_LINES]))
    if len(lines) > _MESSAGE_LINES:
        yield Paragraph(_("… {lines}", lines=plural(len(lines) - _MESSAGE_LINES, "more line")))

    # A hint may name what stands at one place: only the same text is the same hint.
    hint = either(check.hint.en, check.hint.zh) if check.hint else ""
    if hint and not (again and hint in shown_hints):
        shown = _("the same as above") if hint in shown_hints else hint
        yield Paragraph(printable(_("hint: {hint}", hint=shown)), style="bold")
        shown_hints.add(hint)

    if not again:
        yield from (Paragraph(printable(line)) for line in check.shown.example)

    if check.output and not again:
        lines = check.output.strip().splitlines()
        yield Paragraph(_("it printed:"), style="dim")
        for line in lines[:_OUTPUT_LINES]:
            yield Paragraph(f"| {line}", style="dim")
        if len(lines) > _OUTPUT_LINES:
            rest = plural(len(lines) - _OUTPUT_LINES, "more line")
            yield Paragraph(f"| … {rest}", style="dim")
