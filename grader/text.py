"""Text that came from somewhere else, made safe to show."""

from __future__ import annotations

import unicodedata

from grader.language import _, spoken

_KEPT = frozenset("\n\t")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str, length: int = 2000) -> str:
    """Put U+FFFD for what could steer a terminal or hide text, and shorten.

    That is control characters (ANSI escapes begin with one), bidirectional overrides and lone surrogates.
    """
    shown = "".join(map(_shown, text[: length + 1]))
    return shown if len(shown) <= length else shown[:length] + " …"


def _shown(char: str) -> str:
    if char in _KEPT:
        return char
    if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _BIDI:
        return "\N{REPLACEMENT CHARACTER}"
    return char


def plural(count: float, noun: str) -> str:
    """Give "1 point", "2 points"; the Chinese catalogue holds a noun with its measure word: "2 分", "2 个数"."""
    ending = "s" if count != 1 and spoken() == "en" else ""
    return f"{count:g} {_(noun)}{ending}"
