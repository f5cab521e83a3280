"""A table of another system's grades: single cells are filled in, all others keep their value."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from grader.classroom.grades import Grade
from grader.classroom.names import words
from grader.classroom.people import Person
from grader.classroom.platforms.matching import pair
from grader.errors import UsageError
from grader.language import _, one_line

_BOM = "\ufeff"
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Export:
    """A worksheet that was filled in.

    Attributes:
        matched: how many students' grades were written.
        unmatched: those of ours who have a grade and are not in the file.
        missing: those in the file for whom we have no grade; their cells keep their value.
        notes: what else a person should know before importing it.
    """

    text: str
    matched: int
    unmatched: tuple[Person, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Worksheet:
    """A CSV file's cells, and how it was written.

    Attributes:
        bom: whether a byte order mark comes first: Excel wants one.
        ended: whether the last line ends like all others.
    """

    rows: tuple[tuple[str, ...], ...]
    delimiter: str
    line_end: str
    bom: bool
    ended: bool

    def cell(self, row: int, column: int | None) -> str:
        """Return a cell, without spaces around it.

        "" where the row is too short or there is no such column.
        """
        cells = self.rows[row]
        return cells[column].strip() if column is not None and column < len(cells) else ""

    def filled(self, cells: Mapping[tuple[int, int], str]) -> str:
        """Return the file's text with these cells, by row and column, replaced."""
        rows = [list(row) for row in self.rows]
        for (row, column), value in cells.items():
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = value
        text = self.line_end.join(self._line(row) for row in rows)
        return _BOM * self.bom + text + self.line_end * self.ended

    def _line(self, row: list[str]) -> str:
        # Before Python 3.13 a line end of another kind within a cell is not quoted; here both kinds
        # are the writer's.
        line = io.StringIO()
        csv.writer(line, delimiter=self.delimiter, lineterminator="\r\n").writerow(row)
        return line.getvalue().removesuffix("\r\n")


def parse(text: str) -> Worksheet:
    r"""Parse a CSV file.

    It may have commas, semicolons or tabs, a BOM or none, and lines that end in \n or \r\n.

    Raises:
        UsageError: it is no CSV file, or an empty one.
    """
    lines = list(io.StringIO(text.removeprefix(_BOM), newline=""))
    hint = _("export it again, and do not change it")
    try:
        delimiter = max(",;\t", key=lambda mark: len(next(csv.reader(lines, delimiter=mark), [])))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        header = next(reader, [])
        first_line = lines[reader.line_num - 1] if lines else ""
        rows = (tuple(header), *map(tuple, reader))
    except csv.Error as error:
        message = _("the file cannot be read as CSV: {error}", error=error)
        raise UsageError(message, hint=hint) from None

    if not any(header):
        raise UsageError(_("the file is empty"), hint=hint)

    line_end = first_line[len(first_line.rstrip("\r\n")) :] or "\n"
    return Worksheet(
        rows,
        delimiter,
        line_end,
        bom=text.startswith(_BOM),
        ended=lines[-1].endswith(("\r", "\n")),
    )


def number(cell: str) -> Decimal | None:
    """Return the number in a cell, with a decimal point or comma; None where there is none."""
    return Decimal(cell.replace(",", ".")) if _NUMBER.fullmatch(cell) else None


def scaled(percent: float, most: str) -> str:
    """Return so many percent of the points that a cell names, with two decimals, rounded half up.

    A decimal comma in that cell asks for one here.
    """
    points = Decimal(str(percent)) * (number(most) or 0) / 100
    written = str(points.quantize(_HUNDREDTH, ROUND_HALF_UP))
    return written.replace(".", ",") if "," in most else written


# ------------------------------------------------------------------------------- a column of grades


def chosen_column(headings: Mapping[int, Sequence[str]], wanted: str, hint: str) -> int:
    """Return the column that is meant: the whole heading decides, then the id, then the title.

    Args:
        headings: by column, its whole heading, its id ("" for none), and its title.
        hint: how to get a file that has such a column.

    Raises:
        UsageError: there is none, or there are several.
    """
    if not headings:
        raise UsageError(_("the file has no column of grades"), hint=hint)

    columns: list[int] = []
    for kind in range(3):
        columns = [
            column
            for column, names in headings.items()
            if names[kind].casefold() == wanted.strip().casefold()
        ]
        if columns:
            break
    if len(columns) == 1:
        return columns[0]

    shown = one_line(wanted, 200)
    message = _("no column is called {column}", column=shown)
    if columns:
        message = _("several columns are called {column}", column=shown)
    names = _(", ").join(one_line(heading, 200) for heading, *_rest in headings.values())
    raise UsageError(message, hint=_("one of: {names}", names=names))


def claims(
    sheet: Worksheet, roster: Mapping[str, Sequence[str]], header: int = 0
) -> dict[int, Person]:
    """Return what each row says of its student, by row.

    Args:
        roster: the columns' headings, by what a person has.
        header: the row of the headings.
    """
    headings = ["_".join(words(cell)) for cell in sheet.rows[header]]
    columns = {
        name: headings.index(heading)
        for name, known in roster.items()
        for heading in known
        if heading in headings
    }
    ids = columns.keys() & {"login", "sis_id", "email", "canvas_id"}

    students = {}
    for row in range(header + 1, len(sheet.rows)):
        # Brightspace writes a # there, so that Excel keeps zeros.
        values = {name: sheet.cell(row, columns[name]).removeprefix("#") for name in ids}
        if any(values.values()):
            students[row] = Person("", **values)
    return students


def fill_in(
    sheet: Worksheet,
    grades: Sequence[Grade],
    students: Mapping[int, Person],
    target: int,
    most: str,
    extra: Mapping[tuple[int, int], str] | None = None,
) -> Export:
    """Fill in the grades of a column.

    Args:
        students: what each row says of its student.
        target: the column.
        most: what the assignment is worth there.
        extra: other cells to fill in.
    """
    pairs = pair(grades, students)
    cells = {
        (row, target): scaled(percent, most) for row, (_grade, percent) in pairs.grades.items()
    }
    missing = [_label(sheet, row) for row in students if row not in pairs.grades]
    return Export(
        text=sheet.filled({**cells, **(extra or {})}),
        matched=len(cells),
        unmatched=pairs.strangers,
        missing=tuple(missing),
        notes=pairs.problems,
    )


def _label(sheet: Worksheet, row: int) -> str:
    """Return the first cells of a row that hold anything: they say whose it is."""
    cells = [cell.strip() for cell in sheet.rows[row] if cell.strip()]
    return one_line(_(", ").join(cells[:3]), 200)


def require_points(most: str, column: str, hint: str) -> str:
    """Return what a column is worth.

    Raises:
        UsageError: it is no number.
    """
    if not number(most):
        raise UsageError(_("{column} says no points", column=one_line(column, 200)), hint=hint)
    return most
