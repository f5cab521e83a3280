"""What a wrong value has to do with the right one, where no recorded mistake explains it.

Each is a fact about the two, not a guess at the cause: half of it, its transpose, wrong only where
an argument is
negative. A check usually compares a value for several sizes; what is said holds for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.checks import compare
from grader.checks.compare import Array
from grader.grading.diagnosis.hints import Words, hint

if TYPE_CHECKING:
    from grader.checks.expect import Comparison
    from grader.checks.transcript import Event
    from grader.results import Hint

_FACTORS = {2.0: "2", 0.5: "1/2", 4.0: "4", 0.25: "1/4", -2.0: "-2", -0.5: "-1/2"}
_EXACT = 1e-6  # of a factor, in float64
_EXACT_SINGLE = 1e-3
_SLIGHTLY = 1e-2
_ROUNDED = (1e-8, 1e-5)  # relative error of what passed through float32


@dataclass(frozen=True)
class Pair:
    """A wrong or right value, with what its function was handed.

    Attributes:
        got: its numbers, in float64.
        want: the right ones.
        args: the arrays that were handed over, by position, with the names of the parameters.
        numbers: the plain numbers that were handed over.
    """

    comparison: Comparison
    got: Array
    want: Array
    args: Mapping[str, Array]
    numbers: Sequence[float]
    exact: float

    @property
    def rows(self) -> int:
        """N: the rows of the first array that was handed over."""
        return next((len(array) for array in self.args.values() if array.ndim > 1), 0)

    @property
    def factor(self) -> float | None:
        """The one number that the right value must be multiplied by; None where there is none."""
        whole = self.got.shape == self.want.shape and bool(np.isfinite(self.got).all())
        return compare.factor_of(self.got, self.want, self.exact) if whole else None


def explained(
    compared: Sequence[Comparison],
    events: Sequence[Event],
    parameters: Mapping[str, Sequence[str]],
    *,
    hidden: bool = False,
) -> Hint | None:
    """Say what the first wrong value has to do with the right one; None where nothing is known of
    it.

    Args:
        compared: all comparisons of a check.
        events: what the submission was asked, with the values that were compared.
        parameters: names of the graded functions' parameters.
        hidden: whether the check is; a row, a number or an error could then be chosen to carry its
            inputs out.
    """
    wrong = next((one for one in compared if not one.right), None)
    if wrong is None:
        return _of_careless(events)
    name = _named(wrong)
    if wrong.kind == "losses":
        return _of_losses(wrong, hidden=hidden)
    same = [one for one in compared if one.name == wrong.name]
    swapped = _in_anothers_place(wrong, [one for one in compared if one.returned is wrong.returned])
    if swapped:
        return hint("in-anothers-place", name=name, other=swapped)
    pairs = [pair for one in same if (pair := _pair(one, events, parameters))]
    if not pairs or len(pairs) < len(same):
        return None
    told = _of_shape(pairs, name) or _of_values(pairs, name)
    if told and not (hidden and told.id == "rows-part"):
        return told
    return _what_is_known(pairs, name, hidden=hidden)


def _named(one: Comparison) -> str | Words:
    """Name what was compared, in a hint's words."""
    if not one.name.isidentifier():  # an author's words, in the language of this run
        return Words("result", "结果")
    return (
        Words(f"step of {one.name}", f"{one.name} 的更新量") if one.kind == "change" else one.name
    )


def _pair(
    one: Comparison, events: Sequence[Event], parameters: Mapping[str, Sequence[str]]
) -> Pair | None:
    numeric = compare.is_number(one.got) or hasattr(one.got, "dtype")
    if not numeric:
        return None
    got, want = (compare.as_numpy(value) for value in (one.got, one.want))
    if got.dtype.kind not in "fiub":
        return None
    event = next((event for event in events if _holds(event.value, one)), None)
    names = parameters.get(event.what.partition(" ")[2], ()) if event else ()
    given = list(enumerate(event.args)) if event else []
    arrays = {
        names[place] if place < len(names) else f"#{place}": compare.as_numpy(value).astype(
            np.float64
        )
        for place, value in given
        if hasattr(value, "dtype") and compare.as_numpy(value).dtype.kind in "fiub"
    }
    numbers = [float(value) for _, value in given if isinstance(value, float)]
    single = "float32" in (got.dtype.name, want.dtype.name)
    exact = _EXACT_SINGLE if single else _EXACT
    return Pair(one, got.astype(np.float64), want.astype(np.float64), arrays, numbers, exact)


