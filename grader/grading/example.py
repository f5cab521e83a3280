"""The smallest instances that a public check found wrong: what was passed, expected and returned.

Inputs and right values of public checks are no secret. Of a hidden check, nothing is shown.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks import compare
from grader.checks.expect import Comparison
from grader.checks.transcript import Event, event_of
from grader.language import _, printable
from grader.results import Hint

_MOST_LINES = 10
_WIDTH = 76
_MOST_ROWS = 3
_MOST_COLUMNS = 6
_MATRIX = 2  # dimensions
_RELATIVE = 1e-4  # to the largest right number: smaller differences are no mistake of their own


@dataclass(frozen=True)
class Example:
    """A wrong value beside the right one.

    Attributes:
        name: of the value, for example "grad_w1".
        fault: what the check says is wrong with it.
        lines: the call, what was expected, and what was returned.
    """

    name: str
    fault: str
    lines: tuple[str, ...]


def examples_of(
    compared: Sequence[Comparison],
    events: Sequence[Event],
    parameters: Callable[[str], Sequence[str]],
) -> tuple[Example, ...]:
    """Return an example for each value that is wrong and can be shown, the smallest first.

    Args:
        compared: the comparisons of a check.
        events: the requests to the submission.
        parameters: of a function, the names of its parameters.
    """
    smallest: dict[str, tuple[int, Comparison, Event | None]] = {}
    for comparison in filter(_can_be_shown, compared):
        event = event_of(events, comparison.returned)
        size = sum(map(_count, event.args)) if event else _count(comparison.want)
        if comparison.name not in smallest or size < smallest[comparison.name][0]:
            smallest[comparison.name] = size, comparison, event

    def order(each: tuple[int, Comparison, Event | None]) -> tuple[bool, int]:
        size, comparison, _event = each
        return comparison.kind == "change", size  # which is no value that a student sees

    ordered = sorted(smallest.values(), key=order)
    return tuple(_example(comparison, event, parameters) for _size, comparison, event in ordered)


def _example(
    comparison: Comparison, event: Event | None, parameters: Callable[[str], Sequence[str]]
) -> Example:
    values = [*_values(comparison)]
    call: list[str] = []
    if event and event.function:
        call = [*_call(event, parameters, _MOST_LINES - len(values))]
    lines = tuple(printable(line, _WIDTH + 8) for line in (*call, *values))
    return Example(comparison.name, comparison.fault, lines)


def faults_of(
    faults: Sequence[str], compared: Sequence[Comparison], examples: Sequence[Example]
) -> list[str]:
    """Return a check's faults, each about the call that its example shows."""
    shown = {example.name: example.fault for example in examples}
    told = {
        comparison.fault: shown[comparison.name]
        for comparison in compared
        if comparison.name in shown
    }
    return [told.get(fault, fault) for fault in faults]


def example_for(examples: Sequence[Example], hint: Hint | None) -> tuple[str, ...]:
    """Return the lines of the example of the value that a hint names, else of the smallest."""
    by_name = {example.name: example for example in examples}
    named = re.findall(r"\w+", hint.en) if hint else []
    found = [by_name[word] for word in named if word in by_name]
    return (found or [*examples])[0].lines if examples else ()


def _can_be_shown(comparison: Comparison) -> bool:
    if comparison.right:
        return False
    got, want = _numbers(comparison.got), _numbers(comparison.want)
    if got is None or want is None or max(got.ndim, want.ndim) > _MATRIX:
        return False
    return not np.array_equal(got, want)  # else the dtype is wrong


def _numbers(value: Any) -> compare.Array | None:
    """Return a value's numbers as an array; None where it has none."""
    if isinstance(value, (list, tuple)):
        listed = compare.numbers_in(value)
        return None if listed is None else np.asarray(listed)
    if not compare.is_number(value) and not hasattr(value, "dtype"):
        return None
    array = compare.as_numpy(value)
    return array.astype(np.float64) if array.dtype.kind in "fiub" else None


def _count(value: Any) -> int:
    numbers = _numbers(value)
    return 1 if numbers is None else numbers.size


