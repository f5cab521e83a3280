"""Hints for a student's repository, which holds no solutions: sealed by the values of a mistake.

``grade release`` runs each recorded mistake through the public checks, and writes a file of hints.
For a check, an entry has a few of the mistake's wrong values, coarsened and digested, and the hint,
encrypted with a key that comes from the same values. Whose functions give these values can read the
hint; nobody else can, and no value, code or name stands in the file.

::

    wrong value ─▶ norm and two projections ─▶ cells of four shifted grids ─▶ digest ─▶ tag | key
                                                                                        │
                                   hint ◀── decrypted with the secrets of all values ◀──┘

Rounding moves a value by little: of four grids, which are shifted against each other by a quarter
of a cell, three numbers near a boundary can spoil at most three.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from grader.checks.compare import Array
from grader.grading.diagnosis.similarity import Leaf

if TYPE_CHECKING:
    from grader.grading.verdict import Trial

FILE = "hints.json"
_FORMAT = 1
_CELL = 2e-3  # relative: float32 and ten steps of training stay far below
_VERY_LARGE = 1e100
_GRIDS = 4
_SCALARS = 2  # projections
_TAG = 6  # bytes
_SECRET = 16
_MOST_VALUES = 10_000  # of one check that are looked up
_MOST_BYTES = 4 << 20


class Secret(msgspec.Struct, frozen=True):
    """What is encrypted: a recorded mistake's hint, and when it may be given.

    Attributes:
        checks: the public ones that the mistake fails.
        defines: the functions that it is in.
        needs, unless: its signs in the code, see :mod:`grader.grading.diagnosis.mistakes`.
        tells: whether its values alone are evidence.
        wrong: all that is wrong in the check by it, see :func:`what_is_wrong`. Where more or
            other things are wrong, it is not this mistake, or not this one alone.
    """

    id: str
    en: str
    zh: str
    checks: tuple[str, ...]
    defines: tuple[str, ...]
    needs: str = ""
    unless: str = ""
    tells: bool = True
    wrong: tuple[str, ...] = ()


class _Lock(msgspec.Struct, frozen=True, array_like=True):
    """A wrong value: where it comes, and for each grid a tag and the wrapped secret.

    Attributes:
        flavoured: whether its library and kind of numbers count as well.
    """

    event: int
    leaf: int
    grids: tuple[bytes, ...]
    flavoured: bool = False


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    check: str
    locks: tuple[_Lock, ...]
    text: bytes


class SealedHints(msgspec.Struct, frozen=True):
    """What a file holds."""

    format: int = _FORMAT
    salt: bytes = b""
    entries: tuple[_Entry, ...] = ()


Place = tuple[int, int]  # the event's number and the leaf's
Values = Mapping[Place, Leaf]


@dataclass(frozen=True)
class Wrong:
    """A mistake's value, for a lock.

    Attributes:
        flavoured: whether its library or kind of numbers is wrong.
    """

    leaf: Leaf
    flavoured: bool = False


def what_is_wrong(trial: Trial) -> tuple[str, ...]:
    """Return what of a run is wrong, in words that are the same in every language."""
    # An author's own text is in the language of the run.
    names = {
        comparison.name if comparison.name.isidentifier() else ""
        for comparison in trial.compared
        if not comparison.right
    }
    if any(event.changed for event in trial.seen):
        names.add("in-place")
    if trial.seen.raised:
        names.add("raised")
    return tuple(sorted(names))


def far_apart(a: Leaf, b: Leaf) -> bool:
    """Whether two values are so different that no rounding makes the cells of one the other's."""
    x, y = _vector(a), _vector(b)
    if x is None or y is None or x.shape != y.shape or a.kind != b.kind:
        return a.kind != b.kind or (x is None) != (y is None)
    if not np.array_equal(np.isfinite(x), np.isfinite(y)):
        return True
    distance = float(np.linalg.norm(x - y))
    return distance > 4 * _CELL * max(float(np.linalg.norm(x)), float(np.linalg.norm(y)))


