"""The catalogue of hints: by id, in both languages, with what is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import msgspec

from grader.results import Hint


@dataclass(frozen=True)
class Words:
    """Words in both languages."""

    en: str
    zh: str


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    en: str
    zh: str


@lru_cache(maxsize=1)
def catalogue() -> dict[str, _Entry]:
    """Give all hints that need no recorded mistake, by id; braces stand for what is filled in."""
    text = (resources.files("grader.grading.diagnosis") / "hints.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, _Entry])


def hint(id_: str, **values: str | Words) -> Hint:
    """Give a hint of the catalogue with its braces filled in."""
    entry = catalogue()[id_]
    english = {
        name: value.en if isinstance(value, Words) else value for name, value in values.items()
    }
    chinese = {
        name: value.zh if isinstance(value, Words) else value for name, value in values.items()
    }
    return Hint(id_, entry.en.format(**english), entry.zh.format(**chinese))


def perhaps(one: Hint, others: Sequence[str]) -> Hint:
    """Give a hint where others, with these ids, fit as well."""
    doubtful = hint("perhaps", hint=Words(one.en, one.zh))
    return Hint("|".join([one.id, *others]), doubtful.en, doubtful.zh)


def two(first: Hint, second: Hint) -> Hint:
    """Give the hint of two mistakes that only together explain what is wrong."""
    both = hint("two-at-once", first=Words(first.en, first.zh), second=Words(second.en, second.zh))
    return Hint(f"{first.id}+{second.id}", both.en, both.zh)
