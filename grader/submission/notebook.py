"""A notebook as one text of statements.

Its code cells in order, without what only IPython understands.
"""

from __future__ import annotations

import codecs
import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import nbformat

from grader.errors import SubmissionError
from grader.language import _, one_line
from grader.results import Place
from grader.submission import ipython
from grader.submission.source import Cell, Reading, Source
from grader.submission.syntax_errors import conflict_in, parse_problem

_LARGEST_WITH_LINES = 16 << 20  # bytes
_MOST_CELLS = 2000
_DEFINITION = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class NotebookCell:
    """A cell of a notebook.

    Attributes:
        kind: "code", "markdown" or "raw".
        number: its number among all cells, from 1.
    """

    text: str
    kind: str = "code"
    number: int = 0


def to_source(
    texts: Sequence[str],
    filename: str,
    others: Sequence[NotebookCell] = (),
    *,
    file_lines: Sequence[int] = (),
    whole: bool = False,
) -> Reading:
    """Join a notebook's code cells to one text.

    A cell that does not parse is left out, as in Jupyter, where it stops none of the others; the
    functions that it would have defined are then reported as missing, with its line.

    Args:
        texts: of the code cells.
        others: the cells that hold no code.
        file_lines: where each code cell begins in the notebook's file; see :func:`lines_in_file`.

    Raises:
        SubmissionError: not one of them parses.
    """
    lines: list[str] = []
    cells: list[Cell] = []
    files: dict[str, str] = {}
    elsewhere = _no_code(others)

    for number, text in enumerate(texts, start=1):
        translated = ipython.translate_cell(text)
        if translated.magic:
            elsewhere |= _taken_away(text, translated.magic, number)
        problem = parse_problem(translated.text)
        if not problem:
            called = ipython.translate_calls(translated.text)
            translated = replace(translated, text=called.text, file=translated.file or called.file)
        if file := translated.file:
            before = files.get(file.path, "") if file.append else ""
            files[file.path] = f"{before}{file.text}\n"

        file_line = file_lines[number - 1] if file_lines else 0
        cells.append(Cell(len(lines) + 1, number, problem, text if problem else "", file_line))
        lines += (translated.text if not problem else "").split("\n")

    if cells and all(cell.problem for cell in cells):
        problem = cells[0].problem
        message = _(
            "{file}, code cell 1 cannot be parsed: {problem}", file=filename, problem=problem
        )
        place = Place(filename, cell=1, file_line=cells[0].file_line)
        raise SubmissionError(message, place=place)

    joined = "\n".join(lines) + "\n"
    source = Source(filename, joined, tuple(cells), whole=whole, elsewhere=elsewhere, jupyter=True)
    return Reading(source, files)


def _no_code(cells: Sequence[NotebookCell]) -> dict[str, str]:
    """Return messages on the functions that are defined in Markdown and raw cells."""
    return {
        name: _in_no_code(name, cell) for cell in cells for name in _DEFINITION.findall(cell.text)
    }


def _in_no_code(name: str, cell: NotebookCell) -> str:
    if cell.kind == "raw":
        return _(
            "{name} is in cell {number}, which is a raw cell: turn it into a code cell",
            name=name,
            number=cell.number,
        )
    return _(
        "{name} is in cell {number}, which is a Markdown cell: turn it into a code cell",
        name=name,
        number=cell.number,
    )


def _taken_away(text: str, magic: str, number: int) -> dict[str, str]:
    """Return messages on the functions in a cell whose magic takes it away from the notebook."""
    return {
        name: _(
            "{name} is in code cell {cell}, which begins with {magic}: "
            "the notebook defines it only without that line",
            name=name,
            cell=number,
            magic=magic,
        )
        for name in _DEFINITION.findall(text)
    }


