"""A notebook as one text of statements.

Its code cells in order, without what only IPython understands.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence

import nbformat

from grader.errors import SubmissionError
from grader.language import _, printable
from grader.results import Place
from grader.submission.source import Cell, Source, parse_error, parse_problem

_MOST_PARSED = 1 << 20  # characters: after each magic, its cell is parsed again
_MOST_CELLS = 2000
# Cell magics whose body is still Python of this notebook; any other (%%bash, %%html, ...) takes its
# cell with it.
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "debug"})
_MAGIC = re.compile(
    r"""\s*( [%!?]                              # %matplotlib inline, !pip install, ?torch.mm
          | \w [\w.\[\]'", ]* = \s* [!%]        # files = !ls, result = %timeit -o f()
          | [\w.]+ \?{1,2} \s* $                # torch.mm?
          | /\w )""",
    re.VERBOSE,
)


def to_source(
    texts: list[str], filename: str, *, file_lines: Sequence[int] = (), whole: bool = False
) -> Source:
    """Join a notebook's code cells to one text.

    A cell that does not parse is left out, as in Jupyter, where it stops none of the others; the
    functions that it would have defined are then reported as missing, with its line.

    Args:
        file_lines: where each begins in the notebook's file; see :func:`lines_in_file`.

    Raises:
        SubmissionError: not one of them parses.
    """
    lines: list[str] = []
    cells: list[Cell] = []
    left = _MOST_PARSED

    for number, text in enumerate(texts, start=1):
        code, problem, parsed = _python(text, left)
        left -= parsed

        file_line = file_lines[number - 1] if file_lines else 0
        cells.append(Cell(len(lines) + 1, number, problem, text if problem else "", file_line))
        lines += (code if not problem else "").split("\n")

    if cells and all(cell.problem for cell in cells):
        problem = cells[0].problem
        message = _(
            "{file}, code cell 1 cannot be parsed: {problem}", file=filename, problem=problem
        )
        place = Place(filename, cell=1, file_line=cells[0].file_line)
        raise SubmissionError(message, place=place)
    return Source(filename, "\n".join(lines) + "\n", tuple(cells), whole)


def code_cells(data: bytes, filename: str) -> list[str]:
    """Return the texts of a notebook's code cells.

    Raises:
        SubmissionError: it is no notebook.
    """
    try:
        with warnings.catch_warnings():
            # Old and slightly invalid notebooks are read anyway.
            warnings.simplefilter("ignore")
            book = nbformat.reads(_without_outputs(data.decode("utf-8-sig")), as_version=4)
        texts = [cell["source"] for cell in book["cells"] if cell["cell_type"] == "code"]
    except Exception as error:  # noqa: BLE001 - nbformat raises whatever the odd structure causes
        hint = _("it is damaged: open it in Jupyter and save it again")
        raise SubmissionError(_not_a_notebook(error, filename), hint) from None
    return [_joined(text) for text in texts]


def _not_a_notebook(error: Exception, filename: str) -> str:
    if isinstance(error, UnicodeDecodeError):
        return _("{file} is not UTF-8, so it is not a notebook", file=filename)
    if isinstance(error, json.JSONDecodeError):
        return _(
            "{file} cannot be read as a notebook: not valid JSON (line {line})",
            file=filename,
            line=error.lineno,
        )
    shown = printable(f"{type(error).__name__}: {error}", 200)
    return _("{file} cannot be read as a notebook ({error})", file=filename, error=shown)


def _joined(source: object) -> str:
    """Return a cell's text, which may be a list of lines, with one kind of line end."""
    text = "".join(source) if isinstance(source, list) else str(source)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_in_file(data: bytes, texts: Sequence[str]) -> list[int]:
    """Return the line of a notebook's file at which each code cell's text begins.

    0 for a text that is not written there as Jupyter does, a JSON string on a line of its own for
    each line.
    """
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


def _without_outputs(text: str) -> str:
    """Return a notebook without what it shows.

    To check whether that is valid takes long, and nobody needs it.
    """
    book = json.loads(text)

    # Version 3 has its cells in worksheets.
    for sheet in [book, *book.get("worksheets", [])]:
        cells = sheet.get("cells", [])
        if len(cells) > _MOST_CELLS:
            raise ValueError(f"{len(cells)} cells")

        for cell in cells:
            if "outputs" in cell:
                cell["outputs"] = []
            cell["metadata"] = {}
            cell.pop("attachments", None)

    book["metadata"] = {}
    return json.dumps(book)


def _python(cell: str, most: int) -> tuple[str, str, int]:
    """Return a cell's Python, line for line; why it does not parse; how much was parsed.

    A line that looks like a magic is one only where the parser fails at it: the same signs occur
    within strings and brackets.

    Args:
        most: characters to parse.
    """
    lines = cell.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if match := re.match(r"\s*%%(\w+)", lines[first]):
        if match[1] not in _PYTHON_CELLS:
            return "\n" * (len(lines) - 1), "", 0
        lines[first] = ""

    parsed = 0
    for _attempt in range(len(lines) + 1):
        text = "\n".join(lines)
        parsed += len(text)
        index = (getattr(parse_error(text), "lineno", None) or 0) - 1
        if not 0 <= index < len(lines) or not _MAGIC.match(lines[index]) or parsed > most:
            break
        _take_out(lines, index)
    return text, parse_problem(text), parsed


def _take_out(lines: list[str], index: int) -> None:
    """Replace a magic by ``pass``, with the lines that it continues on."""
    continues = lines[index].endswith("\\")
    lines[index] = re.sub(r"\S.*", "pass", lines[index])

    while continues and index + 1 < len(lines):
        index += 1
        continues = lines[index].endswith("\\")
        lines[index] = ""
