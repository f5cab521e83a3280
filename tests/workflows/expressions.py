"""Expressions of GitHub Actions, as far as our workflows use them; what is not known here is an
error.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_FILLED_IN = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:'(?P<text>(?:[^']|'')*)'|(?P<number>\d+)|(?P<name>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)"
    r"|(?P<sign>&&|\|\||==|!=|[!(),]))"
)
_STATUS = re.compile(r"\b(?:success|failure|always|cancelled)\(")
_WORDS = {"true": True, "false": False, "null": None}


class ExpressionError(ValueError):
    """What cannot be read, or names something that is not there."""


@dataclass
class Scope:
    """What an expression can name.

    Attributes:
        contexts: values by dotted name, `steps.grade.outputs.score` as nested mappings.
        functions: by name.
    """

    contexts: Mapping[str, Any]
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def fill(self, text: Any) -> str:
        """Put values in the place of all `${{ … }}`."""
        return _FILLED_IN.sub(lambda found: _shown(self.value(found[1])), _shown(text))

    def holds(self, condition: Any) -> bool:
        """Tell whether a step's `if` lets it run.

        Without a function of the status, only where all went well before.
        """
        if condition is None:
            condition = "success()"
        text = _shown(condition).strip()
        whole = _FILLED_IN.fullmatch(text)
        text = whole[1].strip() if whole else text
        return bool(self.value(text if _STATUS.search(text) else f"success() && ({text})"))

    def value(self, text: str) -> Any:
        """Evaluate one expression."""
        reader = _Reader(list(_tokens(text)), self)
        value = reader.either()
        if reader.tokens:
            raise ExpressionError(f"{text}: {reader.tokens[0][1]} is too much")
        return value

    def named(self, name: str) -> Any:
        """Give what a dotted name stands for.

        An output or a secret that is not set is empty, as it is on GitHub.
        """
        value: Any = self.contexts
        parts = name.split(".")
        for place, part in enumerate(parts):
            if not isinstance(value, Mapping) or part not in value:
                if parts[place - 1] in ("secrets", "outputs"):
                    return ""
                raise ExpressionError(f"{name}: there is no {part}")
            value = value[part]
        return value


class _Reader:
    """Reads tokens from left to right; `&&` binds closer than `||`."""

    def __init__(self, tokens: list[tuple[str, str]], scope: Scope) -> None:
        self.tokens, self._scope = tokens, scope

    def either(self) -> Any:
        value = self._both()
        while self._take("||"):
            other = self._both()
            value = value or other
        return value

    def _both(self) -> Any:
        value = self._equal()
        while self._take("&&"):
            other = self._equal()
            value = value and other
        return value

    def _equal(self) -> Any:
        value = self._single()
        for sign, wanted in (("==", True), ("!=", False)):
            if self._take(sign):
                return (_compared(value) == _compared(self._single())) is wanted
        return value

    def _single(self) -> Any:
        if self._take("!"):
            return not self._single()
        if self._take("("):
            value = self.either()
            self._insist(")")
            return value
        kind, text = self.tokens.pop(0) if self.tokens else ("sign", "nothing")
        if kind == "sign":
            raise ExpressionError(f"{text} stands where a value should")
        if kind == "text":
            return text.replace("''", "'")
        if kind == "number":
            return int(text)
        if self._take("("):
            return self._called(text)
        return _WORDS[text] if text in _WORDS else self._scope.named(text)

    def _called(self, name: str) -> Any:
        if name not in self._scope.functions:
            raise ExpressionError(f"{name}() is not known here")
        arguments = []
        while not self._take(")"):
            arguments.append(self.either())
            self._take(",")
        return self._scope.functions[name](*arguments)

    def _take(self, sign: str) -> bool:
        taken = bool(self.tokens) and self.tokens[0] == ("sign", sign)
        del self.tokens[:taken]
        return taken

    def _insist(self, sign: str) -> None:
        if not self._take(sign):
            raise ExpressionError(f"{sign} is missing")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place, text = 0, text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise ExpressionError(f"{text[place:]} cannot be read")
        kind = str(found.lastgroup)
        yield kind, found[kind]
        place = found.end()


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _compared(value: Any) -> str:
    """Texts are compared without regard to case; our expressions compare nothing but texts."""
    if not isinstance(value, str):
        raise ExpressionError(f"{value!r} is compared, and is no text")
    return value.lower()
