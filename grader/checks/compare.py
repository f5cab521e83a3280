"""How a student's value differs from the right one, in words that reveal no right value.

Where a comparison is ``guarded``, as in hidden checks, the words hold nothing either that the
student's code could have put there to carry the check's inputs out: no shape, type name, index,
error or factor of its own choosing.

Gradients are compared norm-wise per tensor, ‖a − b‖ / ‖b‖ (Higham, *Accuracy and Stability of
Numerical Algorithms*, section 6): element by element, a correct float32 gradient would be called
wrong where it is nearly zero.
"""

from __future__ import annotations

import builtins
import math
import numbers
import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import wire
from grader.language import _, plural
from grader.results import Deviation

# Relative, norm-wise. A correct float32 gradient is within 2e-7 of the float64 one, the nearest
# mistake beyond 1e-3.
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}
ON_GPU = 3.0  # times that: sums are added up in another order, and exponentials rounded otherwise
_FACTORS = (1, 2, 4)  # and their reciprocals, with either sign
_KNOWN_TYPES = {
    *vars(builtins),
    "generator",
    "function",
    "module",
    "DataFrame",
    "Parameter",
    "dict_values",
    "dict_keys",
}

Array = npt.NDArray[Any]


def array_fault(
    got: Any,
    want: Any,
    tolerance: float | None = None,
    *,
    guarded: bool = False,
    device: str = "cpu",
) -> str | None:
    """Say how ``got`` differs from the array or tensor ``want``; None where it is as good.

    The dtype may differ between float32 and float64; the tolerance is that of the coarser one.
    """
    is_tensor = _is_tensor(want)
    if not (_is_tensor(got) if is_tensor else isinstance(got, np.ndarray)):
        if np.ndim(want) or not is_number(got):
            words = (
                _("is {kind}, expected a torch tensor")
                if is_tensor
                else _("is {kind}, expected a NumPy array")
            )
            return words.format(kind=kind_of(got, guarded=guarded))
        got = np.asarray(got)
    a, b = as_numpy(got), as_numpy(want)
    tolerance = tolerance or tolerance_of(a, b, device)
    if a.shape != b.shape:
        return _shape_fault(a, b, tolerance, guarded=guarded)
    if a.dtype.name not in TOLERANCE:
        words = (
            _("has another dtype than {want}") if guarded else _("has dtype {got}, expected {want}")
        )
        return words.format(got=a.dtype, want=b.dtype)
    return _value_fault(
        a.astype(np.float64), b.astype(np.float64), tolerance, a.dtype, guarded=guarded
    )


def deviation(
    name: str,
    got: Any,
    want: Any,
    tolerance: float | None = None,
    *,
    right: bool,
    guarded: bool = False,
    device: str = "cpu",
) -> Deviation:
    """Give how far ``got`` is from the array or tensor ``want``, to two digits.

    Guarded, without the number.
    """
    whole = isinstance(got, np.ndarray) or _is_tensor(got) or is_number(got)
    a, b = as_numpy(got if whole else math.nan), as_numpy(want)
    tolerance = tolerance or tolerance_of(a, b, device)
    if guarded or a.shape != b.shape or a.dtype.name not in TOLERANCE or not np.isfinite(a).all():
        return Deviation(name, right, tolerance)
    error = relative_error(a.astype(np.float64), b.astype(np.float64))
    return Deviation(
        name, right, tolerance, float(f"{error:.2g}") if math.isfinite(error) else None
    )


def number_fault(
    got: Any, want: float, tolerance: float = 1e-5, *, guarded: bool = False
) -> str | None:
    """Say how ``got`` differs from the number ``want``.

    An int, a NumPy scalar or a 0-d array is as good as a float.
    """
    if not is_number(got):
        return _("is {kind}, expected a number", kind=kind_of(got, guarded=guarded))
    value = float(got)
    if not math.isfinite(value):
        return _("is {value}", value=value)
    if abs(value - want) <= tolerance * max(abs(want), 1e-12):
        return None
    factor = value / want if want else 0.0
    return _factor_words(factor) if _telling(factor, (), tolerance) else _("is wrong")


