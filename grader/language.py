"""The language of all messages: English, or simplified Chinese.

The code contains the messages in English, within ``_``; ``locale/`` contains them in Chinese, see
docs/translating.md. A text keeps the language in which it was made.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "zh")
CATALOGUES = Path(__file__).parent / "locale"
_KEPT = frozenset("\n\t")
# The categories of characters that control, format, separate lines, or are half a character.
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_NON_JOINER, _JOINERS = "\u200c", frozenset("\u200c\u200d")
_VARIANT = "\ufe0f"
_VIRAMA = 9
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_in_force = ContextVar("language", default="en")


@contextmanager
def speak(language: str) -> Iterator[None]:
    """Use one of ``LANGUAGES``; afterwards the previous one applies again."""
    before = _in_force.set(language)
    try:
        yield
    finally:
        _in_force.reset(before)


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return bool(_IDEOGRAPH.search(text))


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


# What a workflow of GitHub takes for one of its commands.
_COMMAND = re.compile(r"(?<!\S)(:|##)(:\w|\[)")


def printable(text: str, length: int = 2000) -> str:
    """Shorten a text, and replace what could control a terminal or hide text by U+FFFD.

    That is control characters (ANSI escapes begin with one), characters that only format others
    (bidirectional overrides, zero-width characters, tags), separators of lines and paragraphs, and
    lone surrogates. Line breaks and tabs stay, and so does a joiner where a script or an emoji
    needs it. A blank takes the effect from what GitHub takes for a command at a line's start, where
    a terminal's line may break.
    """
    shown = text[: length + 1]
    if not shown.isprintable():
        around = f" {shown} "
        shown = "".join(map(_shown, around, shown, around[2:]))
    shown = _COMMAND.sub(r"\1 \2", shown)
    return shown if len(shown) <= length else shown[:length] + " …"


def one_line(text: str, length: int = 2000) -> str:
    """Return what :func:`printable` returns, in one line."""
    return re.sub(r"[\n\t]+", " ", printable(text, length))


def _shown(before: str, char: str, after: str) -> str:
    if char in _JOINERS and _joins(before, char, after):
        return char
    hidden = unicodedata.category(char) in _HIDDEN and char not in _KEPT
    return "\N{REPLACEMENT CHARACTER}" if hidden else char


def _joins(before: str, joiner: str, after: str) -> bool:
    """Whether a joiner changes how its neighbours look; elsewhere it is invisible.

    https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters
    """
    # After the sign of an Indic script that removes a vowel.
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if joiner == _NON_JOINER:
        # Between two letters of the Arabic script, as in Persian.
        return {unicodedata.bidirectional(char) for char in (before, after)} == {"AL"}
    # An emoji, or its colour of skin, or its variant; then another.
    emoji = unicodedata.category(before) in ("So", "Sk") or before == _VARIANT
    return emoji and unicodedata.category(after) == "So"


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    # There is no catalogue for English, which is in the code itself.
    return gettext.translation("gradekit", CATALOGUES, [language], fallback=True)
