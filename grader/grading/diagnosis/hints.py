"""The catalogue of hints: by id, in both languages, with places for values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import msgspec

from grader.results import Hint


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages."""

    en: str
    zh: str


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Bilingual]:
    """Return the hints that belong to no recorded mistake, by id; values replace their braces."""
    text = (resources.files("grader.grading.diagnosis") / "hints.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, Bilingual])


def hint(id_: str, **values: str | Bilingual) -> Hint:
    """Return a hint of the catalogue with its values."""
    entry = catalogue()[id_]

    english = {}
    chinese = {}
    for name, value in values.items():
        text = value if isinstance(value, Bilingual) else Bilingual(value, value)
        english[name] = text.en
        chinese[name] = text.zh
    return Hint(id_, entry.en.format(**english), entry.zh.format(**chinese))


def perhaps(likeliest: Hint, others: Sequence[str]) -> Hint:
    """Return a hint where others, with these ids, fit as well."""
    doubtful = hint("perhaps", hint=_within(likeliest))
    return Hint("|".join([likeliest.id, *others]), doubtful.en, doubtful.zh)


def continued(hint: Hint, line: Hint) -> Hint:
    """Return a recorded mistake's hint, with the line that shows it."""
    return Hint(hint.id, f"{hint.en} {line.en}", hint.zh + line.zh, by_code=hint.by_code)


def two(first: Hint, second: Hint) -> Hint:
    """Return the hint of two mistakes that explain what is wrong only together."""
    both = hint(
        "two-at-once",
        first=_within(first),
        second=_within(second),
    )
    return Hint(f"{first.id}+{second.id}", both.en, both.zh)


def _within(hint: Hint) -> Bilingual:
    """Return a hint's text as it stands after a colon."""
    word = hint.en.partition(" ")[0]
    is_name = word[1:] != word[1:].lower() or not word.isalpha()
    return Bilingual(hint.en if is_name else hint.en[0].lower() + hint.en[1:], hint.zh)
