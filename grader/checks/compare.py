"""How a student's value differs from the right one, in messages that reveal no right value.

Gradients are compared norm-wise per tensor, ‖a − b‖ / ‖b‖ (Higham, *Accuracy and Stability of
Numerical Algorithms*, section 6): element by element, a correct float32 gradient would count as
wrong where it is nearly zero.
"""

from __future__ import annotations

import math
import numbers
import sys
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from grader import wire
from grader.language import _, plural
from grader.results import Deviation

# Relative, norm-wise. A correct float32 gradient is within 2e-7 of the float64 one, the nearest
# mistake more than 1e-3 off.
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}
# Times that: a GPU adds in another order, and rounds exponentials in another way.
ON_GPU = 3.0
_FACTORS = (1, 2, 4)  # and their reciprocals, with either sign
_MATRIX = 2  # dimensions
_SMALLEST = 1e-12  # of a number: errors relative to smaller ones mean nothing
_SIGN_TOLERANCE = 1e-6
_NEARLY_ONE = 1e-3  # such a factor tells nobody anything
_IN_PERCENT = 0.1  # from 1: a factor that is nearer reads better in percent

Array = npt.NDArray[Any]


def array_fault(
    got: Any, want: Any, tolerance: float | None = None, *, device: str = "cpu"
) -> str | None:
    """Describe how ``got`` differs from the array or tensor ``want``; None where it is accepted."""
    return compared("", got, want, tolerance, device=device)[0]


def compared(
    name: str, got: Any, want: Any, tolerance: float | None = None, *, device: str = "cpu"
) -> tuple[str | None, Deviation]:
    """Compare ``got`` with the array or tensor ``want``.

    The dtype may differ between float32 and float64; the tolerance is that of the coarser one.

    Returns:
        how it differs, None where it is accepted; and how far it is, to two digits.
    """
    is_numeric = isinstance(got, np.ndarray) or _is_tensor(got) or is_number(got)
    a = as_numpy(got if is_numeric else math.nan)
    b = as_numpy(want)
    if tolerance is None:
        tolerance = tolerance_of(a, b, device)

    error = math.nan
    if a.shape == b.shape and has_tolerance(a.dtype) and np.isfinite(a).all():
        error = relative_error(_doubles(a), _doubles(b))
    fault = _kind_fault(got, want)
    if not fault and not error <= tolerance:
        fault = _fault(a, b, tolerance, error)
    rounded = float(f"{error:.2g}") if math.isfinite(error) else None
    return fault, Deviation(name, fault is None, tolerance, rounded)


def _kind_fault(got: Any, want: Any) -> str | None:
    """Describe that ``got`` is no array, or no tensor; None where it is one, as ``want`` is."""
    is_tensor = _is_tensor(want)
    if _is_tensor(got) if is_tensor else isinstance(got, np.ndarray):
        return None
    if not np.ndim(want) and is_number(got):
        return None
    kind = kind_of(got)
    if is_tensor:
        return _("is {kind}, expected a torch tensor", kind=kind)
    return _("is {kind}, expected a NumPy array", kind=kind)


def _fault(a: Array, b: Array, tolerance: float, error: float) -> str:
    if a.shape != b.shape:
        return _shape_fault(a, b, tolerance)
    if not has_tolerance(a.dtype):
        return _("has dtype {got}, expected {want}", got=a.dtype, want=b.dtype)
    return _value_fault(_doubles(a), _doubles(b), tolerance, error, a.dtype)


def dtype_fault(got: Any, like: Any) -> str | None:
    """Describe how the dtype of ``got`` differs from that of an input; None where it is accepted.

    NumPy's step from float32 to float64 is accepted. Values of no float dtype are left to
    :func:`array_fault`.
    """
    if not (isinstance(got, np.ndarray) or _is_tensor(got)):
        return None
    a = as_numpy(got).dtype
    b = as_numpy(like).dtype
    widened = a.itemsize > b.itemsize and not _is_tensor(got)
    if a == b or widened or not has_tolerance(a):
        return None
    return _("is {got}, that of the inputs is {want}", got=a, want=b)