def seal(
    hints: Iterable[tuple[str, Mapping[Place, Wrong], Secret]],
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """Return the file for an assignment.

    Args:
        hints: for each a check, a few wrong values of it, and what is to be read by whoever has
            them all.
        random_bytes: returns so many bytes that nobody can guess, others at each call.
    """
    salt = random_bytes(16)
    entries = []
    for check, values, secret in hints:
        secrets = [random_bytes(_SECRET) for _ in values]
        locks = []
        for (place, wrong), own in zip(values.items(), secrets, strict=True):
            digests = _digests(salt, check, place, wrong.leaf, flavoured=wrong.flavoured)
            grids = (digest[:_TAG] + _xor(digest[_TAG : _TAG + _SECRET], own) for digest in digests)
            locks.append(_Lock(*place, tuple(grids), wrong.flavoured))
        text = _with_stream(msgspec.json.encode(secret), b"".join(secrets))
        entries.append(_Entry(check, tuple(locks), text))
    return msgspec.json.encode(SealedHints(salt=salt, entries=tuple(entries)))


def read(data: bytes) -> SealedHints:
    """Decode a file; one that is none of ours holds nothing."""
    try:
        file = msgspec.json.decode(data[:_MOST_BYTES], type=SealedHints)
    except msgspec.DecodeError:
        return SealedHints()
    return file if file.format == _FORMAT else SealedHints()


def opened(file: SealedHints, check: str, values: Values) -> list[Secret]:
    """Return what can be read with the values of a check, the best proven first."""
    if len(values) > _MOST_VALUES:
        return []

    @cache
    def digests(place: Place, flavoured: bool) -> list[bytes]:
        leaf = values.get(place)
        return [*_digests(file.salt, check, place, leaf, flavoured=flavoured)] if leaf else []

    found = []
    for entry in file.entries:
        if entry.check == check:
            keys = [
                _unlocked(lock, digests((lock.event, lock.leaf), lock.flavoured))
                for lock in entry.locks
            ]
            key = b"" if None in keys else b"".join(filter(None, keys))
            if key and (secret := _read(entry.text, key)):
                found.append((len(entry.locks), secret))
    found.sort(key=lambda pair: -pair[0])
    return [secret for _, secret in found]


def _unlocked(lock: _Lock, digests: Sequence[bytes]) -> bytes | None:
    for grid, digest in zip(lock.grids, digests, strict=False):
        if grid[:_TAG] == digest[:_TAG]:
            return _xor(digest[_TAG : _TAG + _SECRET], grid[_TAG:])
    return None


def _read(text: bytes, key: bytes) -> Secret | None:
    try:
        return msgspec.json.decode(_with_stream(text, key), type=Secret)
    except msgspec.DecodeError:
        return None


def _with_stream(text: bytes, key: bytes) -> bytes:
    """Encrypt or decrypt a text with a key that is used once."""
    return _xor(text, hashlib.shake_256(key).digest(len(text)))


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def _digests(
    salt: bytes, check: str, place: Place, value: Leaf, *, flavoured: bool
) -> Iterable[bytes]:
    """Yield the digest of a value for each grid."""
    flavour = value.flavour if flavoured else ""
    for cells in _cells(value):
        text = msgspec.json.encode((check, place, value.kind, flavour, cells))
        yield hashlib.blake2b(text, key=salt, digest_size=_TAG + _SECRET).digest()


def _cells(value: Leaf) -> list[tuple[object, ...]]:
    """Return the cells of a value in each grid."""
    vector = _vector(value)
    if vector is None:
        return [(value.flavour,)]
    finite = np.isfinite(vector)
    if not finite.all():
        return [tuple(np.flatnonzero(~finite)[:16].tolist())]
    # The square of a very large number is none.
    largest = float(np.abs(vector).max(initial=0))
    scale = largest if largest > _VERY_LARGE else 1.0
    vector = vector / scale
    norm = float(np.linalg.norm(vector))
    if not norm:
        return [(0,)]

    scalars = [
        math.log(norm) + math.log(scale),
        *(float(vector @ row) / norm for row in _rows(vector.size)),
    ]
    return [
        tuple(math.floor(scalar / _CELL + shift / _GRIDS) for scalar in scalars)
        for shift in range(_GRIDS)
    ]


def _vector(value: Leaf) -> Array | None:
    """Return a value's numbers; of what training changes, how far they went."""
    if value.array is None:
        return None
    array = value.array.astype(np.float64).ravel()
    if value.trained and value.start is not None:
        array = array - value.start.astype(np.float64).ravel()
    return array


@lru_cache(maxsize=64)
def _rows(size: int) -> Array:
    """Return fixed directions of unit-sized elements, on which values are projected."""
    return np.random.default_rng([20, size]).choice([-1.0, 1.0], (_SCALARS, size))


def by_place(events: Iterable[Sequence[Leaf]]) -> dict[Place, Leaf]:
    """Return the leaves of a check's events by their places."""
    return {
        (number, position): leaf
        for number, leaves in enumerate(events)
        for position, leaf in enumerate(leaves)
    }