def _call(
    event: Event, parameters: Callable[[str], Sequence[str]], most_lines: int
) -> Iterator[str]:
    """Yield the call, with its arguments where they are small enough."""
    function = event.function
    names = parameters(function)
    given: dict[str, str] = {}
    for position, value in enumerate(event.args):
        name = names[position] if position < len(names) else f"#{position + 1}"
        given[name] = _argument(value)

    whole = _("{function}({arguments})", function=function, arguments=_listed(given))
    if len(whole) <= _WIDTH:
        yield whole
        return
    yield _("{function}({arguments}) with", function=function, arguments=", ".join(given))
    lines = [f"  {name} = {text}" for name, text in given.items()]
    if len(lines) < most_lines and all(len(line) <= _WIDTH for line in lines):
        yield from lines
    else:
        sizes = {name: _size(value) for name, value in zip(given, event.args, strict=False)}
        lines = textwrap.wrap(_listed(sizes).replace(" × ", "\u00a0×\u00a0"), _WIDTH)
        yield from (f"  {line}".replace("\u00a0", " ") for line in lines[:_MOST_ROWS])


def _listed(given: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={text}" for name, text in given.items())


def _argument(value: Any) -> str:
    numbers = _numbers(value)
    if numbers is None or numbers.ndim > _MATRIX or numbers.size > _MOST_ROWS * _MOST_COLUMNS:
        return _size(value)
    rows = [", ".join(map(_digits, row)) for row in np.atleast_2d(numbers)]
    text = "], [".join(rows)
    return "[" * numbers.ndim + text + "]" * numbers.ndim


def _size(value: Any) -> str:
    """Return a value's size, for example "4 × 6"; of a number the number."""
    numbers = _numbers(value)
    if numbers is None:
        return "…"
    if not numbers.ndim:
        return _digits(numbers)
    return _("<{size}>", size=" × ".join(map(str, numbers.shape)))


def _values(comparison: Comparison) -> Iterator[str]:
    """Yield the right value and the returned one, both around the first number that is wrong."""
    name = comparison.name
    if comparison.kind == "change":
        name = _("the change of {name}", name=name)
    got, want = _numbers(comparison.got), _numbers(comparison.want)
    assert got is not None  # noqa: S101 - see _can_be_shown
    assert want is not None  # noqa: S101
    if got.shape != want.shape:
        yield _(
            "{name}: shape {want} expected, {got} returned",
            name=name,
            want=want.shape,
            got=got.shape,
        )
        return

    wrong = _first_wrong(got, want)
    if not got.ndim:
        yield _(
            "{name}: {want} expected, {got} returned",
            name=name,
            want=_digits(want),
            got=_digits(got),
        )
        return
    expected = _("{name} expected:", name=name)
    returned = _("{name} returned:", name=name)
    yield expected
    yield from _rows(want, wrong, marked=False)
    yield returned
    yield from _rows(got, wrong, marked=True)


def _first_wrong(got: compare.Array, want: compare.Array) -> tuple[int, ...]:
    """Return the index of the first number that is wrong; else of the one that is furthest off."""
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.where(np.isfinite(got), np.abs(got - want), np.inf)
    largest = float(np.abs(want).max()) if want.size else 0.0
    wrong = np.argwhere(error > _RELATIVE * largest)
    if len(wrong):
        return tuple(map(int, wrong[0]))
    furthest = int(error.argmax()) if error.size else 0
    return tuple(map(int, np.unravel_index(furthest, error.shape))) if error.size else ()


def _rows(numbers: compare.Array, wrong: tuple[int, ...], *, marked: bool) -> Iterator[str]:
    """Yield the rows around a number, in columns; ">" and "<" mark it."""
    if not numbers.size:
        yield "  []"
        return
    matrix = np.atleast_2d(numbers)
    row, column = (*(0,) * (_MATRIX - len(wrong)), *wrong)
    rows = _window(row, len(matrix), _MOST_ROWS)
    columns = _window(column, matrix.shape[1], _MOST_COLUMNS)

    cells = [[f" {_digits(matrix[i, j])} " for j in columns] for i in rows]
    if marked:
        cells[row - rows.start][column - columns.start] = f">{_digits(matrix[row, column])}<"
    widths = [max(map(len, texts)) for texts in zip(*cells, strict=True)]
    before = " …" if columns.start else ""
    after = " …" if columns.stop < matrix.shape[1] else ""
    for number, texts in enumerate(cells):
        padded = "".join(text.rjust(width) for text, width in zip(texts, widths, strict=True))
        more = " …" if number == len(cells) - 1 and rows.stop < len(matrix) else ""
        yield f"  {before}{padded}{after or more}".rstrip()


def _window(index: int, length: int, most: int) -> range:
    """Return at most so many indices, the given one among them, from the start if possible."""
    start = max(0, min(index - most // 2, length - most))
    return range(start, min(start + most, length))


def _digits(number: Any) -> str:
    return f"{float(number) + 0.0:.4g}"  # -0 is 0
