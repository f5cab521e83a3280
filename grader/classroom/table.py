"""A table that another system or a person wrote: CSV in any usual form, or an Excel workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.language import _, one_line

MAX_TABLE = 16 << 20  # bytes
_MAX_ROWS = 100_000
_TITLES = 4  # lines, the headings included


@dataclass(frozen=True)
class Row:
    """A row that is not blank.

    Attributes:
        line: its number in the file, counted from 1.
        cells: without blanks around them.
    """

    line: int
    cells: tuple[str, ...]


def read(file: Path) -> list[Row]:
    """Return the rows of a CSV file or of an Excel workbook's fullest sheet.

    Raises:
        UsageError: it is missing, too large, or neither of them.
    """
    data = read_bytes(file)
    if file.suffix.lower() in {".xlsx", ".xlsm"}:
        return _of_workbook(data, file)
    return _of_csv(text_of(data, file), file)


def read_bytes(file: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        UsageError: it is missing, or too large.
    """
    shown = one_line(str(file), 200)
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_TABLE + 1)
    except OSError as error:
        raise UsageError(_("{path}: {error}", path=shown, error=error.strerror)) from None

    if len(data) > MAX_TABLE:
        raise UsageError(_("{file} is larger than {size} MB", file=shown, size=MAX_TABLE >> 20))
    return data


def text_of(data: bytes, file: Path) -> str:
    """Decode a table: a byte order mark decides, else it is UTF-8, or Chinese (GBK).

    Other encodings of Windows are many, and a wrong guess would spoil the names.

    Raises:
        UsageError: it is in none of them.
    """
    encoding = encoding_of(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = _(
            "{file}, line {line}: not valid {encoding}",
            file=one_line(str(file), 200),
            line=data.count(b"\n", 0, error.start) + 1,
            encoding=error.encoding,
        )
        raise UsageError(message, _("save it as CSV UTF-8")) from None


def encoding_of(data: bytes) -> str:
    """Return the encoding of a table, by its first bytes and by what it can be."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from grader.submission.files.archive import is_chinese

        if is_chinese(data):
            return "gb18030"
    return "utf-8-sig"


def _of_csv(text: str, file: Path) -> list[Row]:
    shown = one_line(file.name, 200)
    # A title may stand above the headings.
    first = "\n".join(text.lstrip().split("\n")[:_TITLES])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))

    rows: list[Row] = []
    try:
        for cells in reader:
            values = tuple(cell.strip() for cell in cells)
            if any(values):
                rows.append(Row(reader.line_num, values))
    except csv.Error as error:
        line = reader.line_num
        message = _("{file}, line {line}: {error}", file=shown, line=line, error=error)
        raise UsageError(message) from None
    return rows


def _of_workbook(data: bytes, file: Path) -> list[Row]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    shown = one_line(file.name, 200)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        # A sheet of notes may come first.
        sheets = [list(_rows_of(sheet)) for sheet in book.worksheets]
        rows = max(
            sheets, key=lambda rows: sum(len(row.cells) - row.cells.count("") for row in rows)
        )
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        message = _("{file} is not a readable workbook: {error}", file=shown, error=error)
        raise UsageError(message, _("save it as .xlsx or as CSV UTF-8")) from None
    return rows


def _rows_of(sheet: Any) -> Iterator[Row]:
    values = sheet.iter_rows(max_row=_MAX_ROWS, values_only=True)
    for line, cells in enumerate(values, start=1):
        row = Row(line, tuple(map(_cell, cells)))
        if any(row.cells):
            yield row


def _cell(value: object) -> str:
    if value is None:
        return ""
    # Excel has no whole numbers.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
