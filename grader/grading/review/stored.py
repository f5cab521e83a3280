"""Rules about what is stored in the code: tables of numbers, and texts that hold data."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from grader.submission.program import Finding, Program

_NUMBERS = 60  # in a literal; a homework's own tables are smaller
_ALL_NUMBERS = 200  # in all literals
_LONG_TEXT = 500  # characters without a space
_LONG_NUMBER = 1 << 400
_DECIMAL = re.compile(r"\d\.\d")


def table(program: Program) -> Iterator[Finding]:
    """Yield literals with many numbers; of many smaller ones, the largest."""
    counts = Counter(display for _number, display in program.numbers)
    large = [display for display, count in counts.items() if count > _NUMBERS]
    if not large and counts.total() > _ALL_NUMBERS:
        large = [max(counts, key=counts.__getitem__)]
    for display in large:
        yield display, ""

    for constant in program.all(ast.Constant):
        if isinstance(constant.value, int) and constant.value > _LONG_NUMBER:
            yield constant, ""


def text(program: Program) -> Iterator[Finding]:
    """Yield long texts without spaces, and texts with many decimal numbers."""
    sentences = {node.value for node in program.all(ast.Expr)}
    for constant in program.all(ast.Constant):
        value = constant.value
        if not isinstance(value, (str, bytes)) or len(value) <= _NUMBERS or constant in sentences:
            continue
        words = value.split() if isinstance(value, str) else [value]
        longest = max(map(len, words), default=0)
        decimals = len(_DECIMAL.findall(value)) if isinstance(value, str) else 0
        if longest > _LONG_TEXT or decimals > _NUMBERS:
            yield constant, ""
