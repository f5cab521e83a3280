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
    console = Console(file=file, width=120, force_terminal=color, no_color=not color, highlight=False, emoji=False)
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
        for fault in finding.faults:
            console.print(Text(printable(f"{finding.assignment}: {fault}")), soft_wrap=True)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"
