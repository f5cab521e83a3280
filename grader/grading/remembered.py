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

_WORTH_S = 0.5e-3  # comparing and copying the arguments takes a fifth of that
_MOST_BYTES = 32 << 20


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
        if place not in self._calls:
            return self._first_call(function, place, arguments, options)
        known = self._calls[place]
        if known and is_same((known.arguments, known.options), (arguments, options)):
            return copy.deepcopy(known.value)
        return function(*arguments, **options)

    def _first_call(
        self,
        function: Callable[..., Any],
        place: tuple[str, str, int],
        arguments: tuple[Any, ...],
        options: Mapping[str, Any],
    ) -> Any:
        randomness = _global_randomness()
        started_s = time.perf_counter()
        value = function(*arguments, **options)
        took_s = time.perf_counter() - started_s

        self._calls[place] = None
        is_worth_it = took_s > _WORTH_S and is_plain((arguments, options, value))
        # One that draws global random numbers has to draw them each time.
        if is_worth_it and is_same(randomness, _global_randomness()):
            size = size_of((arguments, options, value))
            if self._bytes + size <= _MOST_BYTES:
                self._bytes += size
                # If it changed its arguments, they will not be those of another call.
                self._calls[place] = _Call(*copy.deepcopy((arguments, options, value)))
        return value


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


def is_plain(value: Any) -> bool:
    """Whether a value is made of numbers, text, and arrays that no graph hangs on."""
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(map(is_plain, value.values()))
    if isinstance(value, np.ndarray):
        return not value.dtype.hasobject
    if _is_tensor(value):
        return not value.requires_grad
    return value is None or isinstance(value, (bool, int, float, str, np.generic))


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are of the same type, and equal in every number."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if _is_tensor(one):
        alike = one.dtype == other.dtype and one.device == other.device
        return alike and not other.requires_grad and bool(one.equal(other))
    return bool(one == other)


def size_of(value: Any) -> int:
    """Return about how many bytes a value takes."""
    if isinstance(value, (list, tuple)):
        return sum(map(size_of, value))
    if isinstance(value, dict):
        return sum(map(size_of, value.values()))
    return int(getattr(value, "nbytes", 32))


def _global_randomness() -> tuple[Any, ...]:
    """Return the states of the generators of random numbers that everybody shares."""
    torch: Any = sys.modules.get("torch")
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    return (*states, torch.get_rng_state()) if torch else states


def _is_tensor(value: Any) -> bool:
    """Whether a value is a plain tensor; a NumPy assignment never needs torch."""
    return type(value).__module__ == "torch" and type(value).__name__ == "Tensor"
