"""What validating found, as a table for a person at a terminal."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.language import _
from grader.text import printable
from grader.validate import Finding


def to_table(findings: Sequence[Finding], *, color: bool = False) -> str:
    """Give a line per assignment, and below it what is wrong."""
    file = io.StringIO()
    console = Console(file=file, width=160, force_terminal=color, no_color=not color, highlight=False, emoji=False)
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    table.add_column("")
    table.add_column(_("assignment"), no_wrap=True)
    for heading in (_("reference"), _("stub"), _("points"), _("mistakes")):
        table.add_column(heading, justify="right")
    for finding in findings:
        mark = Text(_("ok"), "green") if finding.ok else Text(_("FAIL"), "red")
        figures = (finding.reference, finding.stub, finding.total, finding.mistakes)
        table.add_row(mark, finding.assignment, *(f"{figure:g}" for figure in figures))
    console.print(table)
    for finding in findings:
        if finding.confusion:
            console.print()
            console.print(_matrix(finding))
    for finding in findings:
        for fault in finding.faults:
            console.print(Text(printable(f"{finding.assignment}: {fault}")), soft_wrap=True)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def _matrix(finding: Finding) -> Table:
    """Give the confusion matrix: which mistake, in rows, got which hint, in columns, on how many checks."""
    ids = [name.replace("_", "-") for name in finding.confusion]
    others = _("other")
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, title=_title(finding), title_justify="left")
    table.add_column("")
    table.add_column("", no_wrap=True)
    for number in range(1, len(ids) + 1):
        table.add_column(f"{number % 100:02d}", justify="right")
    table.add_column(others, justify="right")
    table.add_column(_("none"), justify="right")
    for number, (name, hints) in enumerate(finding.confusion.items(), start=1):
        own = name.replace("_", "-")
        cells = [_cell(hints.get(id_, 0), wrong=id_ != own) for id_ in ids]
        other = sum(count for id_, count in hints.items() if id_ and id_ not in ids)
        table.add_row(f"{number:02d}", name, *cells, _cell(other, wrong=True), _cell(hints.get("", 0), wrong=False))
    return table


def _title(finding: Finding) -> str:
    off = sum(
        count
        for name, hints in finding.confusion.items()
        for id_, count in hints.items()
        if id_ not in ("", name.replace("_", "-"))
    )
    words = _("{assignment}: hints (columns) that the mistakes (rows) get, by number of checks; {off} off the diagonal")
    return words.format(assignment=finding.assignment, off=off)


def _cell(count: int, *, wrong: bool) -> Text:
    return Text(str(count) if count else ".", "red" if wrong and count else "" if count else "dim")