def _holds(value: Any, one: Comparison) -> bool:
    returned = value if isinstance(value, (list, tuple)) else [value]
    return any(a is b for a in returned for b in one.returned)


def _in_anothers_place(wrong: Comparison, together: Sequence[Comparison]) -> str:
    """Name the result that a value is the right one of, among those that were returned with it."""
    for other in together:
        if other.name != wrong.name and not other.right and other.name.isidentifier():
            if compare.array_fault(wrong.got, other.want) is None and np.ndim(other.want):
                return other.name
            if wrong.kind == "number" and compare.number_fault(wrong.got, other.want) is None:
                return other.name
    return ""


def _of_shape(pairs: Sequence[Pair], name: str | Words) -> Hint | None:
    """Say what is the matter with a value's shape or dtype."""
    if all(pair.want.ndim == 0 and pair.got.ndim == 1 for pair in pairs):
        return hint("one-axis-only", name=name)
    wrong = [pair for pair in pairs if not pair.comparison.right]
    kind = compare.as_numpy(wrong[0].comparison.got).dtype.kind
    if kind in "iub" and wrong[0].want.ndim:
        return hint("integers", name=name)
    other = [pair for pair in wrong if pair.got.shape != pair.want.shape]
    return _of_other_shape(other, pairs, name) if other else None


def _of_other_shape(other: Sequence[Pair], pairs: Sequence[Pair], name: str | Words) -> Hint | None:
    if all(pair.got.ndim == 2 and pair.got.T.shape == pair.want.shape for pair in other):  # noqa: PLR2004
        right = all(compare.relative_error(pair.got.T, pair.want) <= pair.exact for pair in other)
        return hint("transposed", name=name) if right else None
    if all(_squeezed(pair.got) == _squeezed(pair.want) for pair in other):
        single = all(pair.rows == 1 for pair in other) and len(other) < len(pairs)
        return hint("one-row-only" if single else "extra-axis", name=name)
    if all(pair.got.size == pair.want.size for pair in other):
        return hint("flattened", name=name)
    return None


def _squeezed(array: Array) -> tuple[int, ...]:
    return tuple(length for length in array.shape if length != 1)


def _of_values(pairs: Sequence[Pair], name: str | Words) -> Hint | None:
    """Say what numbers of the right shape have to do with the right ones."""
    wrong = [pair for pair in pairs if not pair.comparison.right]
    if any(not np.isfinite(pair.got).all() for pair in wrong):
        return hint("not-finite", name=name)
    if all(not pair.got.any() and pair.want.any() for pair in wrong):
        return hint(
            "never-moves" if wrong[0].comparison.kind == "change" else "all-zero", name=name
        )
    found = _of_factors(pairs, wrong, name) or _of_places(pairs, wrong, name)
    if found:
        return found
    errors = [compare.relative_error(pair.got, pair.want) for pair in wrong]
    double = all(compare.as_numpy(pair.comparison.got).dtype == np.float64 for pair in wrong)
    if double and all(_ROUNDED[0] < error < _ROUNDED[1] for error in errors):
        return hint("single-precision", name=name)
    if max(errors) < _SLIGHTLY:
        return hint("slightly-off", name=name)
    return None


