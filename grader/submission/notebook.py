"""A notebook as one text of statements.

Its code cells in order, less what only IPython understands.
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
        words = _("{file}, code cell 1 cannot be parsed: {problem}")
        place = Place(filename, cell=1, file_line=cells[0].file_line)
        raise SubmissionError(words.format(file=filename, problem=cells[0].problem), place=place)
    return Source(filename, "\n".join(lines) + "\n", tuple(cells), whole)


def code_cells(data: bytes, filename: str) -> list[str]:
    """Give the texts of a notebook's code cells.

    Raises:
        SubmissionError: it is no notebook.
    """
    hint = _("it is damaged: open it in Jupyter and save it again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # old and slightly invalid notebooks are read all the same
            book = nbformat.reads(_without_outputs(data.decode("utf-8-sig")), as_version=4)
        cells = [cell["source"] for cell in book["cells"] if cell["cell_type"] == "code"]
    except UnicodeDecodeError:
        raise SubmissionError(
            _("{file} is not UTF-8, so no notebook", file=filename), hint
        ) from None
    except json.JSONDecodeError as error:
        raise SubmissionError(
            _(
                "{file} cannot be read as a notebook: not valid JSON (line {line})",
                file=filename,
                line=error.lineno,
            ),
            hint,
        ) from None
    except Exception as error:  # noqa: BLE001 - nbformat raises whatever the odd structure leads it into
        what = printable(f"{type(error).__name__}: {error}", 200)
        raise SubmissionError(
            _("{file} cannot be read as a notebook ({error})", file=filename, error=what), hint
        ) from None
    return [
        ("".join(text) if isinstance(text, list) else str(text))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        for text in cells
    ]


def lines_in_file(data: bytes, texts: Sequence[str]) -> list[int]:
    """Give the line of a notebook's file at which each code cell's text begins.

    0 for a text that does not stand there as Jupyter writes it, a JSON string on a line of its own
    for each line.
    """
    written = [
        line.strip().removesuffix(",") for line in data.decode("utf-8-sig", "replace").split("\n")
    ]
    starts = (number for number, line in enumerate(written, start=1) if line == '"source": [')
    found = []
    for text in texts:
        lines = text.splitlines(keepends=True)
        ways = [
            [json.dumps(line, ensure_ascii=ascii_only) for line in lines]
            for ascii_only in (False, True)
        ]
        here = (start + 1 for start in starts if written[start : start + len(lines)] in ways)
        found.append(next(here, 0) if lines else 0)
    return found


def _without_outputs(text: str) -> str:
    """Leave out what a notebook shows.

    To look whether it is valid takes long, and nobody needs it.
    """
    book = json.loads(text)
    for sheet in [book, *book.get("worksheets", [])]:  # where version 3 has its cells
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
    """Give a cell's Python, line for line, why it does not parse, and how many characters were
    parsed to find out.

    A line that looks like a magic is one only where the parser stumbles over it: the same signs
    occur within strings
    and brackets.
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
        goes_on = lines[index].endswith("\\")
        lines[index] = re.sub(r"\S.*", "pass", lines[index])
        while goes_on and index + 1 < len(lines):
            index += 1
            goes_on, lines[index] = lines[index].endswith("\\"), ""
    return text, parse_problem(text), parsed
