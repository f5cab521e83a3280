"""Blank out statements of a source text; what stays keeps its line and column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from grader.submission.slicing.syntax import is_docstring

if TYPE_CHECKING:
    import ast
    from collections.abc import Collection, Iterator

_LINE_END = re.compile(r"\r\n|\r|\n")  # as the parser counts them; str.splitlines counts more
_REST_OF_LINE = re.compile(r"(?:[ \t\f;]|\\(?:\r\n|\r|\n))*(?:#[^\r\n]*)?")
_COMMENT = re.compile(r"#[^\r\n]*")
_INK = re.compile(r"[^\r\n]")


class _Span(NamedTuple):
    start: int
    end: int
    node: ast.stmt


def blank_out(source: str, statements: list[ast.stmt], kept: Collection[int]) -> str:
    """Replace top-level statements by spaces, and all comments between them.

    Those with the indexes ``kept`` stay. A statement left out among kept ones on a line of
    ``a = 1; b = 2`` becomes ``0``, so that the line still parses.
    """
    written: list[str] = []
    done = 0
    kept_nodes = {statements[i] for i in kept}

    for line in _joined(source, _spans(source, statements)):
        start, end = line[0].start, line[-1].end
        if not any(span.node in kept_nodes for span in line):
            written.append(_blank(source[done:end]))
        else:
            # Decorators' "@", line continuations and form feeds are between statements, and must
            # stay.
            written.append(_COMMENT.sub(lambda comment: " " * len(comment[0]), source[done:start]))
            written += _members(source, line, kept_nodes)

        done = _rest_of_line(source, end)
        written.append(_blank(source[end:done]))

    return "".join(written) + _blank(source[done:])


def _members(source: str, line: list[_Span], kept: set[ast.stmt]) -> Iterator[str]:
    """Return the text of statements joined by semicolons, those that are left out as zeros."""
    before = line[0].start
    for span in line:
        yield source[before : span.start]
        text = source[span.start : span.end]
        # Only a docstring may precede a __future__ import.
        if span.node in kept or is_docstring(span.node):
            yield text
        else:
            # A statement that began on a line above ends that line: the rest is a line of its
            # own.
            first = max((match.end() for match in _LINE_END.finditer(text)), default=0)
            yield f"{_blank(text[:first])}0{_blank(text[first + 1 :])}"
        before = span.end


def _joined(source: str, spans: list[_Span]) -> Iterator[list[_Span]]:
    """Group statements that semicolons join."""
    line: list[_Span] = []
    for span in spans:
        if line and _rest_of_line(source, line[-1].end) != span.start:
            yield line
            line = []
        line.append(span)
    if line:
        yield line


def _rest_of_line(source: str, end: int) -> int:
    match = _REST_OF_LINE.match(source, end)
    return match.end() if match else end


def _spans(source: str, statements: list[ast.stmt]) -> list[_Span]:
    """Return the statements with their positions in the text, from lines and UTF-8 columns."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(source))]

    def position(line: int, column: int) -> int:
        start = starts[line - 1]
        # As many characters as bytes, or fewer.
        text = source[start : start + column]
        return start + (column if text.isascii() else len(text.encode()[:column].decode()))

    return [
        _Span(
            position(*_start(statement)),
            position(statement.end_lineno or 0, statement.end_col_offset or 0),
            statement,
        )
        for statement in statements
    ]


def _start(statement: ast.stmt) -> tuple[int, int]:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    first = decorators[0] if decorators else statement
    return first.lineno, first.col_offset


def _blank(text: str) -> str:
    return _INK.sub(" ", text)