def number_fault(got: Any, want: float, tolerance: float = 1e-5) -> str | None:
    """Describe how ``got`` differs from the number ``want``; None where it is accepted.

    It may be an int, a NumPy scalar or a 0-d array instead of a float.
    """
    if not is_number(got):
        return _("is {kind}, expected a number", kind=kind_of(got))

    value = float(got)
    if not math.isfinite(value):
        return _("is {value}", value=value)
    if abs(value - want) <= tolerance * max(abs(want), _SMALLEST):
        return None

    factor = value / want if want else 0.0
    return _factor_fault(factor) if _is_simple(factor, (), tolerance) else _("is wrong")


def losses_fault(got: Any, want: list[float], tolerance: float) -> str | None:
    """Describe how losses differ from ``want``, in the plural; None where they are accepted.

    They may be a list, tuple, 1-d array or tensor of numbers.
    """
    losses = numbers_in(got)
    if losses is None:
        return _("are {kind}, expected a list of numbers", kind=kind_of(got))

    if len(losses) != len(want):
        return _(
            "are {numbers}, expected {length}",
            numbers=plural(len(losses), "number"),
            length=len(want),
        )

    return _loss_fault(losses, want, tolerance)


def _loss_fault(losses: list[float], want: list[float], tolerance: float) -> str | None:
    """Describe the first loss that is wrong."""
    for step, (a, b) in enumerate(zip(losses, want, strict=True)):
        if not math.isfinite(a):
            return _("hold {value} at index {index}", value=a, index=step)

        if abs(a - b) > tolerance * max(abs(b), _SMALLEST):
            return _("differ from index {index} on", index=step)
    return None


def numbers_in(value: Any) -> list[float] | None:
    """Return the numbers of a list, tuple, 1-d array or tensor; None for anything else.

    An array may hold no more than a list that is sent: a list takes up to 50 times its memory.
    """
    if isinstance(value, np.ndarray) or _is_tensor(value):
        is_list = np.ndim(value) == 1 and len(value) <= wire.MAX_ITEMS
        value = as_numpy(value).tolist() if is_list else None
    if not isinstance(value, (list, tuple)) or not all(map(is_number, value)):
        return None
    return [float(number) for number in value]


def is_number(value: Any) -> bool:
    """Whether a value can be used as a real number: int, float, 0-d array or tensor."""
    if isinstance(value, np.ndarray) or _is_tensor(value):
        return value.ndim == 0 and as_numpy(value).dtype.kind in "fiub"
    return isinstance(value, numbers.Real)


def as_numpy(value: Any) -> Array:
    """Return an array's or a tensor's values as a NumPy array."""
    return np.asarray(value.detach().cpu().numpy() if _is_tensor(value) else value)


def kind_of(value: Any) -> str:
    """Return the kind of a value for a message.

    For example "a tuple of 3" or "a NumPy array of shape (2, 3)".
    """
    if value is None:
        return _("None (is a return missing?)")
    if isinstance(value, (wire.Other, wire.Remote)):
        return _kind_of_object(value)
    if isinstance(value, np.ndarray) or _is_tensor(value):
        return _kind_of_array(value)

    name = type(value).__name__
    if isinstance(value, (list, tuple)):
        return _("a {type} of {length}", type=name, length=len(value))
    if type(value) is int:
        return _("an {type}", type=name)
    return _("a {type}", type=name) if type(value) in (bool, float, str) else name


def _kind_of_object(value: wire.Other | wire.Remote) -> str:
    if isinstance(value, wire.Other):
        return _("an object of type {type}", type=value.type_name)
    if isinstance(value, wire.Model):
        return _("a module of type {type}", type=value.type_name)
    return _("an optimizer of type {type}", type=value.type_name)


def _kind_of_array(value: Any) -> str:
    library = _("a torch tensor") if _is_tensor(value) else _("a NumPy array")
    dtype = str(value.dtype).removeprefix("torch.")
    return _(
        "{what} of shape {shape} and dtype {dtype}",
        what=library,
        shape=tuple(value.shape),
        dtype=dtype,
    )


@lru_cache(maxsize=64)  # NumPy makes up a dtype's name each time
def _tolerance_of(dtype: np.dtype[Any]) -> float | None:
    return TOLERANCE.get(dtype.name)


def has_tolerance(dtype: np.dtype[Any]) -> bool:
    """Whether values of a dtype can be compared: those of float32 and float64."""
    return _tolerance_of(dtype) is not None