def _of_factors(pairs: Sequence[Pair], wrong: Sequence[Pair], name: str | Words) -> Hint | None:
    factors = [factor for pair in wrong if (factor := pair.factor) is not None]
    if len(factors) < len(wrong):
        return None
    if len(wrong) == len(pairs) or all(pair.rows == 1 for pair in pairs if pair.comparison.right):
        named = _of_sizes(wrong, factors, name)
        if named:
            return named
    if len(factors) > 1 and _all_near(
        factors, range(2, len(factors) + 2)
    ):  # the first call was right
        return hint("adds-up", name=name)
    ignored = [
        factor * number
        for factor, pair in zip(factors, wrong, strict=True)
        for number in pair.numbers[:1]
    ]
    if len(ignored) == len(factors) > 1 and _all_near(ignored, [ignored[0]] * len(ignored)):
        return (
            hint("number-ignored", name=name)
            if len({pair.numbers[0] for pair in wrong}) > 1
            else None
        )
    return None


def _of_sizes(wrong: Sequence[Pair], factors: Sequence[float], name: str | Words) -> Hint | None:
    if _all_near(factors, [-1.0] * len(factors)):
        return hint("sign", name=name)
    rows = [pair.rows or math.nan for pair in wrong]
    sizes = [pair.want.size if pair.comparison.kind != "number" else 0 for pair in wrong]
    elements = [_elements(pair) for pair in wrong]
    for counts, smaller, larger in (
        (rows, "divided-by-rows", "times-rows"),
        (elements, "divided-by-elements", "times-elements"),
        (sizes, "divided-by-elements", "times-elements"),
    ):
        if len(set(counts)) > 1 or len(wrong) == 1:
            if all(counts) and _all_near(factors, [1 / count for count in counts]):
                return hint(smaller, name=name)
            if _all_near(factors, counts):
                return hint(larger, name=name)
    for factor, words in _FACTORS.items():
        if _all_near(factors, [factor] * len(factors)):
            return hint("factor", name=name, factor=words)
    return None


def _elements(pair: Pair) -> float:
    """Give N times D_out: the elements of y, where it was handed over."""
    return float(pair.args["y"].size) if "y" in pair.args else math.nan


def _all_near(values: Sequence[float], wanted: Sequence[float]) -> bool:
    return all(abs(a - b) <= _EXACT_SINGLE * abs(b) for a, b in zip(values, wanted, strict=True))


def _of_places(pairs: Sequence[Pair], wrong: Sequence[Pair], name: str | Words) -> Hint | None:
    """Say where the numbers are wrong."""
    matrices = [pair for pair in wrong if pair.want.ndim == 2 and pair.want.size > 1]  # noqa: PLR2004
    if len(matrices) == len(wrong) and all(_near_sorted(pair) for pair in wrong):
        square = all(
            compare.relative_error(pair.got.T, pair.want) <= pair.exact
            for pair in wrong
            if _is_square(pair)
        )
        return hint(
            "transposed" if square and all(map(_is_square, wrong)) else "scrambled", name=name
        )
    for argument in wrong[0].args:
        for id_, where in _PLACES.items():
            if _only_there(wrong, argument, where):
                return hint(id_, name=name, argument=argument)
    if len(wrong) < len(pairs) and all((pair.rows == 1) != pair.comparison.right for pair in pairs):
        return hint("one-row-only", name=name)
    first = wrong[0]
    if first.want.ndim and len(first.want) > 1:
        rows = np.flatnonzero(_off(first).reshape(len(first.want), -1).any(axis=1))
        if len(rows) and rows[0] > 0 and len(rows) == len(first.want) - rows[0]:
            return hint("rows-part", name=name, row=str(rows[0]))
    return None


_ENOUGH = 4  # elements on either side: with fewer it may be chance
_MOST = 0.9  # of those there are wrong
_PLACES: dict[str, Callable[[Array], Array]] = {
    "wrong-where-zero": lambda values: values == 0,
    "wrong-where-negative": lambda values: values < 0,
    "wrong-where-positive": lambda values: values > 0,
}


def _only_there(wrong: Sequence[Pair], argument: str, where: Callable[[Array], Array]) -> bool:
    """Tell whether values are wrong just where an argument is so.

    A single 0 is enough, other places may be chance.
    """
    if any(
        argument not in pair.args or pair.args[argument].shape != pair.want.shape for pair in wrong
    ):
        return False
    off = np.concatenate([_off(pair).ravel() for pair in wrong])
    there = np.concatenate([where(pair.args[argument]).ravel() for pair in wrong])
    if not off.any() or (off & ~there).any():
        return False
    if where is _PLACES["wrong-where-zero"]:
        return not there.all()
    return min(there.sum(), (~there).sum()) >= _ENOUGH and bool(off.sum() >= _MOST * there.sum())


