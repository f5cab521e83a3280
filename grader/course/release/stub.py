"""A reference solution with marked regions becomes the student's stub, as a script and as a
notebook.

::

    # %% [markdown]
    # What to do, in Markdown: goes above the function in the notebook, and not into the script.

    # %%
    def double(x):
        '''Docstrings stay.'''
        # BEGIN SOLUTION: say what to write, in one sentence
        return x + x
        # END SOLUTION

In the stub the region is ``raise NotImplementedError("say what to write, in one sentence")``.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat.v4

from grader.errors import AuthorError
from grader.language import _

_BEGIN = re.compile(r"# BEGIN SOLUTION: (\S.*)")
_END = "# END SOLUTION"
_CELL = re.compile(r"# %%(?P<markdown> \[(markdown|md)\])?\s*")
_LIKE_A_CELL = re.compile(r"#\s*%%")
_MARKERS = ("begin solution", "end solution")
_SAYINGS = (
    ("solution",),
    ("begin", "start", "end", "stop"),
)  # "START SOLUTION", "end of the solution"
_ALIKE = 0.75


@dataclass(frozen=True)
class SolutionRegion:
    """A part of the solution that students write themselves.

    Attributes:
        first: number of the line of its BEGIN marker.
        last: of its END marker.
        sentence: what the student reads in its place.
        lines: what stands between the markers.
    """

    first: int
    last: int
    sentence: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    line: int
    markdown: bool
    text: str


def read_regions(file: Path) -> tuple[SolutionRegion, ...]:
    """Find the solution regions of a file.

    Raises:
        AuthorError: a marker is misspelt, unclosed, nested or misplaced.
    """
    text = _read(file)
    lines = text.split("\n")
    found: list[SolutionRegion] = []
    begun: tuple[int, str] | None = None
    for number, marker in _markers(text, file):
        where = _("{file}, line {line}", file=file, line=number)
        if match := _BEGIN.fullmatch(marker):
            if begun:
                raise AuthorError(
                    _(
                        "{where}: a solution region begins inside the one that begins in line "
                        "{line}",
                        where=where,
                        line=begun[0],
                    )
                )
            if lines[number - 1].startswith("#"):
                raise AuthorError(
                    _("{where}: a solution region must be inside a function", where=where),
                    hint=_("indent its markers"),
                )
            begun = (number, match[1])
        elif begun is None:
            raise AuthorError(_("{where}: a solution region ends, but none has begun", where=where))
        else:
            first, sentence = begun
            if (
                len({_indent(line) for line in (lines[first - 1], lines[first], lines[number - 1])})
                > 1
            ):
                raise AuthorError(
                    _(
                        "{where}: the markers of a solution region must be indented like its "
                        "first line",
                        where=where,
                    )
                )
            found.append(SolutionRegion(first, number, sentence, tuple(lines[first : number - 1])))
            begun = None
    if begun:
        where = _("{file}, line {line}", file=file, line=begun[0])
        words = _("{where}: a solution region begins, but never ends", where=where)
        raise AuthorError(words, hint=_("close it with {marker}", marker=_END))
    return tuple(found)


def to_script(file: Path, functions: Iterable[str]) -> str:
    """Return the stub of a solution as a script.

    Raises:
        AuthorError: a marker is wrong, or one of the functions would be shipped solved.
    """
    head, cells = _split(_stubbed(file), file)
    text = (
        "\n\n\n".join([head, *(cell.text for cell in cells if not cell.markdown)]).lstrip("\n")
        + "\n"
    )
    text = re.sub(r"\A(\"\"\".*?\"\"\")\n\n\n", r"\1\n\n", text, count=1, flags=re.DOTALL)
    _require_stubs(text, functions, file)
    return text


def to_notebook(file: Path, functions: Iterable[str]) -> str:
    """Return the stub of a solution as a notebook: a cell per function, its instructions above it.

    The ids of cells come from the functions' names, so that they are the same in every release.

    Raises:
        AuthorError: as for a script.
    """
    head, cells = _split(_stubbed(file), file)
    title = ast.get_docstring(ast.parse(head)) or file.parent.name
    first, rest = title.split("\n", 1) if "\n" in title else (title, "")
    parts = [nbformat.v4.new_markdown_cell(f"# {first}\n\n{rest.strip()}".strip(), id="title")]
    above = 0
    for cell in cells:
        if cell.markdown:
            above += 1
            parts.append(nbformat.v4.new_markdown_cell(cell.text))
            continue
        name = _name_of(cell, {part["id"] for part in parts})
        for number, part in enumerate(parts[len(parts) - above :]):
            part["id"] = f"{name}-text" if above == 1 else f"{name}-text-{number + 1}"
        above = 0
        parts.append(nbformat.v4.new_code_cell(cell.text, id=name))
    for number, part in enumerate(parts[len(parts) - above :], start=1):
        part["id"] = f"end-text-{number}"
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book = nbformat.v4.new_notebook(
        cells=parts, metadata={**kernel, "language_info": {"name": "python"}}
    )
    nbformat.validate(book)
    _require_stubs("\n".join(cell.text for cell in cells if not cell.markdown), functions, file)
    return str(nbformat.writes(book)) + "\n"


def _read(file: Path) -> str:
    try:
        text = file.read_text("utf-8")
        ast.parse(text)
    except FileNotFoundError:
        raise AuthorError(
            _("{file} does not exist", file=file), hint=_("a release is generated from it")
        ) from None
    except (SyntaxError, UnicodeDecodeError, ValueError) as error:
        raise AuthorError(
            _("{file} is not valid Python: {error}", file=file, error=error)
        ) from None
    return text


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _markers(text: str, file: Path) -> Iterator[tuple[int, str]]:
    """Yield the markers with their lines' numbers; what looks like one and isn't is an error."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        comment, number = token.string.rstrip(), token.start[0]
        right = comment == _END or _BEGIN.fullmatch(comment)
        if right and token.line.strip() == comment:
            yield number, comment
        elif right or _is_alike(comment):
            where = _("{file}, line {line}", file=file, line=number)
            behind = _("{where}: `{comment}` follows code in its line")
            words = behind if right else _("{where}: `{comment}` looks like a marker, but is none")
            raise AuthorError(
                words.format(where=where, comment=comment),
                hint=_(
                    "`# BEGIN SOLUTION: a sentence for the student` and `{end}`, each on a line "
                    "of its own",
                    end=_END,
                ),
            )


