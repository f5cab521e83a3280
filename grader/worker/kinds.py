"""A value of the reference in the kind that the student's own function returns.

Code that calls a function relies on what it returns: ``loss.item()``, ``bits + [label]``,
``torch.stack(rows)``. A stand-in for the function must return the same kind of value.
"""

from __future__ import annotations

import contextlib
import copy
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from grader import wire
from grader.worker.interrupt import interrupted_when

# The function is the student's, and may have an endless loop.
_LONGEST_CALL_S = 0.5


Converter: TypeAlias = Callable[[Any, Sequence[Any], Mapping[str, Any]], Any]


def converter(kind: wire.Kind, own: Any) -> Converter:
    """Return what makes the value of an answer a value of that kind.

    Args:
        own: the student's function of that name; None where there is none.
    """
    samples: list[Any] = []

    def convert(value: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if kind == "plain":
            return plain(value)
        if kind == "reference" or not callable(own):
            return value
        if not samples:
            samples.append(sample(own, args, kwargs))
        return like(value, samples[0])

    return convert


class _TooSlowError(BaseException):
    pass


def sample(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Return what the student's own function returns, None where it raises or takes too long.

    It gets copies, and leaves the generators of random numbers as they were.
    """
    with _same_randomness(), _time_limit():
        try:
            own_args = [_copied(value) for value in args]
            own_kwargs = {name: _copied(value) for name, value in kwargs.items()}
            return function(*own_args, **own_kwargs)
        except BaseException:  # noqa: BLE001 - of the student's code: then its kind is not known
            return None


def like(value: Any, own: Any) -> Any:
    """Return a value of the reference as the kind of the student's own.

    No number changes by it: a value that has no such form stays as it is.
    """
    try:
        return _like(value, own)
    except Exception:  # noqa: BLE001 - objects of the student's own may do anything
        return value


def plain(value: Any) -> Any:
    """Return arrays and tensors as lists and numbers."""
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return value.tolist() if hasattr(value, "tolist") else value


def as_named(value: Any, known: Iterable[Any]) -> Any:
    """Return a tuple as the student's own NamedTuple of that length, if there is one."""
    if not isinstance(value, tuple):
        return value
    classes = [kind for kind in known if isinstance(kind, type) and issubclass(kind, tuple)]
    fitting = [kind for kind in classes if len(getattr(kind, "_fields", ())) == len(value)]
    return fitting[0](*value) if fitting else value


def _like(value: Any, own: Any) -> Any:
    if isinstance(own, (list, tuple)):
        return _sequence_like(value, own)
    if isinstance(own, np.ndarray):
        return _array_like(value, own)
    if isinstance(own, np.generic):
        return _array_like(value, np.asarray(own))[()]

    torch = sys.modules.get("torch")
    if torch is not None and isinstance(own, torch.Tensor):
        return _tensor_like(value, own, torch)
    if isinstance(own, (bool, int, float)):
        return _number_like(value, own)
    return value


def _sequence_like(value: Any, own: list[Any] | tuple[Any, ...]) -> Any:
    items = list(value)
    # Of the student's items, the one at the same place, or the last one.
    if own:
        items = [_like(item, own[min(i, len(own) - 1)]) for i, item in enumerate(items)]

    if isinstance(own, list):
        return items
    if hasattr(own, "_fields"):
        return type(own)(*items)
    return tuple(items)


def _array_like(value: Any, own: np.ndarray) -> np.ndarray:
    array = np.asarray(value)
    return array.astype(own.dtype) if np.can_cast(array.dtype, own.dtype, "same_kind") else array


def _tensor_like(value: Any, own: Any, torch: Any) -> Any:
    tensor = value if isinstance(value, torch.Tensor) else torch.tensor(value)
    tensor = tensor.to(own.device)
    return tensor.to(own.dtype) if torch.can_cast(tensor.dtype, own.dtype) else tensor


def _number_like(value: Any, own: float) -> Any:
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, (int, float)) and type(own)(number) == number:
        return type(own)(number)
    return number


def _copied(value: Any) -> Any:
    detach = getattr(value, "detach", None)
    if detach is None:
        return copy.deepcopy(value)
    return detach().clone().requires_grad_(value.requires_grad)


@contextlib.contextmanager
def _same_randomness() -> Iterator[None]:
    torch = sys.modules.get("torch")
    python = random.getstate()
    numpy = np.random.get_state()  # noqa: NPY002 - the generator that students use
    tensors = torch.get_rng_state() if torch else None
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002
        if torch:
            torch.set_rng_state(tensors)


@contextlib.contextmanager
def _time_limit() -> Iterator[None]:
    if not hasattr(signal, "setitimer"):
        end_s = time.monotonic() + _LONGEST_CALL_S
        with interrupted_when(lambda: time.monotonic() > end_s):
            yield
        return

    def stop(*_: object) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _LONGEST_CALL_S)
    try:
        yield
    except _TooSlowError:
        # It came when the call had ended.
        return
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