def _off(pair: Pair) -> Array:
    off: Array = np.abs(pair.got - pair.want) > pair.exact * np.abs(pair.want).max(initial=0)
    return off


def _is_square(pair: Pair) -> bool:
    return bool(pair.want.shape[0] == pair.want.shape[1])


def _near_sorted(pair: Pair) -> bool:
    if pair.got.shape != pair.want.shape:
        return False
    return (
        compare.relative_error(np.sort(pair.got, axis=None), np.sort(pair.want, axis=None))
        <= pair.exact
    )


def _what_is_known(pairs: Sequence[Pair], name: str | Words, *, hidden: bool) -> Hint | None:
    """Say which value is wrong, where and how far, if its shape is right."""
    wrong = [pair for pair in pairs if not pair.comparison.right]
    first = wrong[0]
    lone = first.want.size < 2  # noqa: PLR2004 - its value would be told
    if hidden or lone or first.got.shape != first.want.shape:
        return None
    off = _off(first).reshape(len(first.want), -1).any(axis=1)
    where: str | Words = ""
    if not off.all():
        row = int(np.flatnonzero(off)[0])
        where = Words(f" (there, first in row {row})", f"（其中最先出现在第 {row} 行）")
    error = max(
        compare.relative_error(pair.got, pair.want)
        for pair in wrong
        if pair.got.shape == pair.want.shape
    )
    return hint(
        "differs",
        name=name,
        wrong=str(len(wrong)),
        all=str(len(pairs)),
        where=where,
        far=_percent(error),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1g} %" if math.isfinite(share) else "∞ %"


def _of_losses(wrong: Comparison, *, hidden: bool) -> Hint | None:  # noqa: PLR0911 - one line per hint
    got, want = compare.numbers_in(wrong.got), list(wrong.want)
    if not got:
        return None
    name = Words("losses", "损失")
    if len(got) != len(want):
        return hint("too-few" if len(got) < len(want) else "too-many", name=name)
    if not all(map(math.isfinite, got)):
        return hint("not-finite", name=name)
    if len(got) > 1 and not _all_near(want[:-1], want[1:]):
        if _all_near(got[:-1], want[1:]):
            return hint("losses-late")
        if _all_near(got[1:], want[:-1]):
            return hint("losses-early")
    factors = [a / b for a, b in zip(got, want, strict=True) if b]
    common = next(
        (
            words
            for factor, words in _FACTORS.items()
            if _all_near(factors, [factor] * len(factors))
        ),
        "",
    )
    right = next(
        (
            step
            for step in range(len(got))
            if not _all_near(got[step : step + 1], want[step : step + 1])
        ),
        0,
    )
    if common:
        return hint("factor", name=name, factor=common)
    count = Words("", "几个") if hidden else Words(f" ({right} of them)", f" {right} 个")
    return hint("losses-part", count=count) if right else None


def _of_careless(events: Sequence[Event]) -> Hint | None:
    """Say what a call did beside returning something."""
    if any(event.strayed for event in events):
        return hint("strayed")
    if any(event.changed for event in events):
        return hint("changed-in-place")
    if any(not _keeps_dtype(event) for event in events):
        return hint("dtype-not-kept")
    return None


def _keeps_dtype(event: Event) -> bool:
    given = {
        str(value.dtype)
        for value in event.args
        if hasattr(value, "dtype") and "float" in str(value.dtype)
    }
    returned = event.value if isinstance(event.value, (list, tuple)) else [event.value]
    torchs = [
        str(value.dtype)
        for value in returned
        if type(value).__module__ == "torch" and np.ndim(value)
    ]
    return len(given) != 1 or all(dtype in given for dtype in torchs if "float" in dtype)
