"""How a wrong value relates to the right one, where no recorded mistake explains it.

Each relation is a fact about the two, not a guess at the cause: half of it, its transpose, wrong
only where an argument is negative. A check usually compares a value for several sizes; what a hint
says holds for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.checks import compare
from grader.checks.compare import Array
from grader.checks.transcript import Event, event_of
from grader.grading.diagnosis.hints import Bilingual, hint

if TYPE_CHECKING:
    from grader.checks.expect import Comparison
    from grader.results import Hint

_FACTORS = {
    2.0: Bilingual("twice", "的 2 倍"),
    0.5: Bilingual("half of", "的 1/2"),
    4.0: Bilingual("4 times", "的 4 倍"),
    0.25: Bilingual("a quarter of", "的 1/4"),
    -2.0: Bilingual("minus 2 times", "的 -2 倍"),
    -0.5: Bilingual("minus half of", "的 -1/2"),
}
_MATRIX = 2  # dimensions
_LOSSES = 3  # fewer show no delay for sure
_EXACT = 1e-6  # of a factor, in float64
_EXACT_SINGLE = 1e-3
_NEAR = 10  # times that: of a term that is small beside the value that holds it
_LEVEL = 0.1  # of the largest number: what the numbers of a nearly constant array differ by
_SLIGHTLY = 1e-2
_ROUNDED = (1e-8, 1e-5)  # relative error of what passed through float32


@dataclass(frozen=True)
class Pair:
    """A wrong or right value, with its function's arguments.

    Attributes:
        got: its numbers, in float64.
        want: the right ones.
        args: the arrays among the arguments, by the parameter's name, in order.
        numbers: the floats among the arguments.
        exact: the relative error that rounding may cause.
    """

    comparison: Comparison
    got: Array
    want: Array
    args: Mapping[str, Array]
    numbers: Sequence[float]
    exact: float

    @property
    def rows(self) -> int:
        """N: the rows of the first matrix among the arguments."""
        return next((len(array) for array in self.args.values() if array.ndim > 1), 0)

    @property
    def outputs(self) -> int:
        """D_out: the columns of y, if it is an argument."""
        y = self.args.get("y", np.zeros(0))
        return y.shape[1] if y.ndim == _MATRIX else 0

    @property
    def factor(self) -> float | None:
        """The number c with got = c want; None where there is none."""
        if self.got.shape != self.want.shape or not np.isfinite(self.got).all():
            return None
        return compare.factor_of(self.got, self.want, self.exact)


def explained(
    compared: Sequence[Comparison],
    events: Sequence[Event],
    parameters: Mapping[str, Sequence[str]],
    *,
    ended: bool = False,
) -> Hint | None:
    """Return the hint for the first wrong value; None where nothing is known of it.

    Args:
        compared: all comparisons of a check.
        events: the requests to the submission, with the values that were compared.
        parameters: names of the graded functions' parameters.
        ended: whether the check ended before all was compared.
    """
    wrong = next((comparison for comparison in compared if not comparison.right), None)
    if wrong is None:
        return _of_nothing(events) if ended else _of_side_effects(events)

    name = _name_of(wrong)
    if wrong.kind == "losses":
        return _of_losses(wrong)

    together = [comparison for comparison in compared if comparison.returned is wrong.returned]
    swapped = _in_anothers_place(wrong, together)
    if swapped:
        return hint("in-anothers-place", name=name, other=swapped)

    same_name = [comparison for comparison in compared if comparison.name == wrong.name]
    pairs = []
    for comparison in same_name:
        pair = _pair(comparison, events, parameters)
        if pair is None:
            return None
        pairs.append(pair)

    relation = _of_shape(pairs, name) or _of_values(pairs, name)
    return relation or _of_what_is_known(pairs, name)


def _name_of(comparison: Comparison) -> str | Bilingual:
    """Return the name of what was compared, for a hint."""
    # An author's own text is in the language of this run only.
    if not comparison.name.isidentifier():
        return Bilingual("result", "结果")
    if comparison.kind == "change":
        return Bilingual(f"update of {comparison.name}", f"{comparison.name} 的更新量")
    return comparison.name


def _pair(
    comparison: Comparison, events: Sequence[Event], parameters: Mapping[str, Sequence[str]]
) -> Pair | None:
    if not compare.is_number(comparison.got) and not hasattr(comparison.got, "dtype"):
        return None
    got = compare.as_numpy(comparison.got)
    want = compare.as_numpy(comparison.want)
    if got.dtype.kind not in "fiub":
        return None

    event = event_of(events, comparison.returned)
    names = parameters.get(event.function, ()) if event else ()
    arrays = {}
    numbers = []
    for position, value in enumerate(event.args if event else ()):
        if isinstance(value, float):
            numbers.append(float(value))
        if hasattr(value, "dtype") and compare.as_numpy(value).dtype.kind in "fiub":
            name = names[position] if position < len(names) else f"#{position}"
            arrays[name] = compare.as_numpy(value).astype(np.float64)

    single = "float32" in (got.dtype.name, want.dtype.name)
    exact = _EXACT_SINGLE if single else _EXACT
    return Pair(comparison, got.astype(np.float64), want.astype(np.float64), arrays, numbers, exact)


def _in_anothers_place(wrong: Comparison, together: Sequence[Comparison]) -> str:
    """Return the name of another result for which a value would be right."""
    for other in together:
        if other.name != wrong.name and not other.right and other.name.isidentifier():
            if compare.array_fault(wrong.got, other.want) is None and np.ndim(other.want):
                return other.name
            if wrong.kind == "number" and compare.number_fault(wrong.got, other.want) is None:
                return other.name
    return ""


def _of_shape(pairs: Sequence[Pair], name: str | Bilingual) -> Hint | None:
    """Return the hint for a wrong shape or dtype."""
    if all(pair.want.ndim == 0 and pair.got.ndim == 1 for pair in pairs):
        return hint("one-axis-only", name=name)

    wrong = [pair for pair in pairs if not pair.comparison.right]
    kind = compare.as_numpy(wrong[0].comparison.got).dtype.kind
    if kind in "iub" and wrong[0].want.ndim:
        return hint("integers", name=name)

    other = [pair for pair in wrong if pair.got.shape != pair.want.shape]
    return _of_other_shape(other, pairs, name) if other else None


def _of_other_shape(
    other: Sequence[Pair], pairs: Sequence[Pair], name: str | Bilingual
) -> Hint | None:
    if all(pair.got.ndim == _MATRIX and pair.got.T.shape == pair.want.shape for pair in other):
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


def _of_values(pairs: Sequence[Pair], name: str | Bilingual) -> Hint | None:
    """Return the hint for wrong numbers of the right shape."""
    wrong = [pair for pair in pairs if not pair.comparison.right]
    if any(not np.isfinite(pair.got).all() for pair in wrong):
        return hint("not-finite", name=name)
    if all(not pair.got.any() and pair.want.any() for pair in wrong):
        is_update = wrong[0].comparison.kind == "change"
        return hint("never-moves" if is_update else "all-zero", name=name)

    return (
        _of_factors(pairs, wrong, name)
        or _of_places(pairs, wrong, name)
        or _of_arguments(wrong, name)
        or _of_size(wrong, name)
    )


def _of_size(wrong: Sequence[Pair], name: str | Bilingual) -> Hint | None:
    """Return the hint for small errors."""
    if any(pair.got.shape != pair.want.shape for pair in wrong):
        return None

    errors = [compare.relative_error(pair.got, pair.want) for pair in wrong]
    double = all(compare.as_numpy(pair.comparison.got).dtype == np.float64 for pair in wrong)
    if double and all(_ROUNDED[0] < error < _ROUNDED[1] for error in errors):
        return hint("single-precision", name=name)
    # A whole term may be missing of an update, or too many, and change little.
    updates = any(pair.comparison.kind == "change" for pair in wrong)
    if max(errors) < _SLIGHTLY and not updates:
        return hint("slightly-off", name=name)
    return None


def _of_factors(pairs: Sequence[Pair], wrong: Sequence[Pair], name: str | Bilingual) -> Hint | None:
    factors = [factor for pair in wrong if (factor := pair.factor) is not None]
    if len(factors) < len(wrong):
        return None

    # With a single row, dividing by the number of rows changes nothing.
    if len(wrong) == len(pairs) or all(pair.rows == 1 for pair in pairs if pair.comparison.right):
        by_size = _of_sizes(wrong, factors, name)
        if by_size:
            return by_size

    # The first call was right.
    if len(factors) > 1 and _all_near(factors, range(2, len(factors) + 2)):
        return hint("adds-up", name=name)

    learning_rates = [pair.numbers[0] for pair in wrong if pair.numbers]
    if len(learning_rates) == len(factors) > 1 and len(set(learning_rates)) > 1:
        products = [factor * rate for factor, rate in zip(factors, learning_rates, strict=True)]
        if _all_near(products, [products[0]] * len(products)):
            return hint("number-ignored", name=name)
    return None


def _of_sizes(
    wrong: Sequence[Pair], factors: Sequence[float], name: str | Bilingual
) -> Hint | None:
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
        # Several inputs of the same size show no difference between a size and a constant factor.
        if len(set(counts)) > 1 or len(wrong) == 1:
            if all(counts) and _all_near(factors, [1 / count for count in counts]):
                return hint(smaller, name=name)
            if _all_near(factors, counts):
                return hint(larger, name=name)

    for factor, text in _FACTORS.items():
        if _all_near(factors, [factor] * len(factors)):
            return hint("factor", name=name, factor=text)
    return None


def _elements(pair: Pair) -> float:
    """Return N times D_out: the elements of y, if it is an argument."""
    return float(pair.args["y"].size) if "y" in pair.args else math.nan


def _all_near(values: Sequence[float], wanted: Sequence[float]) -> bool:
    return all(abs(a - b) <= _EXACT_SINGLE * abs(b) for a, b in zip(values, wanted, strict=True))


def _of_places(pairs: Sequence[Pair], wrong: Sequence[Pair], name: str | Bilingual) -> Hint | None:
    """Return the hint for numbers that are wrong in some places only, or in the wrong places."""
    if all(_is_scrambled(pair) for pair in wrong):
        transposed = all(_is_square(pair) and _is_transposed(pair) for pair in wrong)
        return hint("transposed" if transposed else "scrambled", name=name)

    for argument in wrong[0].args:
        for id_, where in _PLACES.items():
            if _only_there(wrong, argument, where):
                return hint(id_, name=name, argument=argument)

    if all(map(_is_made_whole, pairs)) and not all(_is_whole(pair.want) for pair in wrong):
        return hint("whole-numbers", name=name)

    return _of_rows(pairs, wrong, name)


def _of_rows(pairs: Sequence[Pair], wrong: Sequence[Pair], name: str | Bilingual) -> Hint | None:
    off = [not pair.comparison.right for pair in pairs]
    single = [pair.rows == 1 for pair in pairs]
    if not all(off) and off == single:
        return hint("one-row-only", name=name)
    others = [pair.outputs > 1 for pair in pairs if pair.comparison.right]
    if any(others) and off == [pair.rows > 1 and pair.outputs == 1 for pair in pairs]:
        return hint("one-column-only", name=name)

    first = wrong[0]
    rows = _wrong_rows(first) if first.want.ndim > 0 and len(first.want) > 1 else np.zeros(0)
    if len(rows) and rows[0] > 0 and len(rows) == len(first.want) - rows[0]:
        return hint("rows-part", name=name, row=str(rows[0]))
    several = not all(off) and off == [not one for one in single]
    return hint("several-rows", name=name) if several else None


def _is_made_whole(pair: Pair) -> bool:
    """Whether what came back is what a right value is when it is made a whole number."""
    same = pair.got.shape == pair.want.shape
    return same and _is_whole(pair.got) and bool((np.abs(pair.got - pair.want) <= 1).all())


def _is_whole(values: Array) -> bool:
    return bool((values == np.rint(values)).all())


def _of_arguments(wrong: Sequence[Pair], name: str | Bilingual) -> Hint | None:
    """Return the hint for a term or a factor too many, or a factor too few, that is an argument."""
    for argument in filter(str.isidentifier, wrong[0].args):
        arrays = [pair.args.get(argument, np.zeros(0)) for pair in wrong]
        pairs = [*zip(wrong, arrays, strict=True)]
        alike = all(pair.got.shape == pair.want.shape == array.shape for pair, array in pairs)
        if not alike or sum(array.size for array in arrays) < 2 * _ENOUGH:
            continue
        if any(map(_is_level, arrays)):
            continue  # a constant is no sign of it

        near = max(_NEAR * pair.exact for pair in wrong)
        terms = [compare.factor_of(pair.got - pair.want, array, near) for pair, array in pairs]
        too_many = [compare.factor_of(pair.got, pair.want * array, near) for pair, array in pairs]
        too_few = [compare.factor_of(pair.got * array, pair.want, near) for pair, array in pairs]
        if all(terms):
            return hint("extra-term", name=name, argument=argument, sign=_sign_of(terms))
        if all(too_many):
            return hint("extra-factor", name=name, argument=argument)
        if all(too_few):
            return hint("missing-factor", name=name, argument=argument)
    return None


def _is_level(array: Array) -> bool:
    return array.size > 1 and bool(np.ptp(array) <= _LEVEL * np.abs(array).max())


def _sign_of(factors: Sequence[Any]) -> Bilingual:
    """Return what stands between a right value and an argument, a multiple of which is added."""
    first = factors[0]
    if not _all_near(factors, [first] * len(factors)):
        return Bilingual("plus a multiple of", "加上若干倍的")
    sign = Bilingual("plus", "加上") if first > 0 else Bilingual("minus", "减去")
    if _all_near([abs(first)], [1.0]):
        return sign
    times = f"{abs(first):.3g}"
    return Bilingual(f"{sign.en} {times} times", f"{sign.zh} {times} 倍的")


_ENOUGH = 4  # elements on either side: with fewer it may be chance
_MOST = 0.9  # of the elements there are wrong
_PLACES: dict[str, Callable[[Array], Array]] = {
    "wrong-where-zero": lambda values: values == 0,
    "wrong-where-negative": lambda values: values < 0,
    "wrong-where-positive": lambda values: values > 0,
}


def _only_there(wrong: Sequence[Pair], argument: str, where: Callable[[Array], Array]) -> bool:
    """Whether values are wrong exactly where an argument meets a condition.

    For zeros, a single one is enough; for the others it may be chance.
    """
    if any(
        argument not in pair.args or pair.args[argument].shape != pair.want.shape for pair in wrong
    ):
        return False

    off = np.concatenate([_off(pair).ravel() for pair in wrong])
    met = np.concatenate([where(pair.args[argument]).ravel() for pair in wrong])
    if not off.any() or (off & ~met).any():
        return False
    if where is _PLACES["wrong-where-zero"]:
        return not met.all()
    return min(met.sum(), (~met).sum()) >= _ENOUGH and bool(off.sum() >= _MOST * met.sum())


def _off(pair: Pair) -> Array:
    """Return which numbers are wrong: all of them, if the shape is."""
    if pair.got.shape != pair.want.shape:
        return np.ones(pair.want.shape, dtype=bool)
    off: Array = np.abs(pair.got - pair.want) > pair.exact * np.abs(pair.want).max(initial=0)
    return off


def _wrong_rows(pair: Pair) -> Array:
    return np.flatnonzero(_off(pair).reshape(len(pair.want), -1).any(axis=1))


def _is_square(pair: Pair) -> bool:
    return bool(pair.want.shape[0] == pair.want.shape[1])


def _is_transposed(pair: Pair) -> bool:
    return compare.relative_error(pair.got.T, pair.want) <= pair.exact


def _is_scrambled(pair: Pair) -> bool:
    """Whether a matrix has the right numbers in another order."""
    if pair.want.ndim != _MATRIX or pair.want.size <= 1 or pair.got.shape != pair.want.shape:
        return False
    if compare.relative_error(pair.got, pair.want) <= pair.exact:
        return False
    got = np.sort(pair.got, axis=None)
    want = np.sort(pair.want, axis=None)
    return compare.relative_error(got, want) <= pair.exact


def _of_what_is_known(pairs: Sequence[Pair], name: str | Bilingual) -> Hint | None:
    """Return the hint that says for which inputs a value is wrong, and where."""
    wrong = [pair for pair in pairs if not pair.comparison.right]
    largest = max(wrong, key=lambda pair: pair.want.size)

    # With one element, there is nothing to tell.
    if largest.want.size <= 1 or any(pair.got.shape != pair.want.shape for pair in wrong):
        return None

    rows = _wrong_rows(largest)
    where: str | Bilingual = ""
    if 0 < len(rows) < len(largest.want):
        where = Bilingual(
            f" (the first wrong row is row {rows[0]}, counting from 0)",
            f"（最先出错的是第 {rows[0]} 行，从 0 数起）",
        )
    # Else it would repeat what the check says.
    if len(wrong) == len(pairs) and not where:
        return None
    return hint("differs", name=name, wrong=str(len(wrong)), all=str(len(pairs)), where=where)


def _of_losses(wrong: Comparison) -> Hint | None:
    got = compare.numbers_in(wrong.got)
    want = list(wrong.want)
    name = Bilingual("losses", "损失")
    if not got:
        empty = isinstance(wrong.got, (list, tuple)) and not wrong.got and want
        return hint("too-few", name=name) if empty else None

    if len(got) != len(want):
        return hint("too-few" if len(got) < len(want) else "too-many", name=name)
    if not all(map(math.isfinite, got)):
        return hint("not-finite", name=name)

    # Losses that hardly change show no delay.
    if len(got) >= _LOSSES and not _all_near(want[:-1], want[1:]):
        for id_, one, other in (
            ("losses-late", got[:-1], want[1:]),
            ("losses-early", got[1:], want[:-1]),
            ("losses-added", got, list(accumulate(want))),
        ):
            if _all_near(one, other):
                return hint(id_)
    return _of_loss_factor(got, want, name) or _of_first_losses(got, want)


def _of_loss_factor(
    got: Sequence[float], want: Sequence[float], name: str | Bilingual
) -> Hint | None:
    ratios = [a / b for a, b in zip(got, want, strict=True) if b]
    for factor, text in _FACTORS.items():
        if _all_near(ratios, [factor] * len(ratios)):
            return hint("factor", name=name, factor=text)
    return None


def _of_first_losses(got: Sequence[float], want: Sequence[float]) -> Hint | None:
    right = 0
    while right < len(got) and _all_near([got[right]], [want[right]]):
        right += 1
    if right in (0, len(got)):
        return None

    count = Bilingual(f" ({right} of them)", f" {right} 个")
    return hint("losses-part", count=count)


def _of_nothing(events: Sequence[Event]) -> Hint | None:
    """Return the hint for a call that changed its arguments and returned nothing."""
    last = events[-1] if events else None
    return hint("returns-nothing") if last and last.changed and last.value is None else None


def _of_side_effects(events: Sequence[Event]) -> Hint | None:
    """Return the hint for what a call did beside returning something."""
    if any(event.strayed for event in events):
        return hint("strayed")
    if any(event.changed for event in events):
        return hint("changed-in-place")
    if any(not _keeps_dtype(event) for event in events):
        return hint("dtype-not-kept")
    return None


def _keeps_dtype(event: Event) -> bool:
    """Whether returned values have the arguments' dtype, where these have one float dtype.

    NumPy's silent step from float32 to float64 is no mistake.
    """
    given = {
        str(value.dtype)
        for value in event.args
        if hasattr(value, "dtype") and "float" in str(value.dtype)
    }
    if len(given) != 1:
        return True

    returned = event.value if isinstance(event.value, (list, tuple)) else [event.value]
    return not any(
        "float" in str(value.dtype)
        and str(value.dtype) not in given
        and not (isinstance(value, np.ndarray) and value.dtype == np.float64)
        for value in returned
        if hasattr(value, "dtype") and np.ndim(value)
    )
