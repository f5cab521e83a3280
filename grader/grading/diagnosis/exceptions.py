"""What an exception of the student's code means, in plain words.

Of an exception's message, only names in the student's own text or in the libraries' own namespaces
are shown, and in a hidden check no name at all: the code that raised it saw the check's inputs.
"""

from __future__ import annotations

import builtins
import difflib
import re
import sys
from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from grader.grading.diagnosis.hints import Bilingual, hint

if TYPE_CHECKING:
    from grader.results import Hint
    from grader.wire import Raised


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of exceptions.toml; its first lines describe the fields."""

    hint: str
    type: str = ""
    line: str = ""
    patterns: tuple[str, ...] = ("",)

    def match(self, raised: Raised, text: str) -> re.Match[str] | None:
        """Return how the exception's message fits; None where it does not."""
        if self.type not in ("", raised.type_name, raised.builtin):
            return None
        if self.line and not re.search(self.line, _line_of(raised, text)):
            return None

        matches = (re.search(pattern, raised.message) for pattern in self.patterns)
        return next(filter(None, matches), None)


def _line_of(raised: Raised, text: str) -> str:
    """Return the line of the student's text at which an exception was raised, "" if unknown."""
    number = raised.frames[-1].line if raised.frames else 0
    lines = text.split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""


class _Entries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    exception: tuple[_Entry, ...]


@lru_cache(maxsize=1)
def known() -> tuple[_Entry, ...]:
    """Return the entries of exceptions.toml, the more specific first."""
    text = (resources.files("grader.grading.diagnosis") / "exceptions.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Entries).exception


_OWNERS = {
    "Tensor": ("torch", "Tensor"),
    "numpy.ndarray": ("numpy", "ndarray"),
    "Sequential": ("torch.nn", "Sequential"),
}
_KINDS = {
    "Tensor": Bilingual("A tensor", "张量"),
    "numpy.ndarray": Bilingual("A NumPy array", "NumPy 数组"),
    "float": Bilingual("A float", "浮点数"),
    "int": Bilingual("An int", "整数"),
    "list": Bilingual("A list", "列表"),
    "tuple": Bilingual("A tuple", "元组"),
}
_IDENTIFIER = r"[^\W\d]\w*"
_USUAL_NAMES = frozenset({*dir(builtins), "np", "numpy", "torch", "nn"})
_USUAL_IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "optim": "from torch import optim",
    "math": "import math",
    "random": "import random",
    "plt": "import matplotlib.pyplot as plt",
}
_SIMILAR = 0.7  # difflib's ratio, from which a name may be a typing mistake


def explained(raised: Raised, text: str) -> Hint | None:
    """Return the hint for an exception; None where it is none of the usual ones.

    Args:
        text: of the submission.
    """
    if raised.kind == "missing":
        return None

    for entry in known():
        match = entry.match(raised, text)
        if match:
            groups = {name: value for name, value in match.groupdict().items() if value}
            return _filled_in(entry.hint, groups, text)
    return None


def _filled_in(id_: str, groups: Mapping[str, str], text: str) -> Hint | None:
    """Return a hint with its values; None where it would show a name that is not the student's."""
    if "owner" in groups:
        return _about_attribute(id_, groups["owner"], groups["name"], text)
    if "name" in groups:
        return _about_name(id_, groups["name"], text)

    if "first" in groups:
        first, second = groups["first"], groups["second"]
        return hint(id_, shapes=Bilingual(f" ({first} and {second})", f"（{first} 和 {second}）"))
    return hint(id_, shapes="")


def _about_name(id_: str, name: str, text: str) -> Hint | None:
    if not _occurs_in(text, name):
        return None
    if imported := _USUAL_IMPORTS.get(name):
        return hint("import-missing", name=name, code=imported)
    names = _USUAL_NAMES.union(re.findall(_IDENTIFIER, text))
    return hint(id_, name=name, meant=_suggestion(name, names))


def _about_attribute(id_: str, owner: str, name: str, text: str) -> Hint | None:
    names = _names_of(owner)
    if names is None:
        # An object of the student's own: its names are in the text.
        if not _occurs_in(text, owner.rpartition(".")[2]):
            return None
        names = re.findall(_IDENTIFIER, text)

    if not _occurs_in(text, name):
        return None
    return hint(id_, owner=_KINDS.get(owner, owner), name=name, meant=_suggestion(name, names))


def _names_of(owner: str) -> list[str] | None:
    """Return the names within a library's module or type; None where it is neither."""
    module, name = _OWNERS.get(owner, (owner, ""))
    namespace: Any = sys.modules.get(module)

    if module.partition(".")[0] not in ("numpy", "torch") or namespace is None:
        builtin = getattr(builtins, owner, None)
        return dir(builtin) if isinstance(builtin, type) else None
    return dir(getattr(namespace, name) if name else namespace)


def _suggestion(name: str, names: Collection[str]) -> Bilingual:
    """Return the end of a sentence about a name that is not there."""
    similar = difflib.get_close_matches(name, sorted({*names} - {name}), 1, _SIMILAR)
    if not similar:
        return Bilingual(".", "。")
    return Bilingual(f": did you mean {similar[0]}?", f"，是不是 {similar[0]}？")


def _occurs_in(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