def _is_alike(comment: str) -> bool:
    first = re.findall(r"[a-z]+", comment.replace("_", " ").lower())[:4]
    words = " ".join(first[:2])
    joined = words.replace(" ", "")
    says = [
        any(_ratio(word, said) >= _ALIKE for word in first for said in meant) for meant in _SAYINGS
    ]
    return all(says) or any(
        _ratio(ours, right) >= _ALIKE
        for marker in _MARKERS
        for ours, right in ((words, marker), (joined[: len(marker)], marker.replace(" ", "")))
    )


def _ratio(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b).ratio()


def _stubbed(file: Path) -> str:
    lines = _read(file).split("\n")
    for region in reversed(read_regions(file)):
        indent = _indent(lines[region.first - 1])
        words = json.dumps(region.sentence, ensure_ascii=False)
        lines[region.first - 1 : region.last] = [f"{indent}raise NotImplementedError({words})"]
    return "\n".join(lines)


def _split(text: str, file: Path) -> tuple[str, list[_Cell]]:
    """Split percent cells; what stands before the first is the head."""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if _LIKE_A_CELL.match(line) and not _CELL.fullmatch(line):
            where = _("{file}, line {line}", file=file, line=number)
            words = _(
                "{where}: `{comment}` looks like a marker, but is none", where=where, comment=line
            )
            raise AuthorError(
                words, hint=_("a line `# %%` begins a cell, `# %% [markdown]` its instructions")
            )
    starts = [
        (index, match) for index, line in enumerate(lines) if (match := _CELL.fullmatch(line))
    ]
    if not starts:
        hint = _("a line `# %%` begins a cell, `# %% [markdown]` its instructions")
        raise AuthorError(_("{file} has no cells", file=file), hint=hint)
    ends = [index for index, _match in starts[1:]] + [len(lines)]
    cells = []
    for (start, match), end in zip(starts, ends, strict=True):
        body = "\n".join(lines[start + 1 : end]).strip("\n")
        markdown = bool(match["markdown"])
        cells.append(
            _Cell(start + 1, markdown, _uncommented(body, file, start + 2) if markdown else body)
        )
    return "\n".join(lines[: starts[0][0]]).strip("\n"), cells


def _uncommented(body: str, file: Path, line: int) -> str:
    lines = []
    for number, text in enumerate(body.split("\n"), start=line):
        if not text.startswith("# ") and text != "#":
            where = _("{file}, line {line}", file=file, line=number)
            words = _("{where}: a Markdown cell can only contain comments", where=where)
            raise AuthorError(words, hint=_("begin code with # %%"))
        lines.append(text[2:])
    return "\n".join(lines)


def _name_of(cell: _Cell, taken: set[str]) -> str:
    body = ast.parse(cell.text).body
    defined = [node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    imports = bool(body) and all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in body)
    name = re.sub(
        r"[^a-z0-9]+", "-", (defined or ["imports" if imports else "code"])[0].lower()
    ).strip("-")
    number = 1
    while (unique := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return unique


def _require_stubs(text: str, functions: Iterable[str], file: Path) -> None:
    """Refuse to ship a graded function in which nothing is left to write.

    Its markers may have been forgotten.
    """
    tree = ast.parse(text)
    defined = {
        node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    for name in functions:
        raised = {
            node.exc.func.id
            for node in ast.walk(defined.get(name, ast.Module([], [])))
            if isinstance(node, ast.Raise)
            and isinstance(node.exc, ast.Call)
            and isinstance(node.exc.func, ast.Name)
        }
        if "NotImplementedError" not in raised:
            words = _("{file}: {name} has no solution region", file=file, name=name)
            raise AuthorError(words, hint=_("students would get the solution"))
