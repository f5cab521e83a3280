"""A class's figures for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from grader.classroom.statistics import BINS, Statistics
from grader.language import _, either, one_line, plural, printable
from grader.report.lines import Lines

if TYPE_CHECKING:
    from rich.console import RenderableType

_BAR_WIDTH = 40
_LABEL_WIDTH = 20  # of a bar's ends and its count
_HINTS = 10


def to_summary(statistics: Statistics, *, width: int = 100, color: bool = False) -> str:
    """Return a class's figures as lines of at most ``width`` characters."""
    lines = Lines(width, color=color)
    console = lines.console
    for number, part in enumerate(_parts(statistics, min(_BAR_WIDTH, width - _LABEL_WIDTH))):
        if number:
            console.print()
        for block in part:
            console.print(block)
    return lines.text


def _parts(statistics: Statistics, bar_width: int) -> Iterator[tuple[RenderableType, ...]]:
    yield (_counts(statistics), _spread(statistics))
    if statistics.graded:
        yield (_histogram(statistics, bar_width),)
    if statistics.checks:
        yield (_checks(statistics),)
    if statistics.hints:
        yield (Text(_("most common mistakes"), "bold"), _hints(statistics))
    if statistics.slowest:
        yield (Text(_("most CPU time"), "bold"), _slowest(statistics))


def _counts(statistics: Statistics) -> Text:
    line = _(
        "{students}: {graded} graded, {faults} not (the grader's fault), {absent} handed in "
        "nothing; {late} late, {adjusted} adjusted",
        students=plural(statistics.students, "student"),
        graded=statistics.graded,
        faults=statistics.faults,
        absent=statistics.absent,
        late=statistics.late,
        adjusted=statistics.adjusted,
    )
    return Text(line, "bold")


def _spread(statistics: Statistics) -> Text:
    spread = statistics.spread
    if spread is None:
        return Text(_("nobody has a grade yet"))
    return Text(
        _(
            "mean {mean:.1f} %, median {median:.1f} %, the middle half from {lower:.1f} % to "
            "{upper:.1f} %, all from {least:.1f} % to {most:.1f} %",
            **vars(spread),
        )
    )


def _histogram(statistics: Statistics, bar_width: int) -> Table:
    table = _grid()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)

    most = max(statistics.histogram)
    for number, count in enumerate(statistics.histogram):
        low = number * 100 // BINS
        high = (number + 1) * 100 // BINS
        bar = "█" * max(round(count / most * bar_width), count > 0)
        table.add_row(
            f"{low}–{high} %", Text.assemble((bar, "green"), f" {count}" if count else "")
        )
    return table


def _checks(statistics: Statistics) -> Table:
    table = _grid(headed=True)
    table.add_column(_("check"), overflow="fold")
    for heading in (_("passed"), _("in part"), _("failed"), _("broken"), _("mean")):
        table.add_column(heading, justify="right", no_wrap=True)

    for check in statistics.checks:
        title = Text(one_line(check.title))
        if check.hidden:
            title.append("  " + _("(hidden)"), style="dim")
        share = "–" if check.share is None else f"{100 * check.share:.0f} %"
        counts = (check.passed, check.partial, check.failed, check.broken)
        table.add_row(title, *(str(count) for count in counts), share)
    return table


def _hints(statistics: Statistics) -> Table:
    table = _grid()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for figures in statistics.hints[:_HINTS]:
        hint = Text(printable(either(figures.hint.en, figures.hint.zh)))
        hint.append(f"  {one_line(figures.hint.id)}", style="dim")
        table.add_row(plural(figures.count, "student"), hint)
    return table


def _slowest(statistics: Statistics) -> Table:
    table = _grid()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for person, cpu_s in statistics.slowest:
        table.add_row(f"{cpu_s:.1f} s", Text(one_line(person.name or person.key)))
    return table


def _grid(*, headed: bool = False) -> Table:
    return Table(box=None, show_header=headed, padding=(0, 1), pad_edge=False)
