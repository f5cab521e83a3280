"""Text for a terminal, in lines that break where a reader expects it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text

_CODE = re.compile(r"`[^`]+`")
_POINTER = re.compile(r" +\^")
_MORE = "…"
# https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_and_line_end
_NEVER_FIRST = frozenset("，。、；：？！）》」』】”’…·％%,.;:?!)]}")
_NEVER_LAST = frozenset("（《「『【“‘([{")


class Paragraph(Text):
    """A text whose lines break at blanks and between Chinese characters.

    They break before no closing sign and after no opening one, and not within code between
    backquotes, if a line can hold it. Code with a pointer below it is one line, of which the part
    around the pointer is shown.
    """

    def wrap(self, console: Any, width: int, *, tab_size: int = 8, **options: Any) -> Lines:  # noqa: ARG002 - rich's
        """Return the lines of a text."""
        lines = Lines()
        pending = list(self.split(allow_blank=True))
        while pending:
            line = pending.pop(0)
            line.expand_tabs(tab_size)
            if pending and _POINTER.fullmatch(str(pending[0])):
                lines.extend(_around(line, pending.pop(0), width))
                continue
            for part in line.divide(break_offsets(str(line), width)):
                part.rstrip()
                lines.append(part)
        return lines


def _around(code: Text, pointer: Text, width: int) -> Iterator[Text]:
    """Yield a line of code and the pointer below it, without what does not fit."""
    too_many = cell_len(str(pointer)) - width
    if too_many > 0:
        left_out = _fitting(str(code), too_many + 2)
        pointer = pointer[cell_len(str(code)[:left_out]) - 1 :]
        code = Text(_MORE, code.style) + code[left_out:]
    for line in (code, pointer):
        line.truncate(width, overflow="ellipsis")
        yield line


def break_offsets(text: str, width: int) -> list[int]:
    """Return where the second line of a text begins, the third, and so on.

    Args:
        width: of a line, in cells: a Chinese character takes two.
    """
    offsets = []
    start = 0
    last = 0
    for end in [*_breakable(text, width), len(text)]:
        if last > start and cell_len(text[start:end].rstrip()) > width:
            start = last
            offsets.append(start)
        while cell_len(text[start:end].rstrip()) > width:
            start += _fitting(text[start:end], width)
            offsets.append(start)
        last = end
    return offsets


def _breakable(text: str, width: int) -> Iterator[int]:
    """Yield where a line may break."""
    spans = [span for span in _CODE.finditer(text) if cell_len(span[0]) <= width]
    within = {index for span in spans for index in range(span.start() + 1, span.end())}
    for index in range(1, len(text)):
        if index not in within and _is_between(text[:index][-2:], text[index]):
            yield index


def _is_between(before: str, after: str) -> bool:
    """Whether a line may break between the two last characters before, and the one after."""
    last = before[-1]
    if after == " " or after in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    if last == " ":
        # A number and its measure word stay together.
        return not (before[0].isdecimal() and _is_wide(after))
    return _is_wide(last) or _is_wide(after)


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WF"


def _fitting(text: str, width: int) -> int:
    """Return how many characters of a text, at least one, fit into a line."""
    number = 1
    while number < len(text) and cell_len(text[: number + 1]) <= width:
        number += 1
    return number
