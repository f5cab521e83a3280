"""The reference's functions, which remember what took long.

A check calls them with the same arguments for each submission: what it draws comes from its seed.
"""

from __future__ import annotations

import copy
import functools
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from grader.checks.transcript import size_of

# Of a call, besides what comparing and copying its values takes.
_WORTH_S = 0.4e-3
_BYTES_PER_S = 1e9
_MOST_BYTES = 32 << 20
_ITEM_BYTES = 32  # of an item of a list


@dataclass(frozen=True)
class _Call:
    arguments: tuple[Any, ...]
    options: Mapping[str, Any]
    value: Any


@dataclass
class Memory:
    """What the reference's functions returned, for one submission after the other."""

    # None where it is not worth remembering.
    _calls: dict[tuple[str, str, int], _Call | None] = field(default_factory=dict)
    _bytes: int = 0

    def of(self, reference: ModuleType, check: str) -> Any:
        """Return the reference as a check calls it.

        Args:
            check: the id of the check, or of one of its cases.
        """
        return _Reference(reference, check, self)

    def call(
        self,
        function: Callable[..., Any],
        place: tuple[str, str, int],
        arguments: tuple[Any, ...],
        options: Mapping[str, Any],
    ) -> Any:
        """Return what a function returns, copied from an earlier call with the same arguments.

        Args:
            place: the check, the function's name, and how often the check has called it before.
        """
        if place in self._calls:
            known = self._calls[place]
            if known and _is_same((known.arguments, known.options), (arguments, options)):
                return copy.deepcopy(known.value)
            return function(*arguments, **options)

        randomness = _global_randomness()
        started_s = time.perf_counter()
        value = function(*arguments, **options)
        took_s = time.perf_counter() - started_s

        is_worth_it = took_s > _WORTH_S and _is_plain((arguments, options, value))
        # One that draws global random numbers has to draw them each time.
        is_worth_it = is_worth_it and _is_same(randomness, _global_randomness())
        call = _Call(arguments, options, value)
        # If it changed its arguments, they will not be those of another call.
        self._calls[place] = (
            copy.deepcopy(call) if is_worth_it and self._fits(call, took_s) else None
        )
        return value

    def _fits(self, call: _Call, took_s: float) -> bool:
        """Whether a call is worth its size, and fits; if so, its place is taken."""
        size = size_of([call.arguments, [*call.options.values()], call.value])
        size_bytes = size.bytes + _ITEM_BYTES * size.items
        is_cheap = took_s < _WORTH_S + size_bytes / _BYTES_PER_S
        if is_cheap or self._bytes + size_bytes > _MOST_BYTES:
            return False
        self._bytes += size_bytes
        return True


class _Reference:
    """The reference's module, as one check sees it."""

    def __init__(self, module: ModuleType, check: str, memory: Memory) -> None:
        self._module = module
        self._check = check
        self._memory = memory
        self._counts: dict[str, int] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        if not callable(value) or isinstance(value, type):
            return value

        @functools.wraps(value)
        def call(*arguments: Any, **options: Any) -> Any:
            count = self._counts[name] = self._counts.get(name, 0) + 1
            return self._memory.call(value, (self._check, name, count), arguments, options)

        return call


def _is_plain(value: Any) -> bool:
    """Whether a value is made of numbers, text, and arrays that no graph hangs on."""
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, np.ndarray):
        return not value.dtype.hasobject
    if _is_tensor(value):
        return not value.requires_grad
    return value is None or isinstance(value, (bool, int, float, str, np.generic))


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are of the same type, and equal in every number."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if _is_tensor(one):
        alike = one.dtype == other.dtype and one.device == other.device
        return alike and not other.requires_grad and bool(one.equal(other))
    return bool(one == other)


def _global_randomness() -> tuple[Any, ...]:
    """Return the states of the generators of random numbers that everybody shares."""
    torch: Any = sys.modules.get("torch")
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    return (*states, torch.get_rng_state()) if torch else states


def _is_tensor(value: Any) -> bool:
    """Whether a value is a plain tensor; a NumPy assignment never needs torch."""
    return type(value).__module__ == "torch" and type(value).__name__ == "Tensor"
