"""The language of all messages: English, or simplified Chinese.

The code contains the messages in English, within ``_``; ``locale/`` contains them in Chinese, see
docs/translating.md. A text keeps the language in which it was made.
"""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "zh")
CATALOGUES = Path(__file__).parent / "locale"
_KEPT = frozenset("\n\t")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_in_force = ContextVar("language", default="en")


@contextmanager
def speak(language: str) -> Iterator[None]:
    """Use one of ``LANGUAGES``; afterwards the previous one applies again."""
    before = _in_force.set(language)
    try:
        yield
    finally:
        _in_force.reset(before)


def spoken() -> str:
    """Return the current language."""
    return _in_force.get()


def _(message: str, /, **values: object) -> str:
    """Return a message in the current language, with the values for its ``{placeholders}``.

    Without values the placeholders stay as they are.
    """
    text = _catalogue(spoken()).gettext(message)
    return text.format(**values) if values else text


def later(message: str) -> str:
    """Return the message as it is, marked for the catalogue.

    A message that is made at import is passed to ``_`` where it is shown.
    """
    return message


def either(en: str, zh: str) -> str:
    """Return the text in the current language, for the texts in an author's checks.

    It is the English one where there is no Chinese.
    """
    return zh if zh and spoken() == "zh" else en


def plural(count: float, noun: str) -> str:
    """Return "1 point", "2 points".

    The Chinese catalogue contains a noun with its measure word: "2 分", "2 个数".
    """
    ending = "s" if count != 1 and spoken() == "en" else ""
    return f"{count:g} {_(noun)}{ending}"


def preferred(environment: Mapping[str, str]) -> str:
    """Return the language of the locale, with the priorities of GNU gettext.

    In a "C" locale LANGUAGE is ignored.
    """
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in variables if environment.get(name)), "C")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return "en"

    wanted = [*environment.get("LANGUAGE", "").split(":"), locale]
    return next((name[:2] for name in wanted if name[:2] in LANGUAGES), "en")


def printable(text: str, length: int = 2000) -> str:
    """Shorten a text, and replace what could control a terminal or hide text by U+FFFD.

    That is control characters (ANSI escapes begin with one), bidirectional overrides and lone
    surrogates.
    """
    shown = "".join(map(_shown, text[: length + 1]))
    return shown if len(shown) <= length else shown[:length] + " …"


def _shown(char: str) -> str:
    if char in _KEPT:
        return char
    if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _BIDI:
        return "\N{REPLACEMENT CHARACTER}"
    return char


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    # There is no catalogue for English, which is in the code itself.
    return gettext.translation("gradekit", CATALOGUES, [language], fallback=True)
