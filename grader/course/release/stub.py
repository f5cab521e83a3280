"""From a reference solution with marked regions to the student's stub: script and notebook.

::

    # %% [markdown]
    # What to do, in Markdown: goes above the function in the notebook, and not into the script.

    # %%
    def double(x):
        '''Docstrings stay.

        zh: 文档字符串会保留
        '''
        # BEGIN SOLUTION: say what to write, in one sentence
        # zh: 用一句话说明要写什么
        return x + x
        # END SOLUTION

In the stub the region is ``raise NotImplementedError("say what to write, in one sentence", "…")``.
All that is in both languages comes first in the one in force; the Chinese may be missing.
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

from grader.course.release.opening import NOTHING, Opening
from grader.errors import AuthorError
from grader.language import _, is_chinese, spoken

_BEGIN = re.compile(r"# BEGIN SOLUTION: (\S.*)")
_CHINESE = re.compile(r"# zh: (\S.*)")
_END = "# END SOLUTION"
_CHINESE_HALF = re.compile(r"^[ \t]*zh: ", re.MULTILINE)
_QUOTES = re.compile(r"[rR]?(\"\"\"|''')")
_CELL = re.compile(r"# %%(?P<markdown> \[(markdown|md)\])?\s*")
_LIKE_A_CELL = re.compile(r"#\s*%%")
_MARKERS = ("begin solution", "end solution")
# What a misspelt marker is made of: "START SOLUTION", "end of the solution".
_MARKER_WORDS = (
    ("solution",),
    ("begin", "start", "end", "stop"),
)
_ALIKE = 0.75


@dataclass(frozen=True)
class SolutionRegion:
    """A part of the solution that students write themselves.

    Attributes:
        first: number of the line of its BEGIN marker.
        last: of its END marker.
        sentence: what the student reads in its place.
        lines: the lines between the markers, without the Chinese sentence.
        zh: the sentence in Chinese; "" where there is none.
    """

    first: int
    last: int
    sentence: str
    lines: tuple[str, ...]
    zh: str = ""


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
    regions: list[SolutionRegion] = []
    begun: tuple[int, str] | None = None

    for number, marker in _markers(text, file):
        where = _("{file}, line {line}", file=file, line=number)
        if match := _BEGIN.fullmatch(marker):
            _require_beginning(lines[number - 1], begun, where)
            begun = (number, match[1])
        elif begun is None:
            raise AuthorError(_("{where}: a solution region ends, but none has begun", where=where))
        else:
            first, sentence = begun
            _require_one_indent((lines[first - 1], lines[first], lines[number - 1]), where)
            within = lines[first : number - 1]
            chinese = _CHINESE.fullmatch(within[0].strip()) if within else None
            zh = chinese[1] if chinese else ""
            own = tuple(within[1:] if chinese else within)
            regions.append(SolutionRegion(first, number, sentence, own, zh))
            begun = None

    if begun:
        where = _("{file}, line {line}", file=file, line=begun[0])
        raise AuthorError(
            _("{where}: a solution region begins, but never ends", where=where),
            hint=_("close it with {marker}", marker=_END),
        )
    return tuple(regions)


def _require_beginning(line: str, begun: tuple[int, str] | None, where: str) -> None:
    if begun:
        raise AuthorError(
            _(
                "{where}: a solution region begins inside the one that begins in line {line}",
                where=where,
                line=begun[0],
            )
        )
    if line.startswith("#"):
        raise AuthorError(
            _("{where}: a solution region must be inside a function", where=where),
            hint=_("indent its markers"),
        )


def _require_one_indent(lines: Iterable[str], where: str) -> None:
    indents = {_indent(line) for line in lines}
    if len(indents) > 1:
        raise AuthorError(
            _(
                "{where}: the markers of a solution region must be indented like its first line",
                where=where,
            )
        )


def to_script(file: Path, functions: Iterable[str]) -> str:
    """Return the stub of a solution as a script.

    Raises:
        AuthorError: a marker is wrong, or students would get one of the functions solved.
    """
    head, cells = _split(_stubbed(file), file)
    code = [cell.text for cell in cells if not cell.markdown]
    text = "\n\n\n".join([head, *code]).lstrip("\n") + "\n"
    # Only one blank line after the docstring.
    text = re.sub(r"\A(\"\"\".*?\"\"\")\n\n\n", r"\1\n\n", text, count=1, flags=re.DOTALL)
    _require_stubs(text, functions, file)
    return text


def to_notebook(file: Path, functions: Iterable[str], opening: Opening = NOTHING) -> str:
    """Return the stub of a solution as a notebook: a cell per function, its instructions above it.

    The ids of cells come from the functions' names, so that they are the same in every release.

    Args:
        opening: what the notebook begins with.

    Raises:
        AuthorError: as for a script.
    """
    head, cells = _split(_stubbed(file), file)
    title = ast.get_docstring(ast.parse(head)) or file.parent.name
    # Its first paragraph: a Markdown heading is one line, however many it has in the program.
    heading, *rest = title.split("\n\n", 1)
    paragraphs = filter(None, (f"# {' '.join(heading.split())}", opening.badge, *rest))
    parts = [nbformat.v4.new_markdown_cell("\n\n".join(paragraphs), id="title")]
    if opening.code:
        parts.append(nbformat.v4.new_code_cell(opening.code, id="load-check"))

    above = 0  # Markdown cells since the last code cell
    for cell in cells:
        if cell.markdown:
            above += 1
            parts.append(nbformat.v4.new_markdown_cell(_paragraphs(cell.text)))
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
    """Yield the markers with their line numbers.

    Raises:
        AuthorError: a comment looks like a marker, but is none.
    """
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue

        comment = token.string.rstrip()
        number = token.start[0]
        is_marker = comment == _END or bool(_BEGIN.fullmatch(comment))
        if is_marker and token.line.strip() == comment:
            yield number, comment
        elif is_marker or _is_alike(comment):
            where = _("{file}, line {line}", file=file, line=number)
            message = (
                _("{where}: `{comment}` follows code in its line", where=where, comment=comment)
                if is_marker
                else _(
                    "{where}: `{comment}` looks like a marker, but is none",
                    where=where,
                    comment=comment,
                )
            )
            raise AuthorError(
                message,
                hint=_(
                    "`# BEGIN SOLUTION: a sentence for the student` and `{end}`, each on a line "
                    "of its own",
                    end=_END,
                ),
            )


def _is_alike(comment: str) -> bool:
    """Whether a comment looks like a marker: by its words, or by its first letters."""
    words = re.findall(r"[a-z]+", comment.replace("_", " ").lower())[:4]
    if all(_resembles_any(words, alternatives) for alternatives in _MARKER_WORDS):
        return True

    start = " ".join(words[:2])
    joined = start.replace(" ", "")
    for marker in _MARKERS:
        letters = marker.replace(" ", "")
        if _ratio(start, marker) >= _ALIKE or _ratio(joined[: len(marker)], letters) >= _ALIKE:
            return True
    return False


def _resembles_any(words: Iterable[str], alternatives: Iterable[str]) -> bool:
    return any(
        _ratio(word, alternative) >= _ALIKE for word in words for alternative in alternatives
    )


def _ratio(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b).ratio()


def _stubbed(file: Path) -> str:
    lines = _read(file).split("\n")
    # From the last line to the first, so that the numbers of the earlier ones stay right.
    for region in reversed(read_regions(file)):
        indent = _indent(lines[region.first - 1])
        said = [json.dumps(text, ensure_ascii=False) for text in _sentences(region)]
        raising = [f"raise NotImplementedError({said[0]})"]
        if len(said) > 1:
            raising = ["raise NotImplementedError(", *(f"    {text}," for text in said), ")"]
        lines[region.first - 1 : region.last] = [indent + line for line in raising]
    return _in_both_languages("\n".join(lines))


def _in_both_languages(text: str) -> str:
    """Return a program whose docstrings begin in the language in force."""
    lines = text.split("\n")
    nodes = [
        node.body[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and ast.get_docstring(node) is not None
    ]
    for node in sorted(nodes, key=lambda node: -node.lineno):
        end = node.end_lineno or node.lineno
        docstring = "\n".join(lines[node.lineno - 1 : end])
        lines[node.lineno - 1 : end] = _ordered(docstring, " " * node.col_offset).split("\n")
    return "\n".join(lines)


def _ordered(docstring: str, indent: str) -> str:
    """Return a docstring with its halves in order; as it is, where it has no Chinese one."""
    opening = _QUOTES.match(docstring, len(indent))
    halves = _CHINESE_HALF.split(docstring, maxsplit=1)
    if len(halves) == 1 or opening is None:
        return docstring
    english = halves[0][opening.end() :].rstrip()
    chinese = halves[1].removesuffix(opening[1]).rstrip()
    first, second = _in_order(english, chinese)
    return f"{indent}{opening[0]}{first}\n\n{indent}{second}\n{indent}{opening[1]}"


def _paragraphs(text: str) -> str:
    """Return instructions: headings, then paragraphs in the language in force, then the others."""
    if spoken() == "en":
        return text
    paragraphs = text.split("\n\n")
    return "\n\n".join(sorted(paragraphs, key=_rank))


def _rank(paragraph: str) -> int:
    if paragraph.startswith("#"):
        return 0
    return 1 if is_chinese(paragraph) else 2


def _sentences(region: SolutionRegion) -> list[str]:
    """Return what the student reads, first in the language in force."""
    return [text for text in _in_order(region.sentence, region.zh) if text]


def _in_order(english: str, chinese: str) -> tuple[str, str]:
    """Return both halves, the one in the language in force first."""
    return (english, chinese) if spoken() == "en" else (chinese, english)


def _split(text: str, file: Path) -> tuple[str, list[_Cell]]:
    """Split percent cells, and return what precedes the first one, and the cells."""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if _LIKE_A_CELL.match(line) and not _CELL.fullmatch(line):
            where = _("{file}, line {line}", file=file, line=number)
            raise AuthorError(
                _(
                    "{where}: `{comment}` looks like a marker, but is none",
                    where=where,
                    comment=line,
                ),
                hint=_("a line `# %%` begins a cell, `# %% [markdown]` its instructions"),
            )

    starts = []
    for index, line in enumerate(lines):
        if match := _CELL.fullmatch(line):
            starts.append((index, bool(match["markdown"])))
    if not starts:
        raise AuthorError(
            _("{file} has no cells", file=file),
            hint=_("a line `# %%` begins a cell, `# %% [markdown]` its instructions"),
        )

    ends = [index for index, _markdown in starts[1:]] + [len(lines)]
    cells = []
    for (start, markdown), end in zip(starts, ends, strict=True):
        body = "\n".join(lines[start + 1 : end]).strip("\n")
        text = _uncommented(body, file, start + 2) if markdown else body
        cells.append(_Cell(start + 1, markdown, text))

    return "\n".join(lines[: starts[0][0]]).strip("\n"), cells


def _uncommented(body: str, file: Path, line: int) -> str:
    lines = []
    for number, text in enumerate(body.split("\n"), start=line):
        if not text.startswith("# ") and text != "#":
            where = _("{file}, line {line}", file=file, line=number)
            raise AuthorError(
                _("{where}: a Markdown cell can only contain comments", where=where),
                hint=_("begin code with # %%"),
            )
        lines.append(text[2:])
    return "\n".join(lines)


def _name_of(cell: _Cell, taken: set[str]) -> str:
    """Return an id: the name of the first function or class, with a number if it is taken."""
    body = ast.parse(cell.text).body
    defined = [node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    imports = bool(body) and all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in body)

    kind = "imports" if imports else "code"
    name = re.sub(r"[^a-z0-9]+", "-", (defined[0] if defined else kind).lower()).strip("-")

    number = 1
    while (unique := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return unique


def _require_stubs(text: str, functions: Iterable[str], file: Path) -> None:
    """Require that something is left to write in each graded function.

    Otherwise, its markers were probably forgotten.
    """
    defined: dict[str, ast.AST] = {}
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            defined[node.name] = node

    for name in functions:
        if name not in defined or not any(map(_is_stub_line, ast.walk(defined[name]))):
            raise AuthorError(
                _("{file}: {name} has no solution region", file=file, name=name),
                hint=_("students would get the solution"),
            )


def _is_stub_line(node: ast.AST) -> bool:
    """Whether a statement is ``raise NotImplementedError(...)``."""
    return (
        isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id == "NotImplementedError"
    )
