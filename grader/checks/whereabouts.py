"""Where the student's code was when its process was ended, as far as the process said so."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from grader import wire
from grader.errors import StudentError
from grader.language import _
from grader.submission.source import UNPARSABLE, parse

if TYPE_CHECKING:
    from grader.submission.source import Source

_FRAME = re.compile(r'File "(?P<file>[^"\n]{1,500})", line (?P<line>\d{1,7})\b')
_NUMBER = re.compile(r"(?P<name>[^\W\d]\w{0,40})=(?P<value>-?\d{1,13})(?!\S)")
_MOST_COUNTERS = 3
_MOST_CALLERS = 3


def located(error: StudentError, source: Source) -> StudentError:
    """Return an error that says where the code was, if its process has told."""
    # As faulthandler writes a name.
    name = source.filename.encode("ascii", "backslashreplace").decode()
    lines = [int(frame["line"]) for frame in _FRAME.finditer(error.told) if frame["file"] == name]
    place = source.place(lines[0]) if lines else ""
    if not place:
        return error

    line = lines[0]
    told = error.told.rpartition(wire.NUMBERS)[2].partition("\n")[0]
    numbers = {match["name"]: match["value"] for match in _NUMBER.finditer(told)}
    counters = [
        f"{name} = {numbers[name]}" for name in _counters(source.text, line) if name in numbers
    ]
    message = _("{message}; it was at {place}", message=error.message, place=place)
    callers = [source.spot(caller) for caller in dict.fromkeys(lines[1:]) if source.place(caller)]
    if callers:
        spots = _(", ").join(callers[:_MOST_CALLERS])
        message += _("; called in {spots}", spots=spots)
    if counters:
        with_counters = _(", ").join(counters[:_MOST_COUNTERS])
        message = _("{message}, with {counters}", message=message, counters=with_counters)
    if not _is_in_function(source.text, line):
        message += _("; code outside of functions runs when the file is loaded")
    return StudentError(
        error.reason, message, error.type_name, place=source.pointer(line), told=error.told
    )


def _is_in_function(text: str, line: int) -> bool:
    try:
        tree = parse(text)
    except UNPARSABLE:
        return True
    return any(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        and node.lineno <= line <= (node.end_lineno or 0)
        for node in ast.walk(tree)
    )


def _counters(text: str, line: int) -> list[str]:
    """Return the names that count in the loops around a line, the innermost loop's first."""
    try:
        tree = parse(text)
    except UNPARSABLE:
        return []
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.For, ast.While)) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    names: list[str] = []
    for loop in reversed(around):
        targets = [loop.target] if isinstance(loop, ast.For) else []
        targets += [node.target for node in ast.walk(loop) if isinstance(node, ast.AugAssign)]
        names += [
            node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
        ]
    return [*dict.fromkeys(names)]