def cells_of(data: bytes, filename: str) -> list[NotebookCell]:
    """Return a notebook's cells.

    Raises:
        SubmissionError: it is no notebook.
    """
    try:
        with warnings.catch_warnings():
            # Old and slightly invalid notebooks are read anyway.
            warnings.simplefilter("ignore")
            book = nbformat.reads(_without_outputs(data.decode("utf-8-sig")), as_version=4)
        cells = [(cell["source"], str(cell["cell_type"])) for cell in book["cells"]]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - nbformat raises whatever the odd structure causes
        conflict = conflict_in(data.decode("utf-8", "replace"))
        if conflict:
            problem = f"{filename}, {conflict}"
            raise SubmissionError(problem) from None
        raise _not_a_notebook(error, data, filename) from None
    return [
        NotebookCell(_joined(text), kind, number)
        for number, (text, kind) in enumerate(cells, start=1)
    ]


def _not_a_notebook(error: Exception, data: bytes, filename: str) -> SubmissionError:
    if not data.strip():
        hint = _("save it again in Jupyter, or get it from the course again")
        return SubmissionError(_("{file} is empty", file=filename), hint)
    if data.lstrip(codecs.BOM_UTF8).lstrip().startswith(b"{") and not data.rstrip().endswith(b"}"):
        hint = _("save it again in Jupyter, or take an earlier version of it")
        return SubmissionError(_("{file} is cut off: its end is missing", file=filename), hint)

    hint = _("it is damaged: open it in Jupyter and save it again")
    if isinstance(error, UnicodeDecodeError):
        message = _("{file} is not UTF-8, so it is not a notebook", file=filename)
    elif isinstance(error, json.JSONDecodeError):
        message = _(
            "{file} cannot be read as a notebook: not valid JSON (line {line})",
            file=filename,
            line=error.lineno,
        )
    else:
        shown = one_line(f"{type(error).__name__}: {error}", 200)
        message = _("{file} cannot be read as a notebook ({error})", file=filename, error=shown)
    return SubmissionError(message, hint)


def _joined(source: object) -> str:
    """Return a cell's text, which may be a list of lines, with one kind of line end."""
    text = "".join(source) if isinstance(source, list) else str(source)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_in_file(data: bytes, texts: Sequence[str]) -> list[int]:
    """Return the line of a notebook's file at which each code cell's text begins.

    0 for a text that is not written there as Jupyter does, a JSON string on a line of its own for
    each line.
    """
    if len(data) > _LARGEST_WITH_LINES:
        return [0] * len(texts)
    lines_of_file = data.decode("utf-8-sig", "replace").split("\n")
    written = [line.strip().removesuffix(",") for line in lines_of_file]
    starts = (number for number, line in enumerate(written, start=1) if line == '"source": [')

    places = []
    for text in texts:
        lines = text.splitlines(keepends=True)
        ways = [
            [json.dumps(line, ensure_ascii=ascii_only) for line in lines]
            for ascii_only in (False, True)
        ]
        here = (start + 1 for start in starts if written[start : start + len(lines)] in ways)
        places.append(next(here, 0) if lines else 0)
    return places


class _Cell(msgspec.Struct):
    """What is read of a cell; the decoder passes over all else, outputs of any size too."""

    cell_type: str
    source: str | list[str]


class _Book(msgspec.Struct):
    cells: list[_Cell]
    nbformat: int
    nbformat_minor: int


def _without_outputs(text: str) -> str:
    """Return a notebook without what it shows.

    To check whether that is valid takes long, and nobody needs it.
    """
    try:
        book = msgspec.to_builtins(msgspec.json.decode(text, type=_Book))
    except (msgspec.MsgspecError, RecursionError):
        # An older or an odd one; the standard library says best what is wrong with it.
        book = json.loads(text)

    # Version 3 has its cells in worksheets.
    for sheet in [book, *book.get("worksheets", [])]:
        cells = sheet.get("cells", [])
        if len(cells) > _MOST_CELLS:
            raise ValueError(f"{len(cells)} cells")

        for cell in cells:
            if cell.get("cell_type") == "code":
                cell |= {"outputs": [], "execution_count": None}
            cell["metadata"] = {}
            cell.pop("attachments", None)

    book["metadata"] = {}
    return json.dumps(book)
