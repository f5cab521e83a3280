"""Small programs that say which of their lines a slice leaves out.

A line that ends in ``# -`` is to be left out, and every other one is to stay as it is. "answer" is
called, in the slice and in the whole program.
"""

import re
import sys
import textwrap
from collections.abc import Mapping
from types import ModuleType

import pytest

from grader.submission.slicing import slice_source


def program(marked: str) -> str:
    return textwrap.dedent(marked).strip() + "\n"


def check_lines(source: str, text: str) -> None:
    pairs = list(zip(source.split("\n"), text.split("\n"), strict=True))
    stays = [(line, left) for line, left in pairs if not line.endswith("# -")]
    gone = [left.strip() for line, left in pairs if line.endswith("# -")]
    assert [left.rstrip() for _, left in stays] == [line.rstrip() for line, _ in stays]
    assert "".join(gone) == ""


def value(text: str) -> object:
    """Run a program as a module, and call its function "answer"."""
    module = sys.modules["homework"] = ModuleType("homework")
    try:
        exec(compile(text, "homework.py", "exec", dont_inherit=True), vars(module))
        return module.answer()
    finally:
        del sys.modules["homework"]


def cases(table: Mapping[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("marked", table.values(), ids=table.keys())


def check_stays(marked: str) -> None:
    """Check that what is needed stays, and gives the same value as the whole."""
    source = program(marked)
    sliced = slice_source(source, ["answer"])
    check_lines(source, sliced.text)
    assert sliced.found == {"answer"}
    assert value(sliced.text) == value(source)


def ends(text):
    return re.findall(r"\r\n|\r|\n", text)