def losses_fault(
    got: Any, want: list[float], tolerance: float, *, guarded: bool = False
) -> str | None:
    """Say how losses (a list, tuple, 1-d array or tensor of numbers) differ from ``want``.

    In the plural.
    """
    losses = numbers_in(got)
    if losses is None:
        return _("are {kind}, expected a list of numbers", kind=kind_of(got, guarded=guarded))
    if len(losses) != len(want):
        if guarded:
            return _("are not {numbers}", numbers=plural(len(want), "number"))
        return _(
            "are {numbers}, expected {length}",
            numbers=plural(len(losses), "number"),
            length=len(want),
        )
    for step, (a, b) in enumerate(zip(losses, want, strict=True)):
        if not math.isfinite(a):
            words = _("hold {value}") if guarded else _("hold {value} at index {index}")
            return words.format(value=a, index=step)
        if abs(a - b) > tolerance * max(abs(b), 1e-12):
            return (_("are wrong") if guarded else _("differ from index {index} on")).format(
                index=step
            )
    return None


def numbers_in(value: Any) -> list[float] | None:
    """Give the numbers of a list, tuple, 1-d array or tensor; None where it is anything else."""
    if isinstance(value, np.ndarray) or _is_tensor(value):
        value = as_numpy(value).tolist() if np.ndim(value) == 1 else None
    if not isinstance(value, (list, tuple)) or not all(map(is_number, value)):
        return None
    return [float(number) for number in value]


def is_number(value: Any) -> bool:
    """Tell whether a value is as good as a real number: int, float, 0-d array or tensor."""
    if isinstance(value, np.ndarray) or _is_tensor(value):
        return value.ndim == 0 and as_numpy(value).dtype.kind in "fiub"
    return isinstance(value, numbers.Real)


def as_numpy(value: Any) -> Array:
    """Give an array's or a tensor's values as a NumPy array."""
    return np.asarray(value.detach().cpu().numpy() if _is_tensor(value) else value)


def kind_of(value: Any, *, guarded: bool = False) -> str:  # noqa: PLR0911 - one line per kind
    """Name a value's kind for a message.

    For example "a tuple of 3" or "a NumPy array of shape (2, 3)".
    """
    if value is None:
        return _("None (is a return missing?)")
    if isinstance(value, wire.Other):
        known = not guarded or value.type_name in _KNOWN_TYPES
        return (
            _("an object of type {type}", type=value.type_name)
            if known
            else _("an object of another type")
        )
    if isinstance(value, wire.Model):
        return (
            _("a torch module") if guarded else _("a module of type {type}", type=value.type_name)
        )
    if isinstance(value, wire.Optimizer):
        return (
            _("a torch optimizer")
            if guarded
            else _("an optimizer of type {type}", type=value.type_name)
        )
    if isinstance(value, np.ndarray) or _is_tensor(value):
        what = _("a torch tensor") if _is_tensor(value) else _("a NumPy array")
        words = (
            _("{what} of dtype {dtype}")
            if guarded
            else _("{what} of shape {shape} and dtype {dtype}")
        )
        return words.format(
            what=what, shape=tuple(value.shape), dtype=str(value.dtype).removeprefix("torch.")
        )
    if isinstance(value, (list, tuple)):
        words = _("a {type}") if guarded else _("a {type} of {length}")
        return words.format(type=type(value).__name__, length=len(value))
    words = {
        bool: _("a {type}"),
        int: _("an {type}"),
        float: _("a {type}"),
        str: _("a {type}"),
    }.get(type(value), "{type}")
    return words.format(type=type(value).__name__)