def _doubles(values: Array) -> Array:
    return values.astype(np.float64, copy=False)


def tolerance_of(a: Array, b: Array, device: str = "cpu") -> float:
    """Return the tolerance of the coarser of two dtypes, for values that a device computed."""
    coarser = max(_tolerance_of(array.dtype) or TOLERANCE["float64"] for array in (a, b))
    return coarser if device == "cpu" else ON_GPU * coarser


def relative_error(a: Array, b: Array) -> float:
    """Return ‖a − b‖ / ‖b‖ in the Frobenius norm; infinite where b is zero and a is not."""
    # Where the difference overflows, it is infinite.
    with np.errstate(over="ignore"):
        difference = float(np.linalg.norm(a - b))
        norm = float(np.linalg.norm(b))

    if difference == 0:
        return 0.0
    return difference / norm if norm else math.inf


def factor_of(a: Array, b: Array, tolerance: float) -> float | None:
    """Return the number c with a = c b; None where there is none, or where b is zero."""
    if not b.any():
        return None
    factor = float(np.vdot(b, a) / np.vdot(b, b))
    return factor if relative_error(a, factor * b) <= tolerance else None


def _shape_fault(a: Array, b: Array, tolerance: float) -> str:
    fault = _("has shape {got}, expected {want}", got=a.shape, want=b.shape)
    matrices = a.ndim == b.ndim == _MATRIX
    if matrices and a.T.shape == b.shape and relative_error(a.T, b) <= tolerance:
        return _("{fault}: it is the transpose", fault=fault)
    return fault


def _value_fault(a: Array, b: Array, tolerance: float, error: float, dtype: np.dtype[Any]) -> str:
    if not np.isfinite(a).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(a))[0])
        return _(
            "holds {value} (first at index {index}; shape {shape}, {dtype})",
            value=a[index],
            index=index,
            shape=a.shape,
            dtype=dtype,
        )

    fault = _signature(a, b, tolerance)
    # With one element, the error would tell the right value.
    if b.size <= 1:
        return _("{fault} (shape {shape}, {dtype})", fault=fault, shape=a.shape, dtype=dtype)
    return _(
        "{fault} (relative error {error:.2g}, shape {shape}, {dtype})",
        fault=fault,
        error=error,
        shape=a.shape,
        dtype=dtype,
    )


def _signature(a: Array, b: Array, tolerance: float) -> str:
    """Describe the simple relation that explains all of a difference, if there is one."""
    if not a.any():
        return _("is all zeros")
    if not b.any():
        return _("is wrong: it should be all zeros")

    square = a.ndim == _MATRIX and a.shape[0] == a.shape[1] > 1
    if square and relative_error(a.T, b) <= tolerance:
        return _("is the transpose of what it should be")

    factor = factor_of(a, b, tolerance)
    if factor and b.size > 1 and abs(factor - 1) > _NEARLY_ONE:
        return _factor_fault(factor)
    return _("is wrong")


def _is_simple(factor: float, shape: tuple[int, ...], tolerance: float) -> bool:
    """Whether a factor points to a mistake: 2, 1/2, -1, 1/N, 1/(N D)."""
    sizes = {*shape, math.prod(shape)}
    candidates = {*_FACTORS, *sizes, *(2 * size for size in sizes)} - {0}
    return any(
        abs(abs(factor) / exact - 1) <= tolerance
        for candidate in candidates
        for exact in (candidate, 1 / candidate)
    )


def _factor_fault(factor: float) -> str:
    """Describe a value that is a multiple, not 0, of the right one."""
    if abs(factor + 1) < _SIGN_TOLERANCE:
        return _("has the wrong sign")
    if abs(factor - 1) < _IN_PERCENT:
        percent = f"{100 * abs(factor - 1):.2g} %"
        if factor > 1:
            return _("is {percent} more than it should be", percent=percent)
        return _("is {percent} less than it should be", percent=percent)

    size = abs(factor)
    number = f"{size:.4g}" if size >= 1 else f"1/{1 / size:.4g}"
    if factor < 0:
        number = _("minus {number}", number=number)
    if size >= 1:
        return _("is {factor} times what it should be", factor=number)
    return _("is {factor} of what it should be", factor=number)


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)
