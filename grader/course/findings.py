"""The result of validating, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from grader.course.validate import Validation
from grader.language import _, printable
from grader.report.lines import Lines


def to_table(validations: Sequence[Validation], *, color: bool = False) -> str:
    """Return a line per assignment, and below it what is wrong."""
    lines = Lines(120, color=color)
    console = lines.console

    table = Table(box=None, padding=(0, 1), pad_edge=False)
    table.add_column("")
    table.add_column(_("assignment"), no_wrap=True)
    for heading in (_("reference"), _("stub"), _("points"), _("mistakes")):
        table.add_column(heading, justify="right")
    for validation in validations:
        mark = Text(_("ok"), "green") if validation.ok else Text(_("FAIL"), "red")
        figures = (validation.reference, validation.stub, validation.total, validation.mistakes)
        table.add_row(mark, validation.assignment, *(f"{figure:g}" for figure in figures))
    console.print(table)

    for validation in validations:
        if validation.confusion:
            console.print()
            for line in _matrix(validation):
                console.print(line, soft_wrap=True)

    for validation in validations:
        for fault in validation.faults:
            console.print(Text(printable(f"{validation.assignment}: {fault}")), soft_wrap=True)
    return lines.text


def _matrix(validation: Validation) -> Iterator[Text]:
    """Yield the confusion matrix: on how many of its checks a mistake (row) got a hint (column)."""
    ids = list(validation.confusion)
    numbers = range(1, len(ids) + 1)
    yield Text(
        _(
            "{assignment}: hints (columns) that the mistakes (rows) get, by number of checks; "
            "{off} off the diagonal",
            assignment=validation.assignment,
            off=validation.confused,
        )
    )

    width = max(map(len, ids))
    indent = " " * (width + 4)
    yield Text(indent + "".join(str(number // 10 or " ") for number in numbers))
    yield Text(indent + "".join(str(number % 10) for number in numbers))

    for number, (own, hints) in zip(numbers, validation.confusion.items(), strict=True):
        line = Text(f"{number:2d} {own:{width}} ")
        for id_ in ids:
            count = hints.get(id_, 0)
            line.append(str(min(count, 9)) if count else "·", "red" if count and id_ != own else "")
        others = {id_ or _("none"): count for id_, count in hints.items() if id_ not in ids}
        yield line.append("".join(f"  {id_}: {count}" for id_, count in others.items()))