def tolerance_of(a: Array, b: Array, device: str = "cpu") -> float:
    """Give the tolerance of the coarser dtype of two, for values that a device computed."""
    coarser = max(TOLERANCE.get(array.dtype.name, TOLERANCE["float64"]) for array in (a, b))
    return coarser if device == "cpu" else ON_GPU * coarser


def relative_error(a: Array, b: Array) -> float:
    """Give ‖a − b‖ / ‖b‖ in the Frobenius norm; infinite where b is zero and a is not."""
    with np.errstate(over="ignore"):  # what is that far off is infinitely far
        difference, norm = float(np.linalg.norm(a - b)), float(np.linalg.norm(b))
    if difference == 0:
        return 0.0
    return difference / norm if norm else math.inf


def factor_of(a: Array, b: Array, tolerance: float) -> float | None:
    """Give the number c with a = c b; None where there is none, or where b is zero."""
    if not b.any():
        return None
    factor = float(np.vdot(b, a) / np.vdot(b, b))
    return factor if relative_error(a, factor * b) <= tolerance else None


def _shape_fault(a: Array, b: Array, tolerance: float, *, guarded: bool) -> str:
    words = _("has another shape than {want}") if guarded else _("has shape {got}, expected {want}")
    words = words.format(got=a.shape, want=b.shape)
    if a.ndim == b.ndim == 2 and a.T.shape == b.shape and relative_error(a.T, b) <= tolerance:  # noqa: PLR2004
        return _("{fault}: it is the transpose", fault=words)
    return words


def _value_fault(
    a: Array, b: Array, tolerance: float, dtype: np.dtype[Any], *, guarded: bool
) -> str | None:
    if not np.isfinite(a).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(a))[0])
        words = (
            _("holds {value}")
            if guarded
            else _("holds {value} (first at index {index}; shape {shape}, {dtype})")
        )
        return words.format(value=a[index], index=index, shape=a.shape, dtype=dtype)
    error = relative_error(a, b)
    if error <= tolerance:
        return None
    words = (
        _("{fault} (relative error {error:.2g}, shape {shape}, {dtype})")
        if b.size > 1 and not guarded  # with one element, the error would tell the right value
        else _("{fault} (shape {shape}, {dtype})")
    )
    return words.format(
        fault=_signature(a, b, tolerance, guarded=guarded), error=error, shape=a.shape, dtype=dtype
    )


def _signature(a: Array, b: Array, tolerance: float, *, guarded: bool) -> str:
    """Name the simple relation that explains all of a difference, if there is one."""
    if not a.any():
        return _("is all zeros")
    if not b.any():
        return _("is wrong: it should be all zeros")
    if a.ndim == 2 and a.shape[0] == a.shape[1] > 1 and relative_error(a.T, b) <= tolerance:  # noqa: PLR2004
        return _("is the transpose of what it should be")
    factor = factor_of(a, b, tolerance)
    if factor and b.size > 1:
        if guarded and not _telling(factor, b.shape, tolerance):
            return _("is a multiple of what it should be")
        return _factor_words(factor)
    return _("is wrong")


def _telling(factor: float, shape: tuple[int, ...], tolerance: float) -> bool:
    """Tell whether a factor points to a mistake: 2, 1/2, -1, 1/N, 1/(N D).

    No other is named: a student's code could choose it to carry what a hidden check put in.
    """
    sizes = {*_FACTORS, *shape, math.prod(shape), *(2 * n for n in (*shape, math.prod(shape)))} - {
        0
    }
    return any(abs(abs(factor) / f - 1) <= tolerance for n in sizes for f in (n, 1 / n))


def _factor_words(factor: float) -> str:
    if abs(factor + 1) < 1e-6:  # noqa: PLR2004
        return _("has the wrong sign")
    size = abs(factor)
    times = f"{size:.4g}" if size >= 1 else f"1/{1 / size:.4g}" if size else "0"
    signed = _("minus {number}", number=times) if factor < 0 else times
    return _("is {factor} times what it should be", factor=signed)


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)
