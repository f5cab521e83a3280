"""What an exception of the student's code means, in plain words.

Only what stands in the student's own text, or in the libraries' own namespaces, is shown of a
message, and of a hidden check's no name at all: whatever raised it saw the check's inputs.
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

from grader.grading.diagnosis.hints import Words, hint

if TYPE_CHECKING:
    from grader.results import Hint
    from grader.wire import Raised


class _Complaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hint: str
    type: str = ""
    needs: str = ""
    patterns: tuple[str, ...] = ("",)

    def match(self, raised: Raised, text: str) -> re.Match[str] | None:
        """Give how its message fits; None where it does not."""
        if self.type not in ("", raised.type_name, raised.builtin) or self.needs not in text:
            return None
        return next(
            filter(None, (re.search(pattern, raised.message) for pattern in self.patterns)), None
        )


class _Complaints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    complaint: tuple[_Complaint, ...]


@lru_cache(maxsize=1)
def known() -> tuple[_Complaint, ...]:
    """Give what is known of exceptions, the more special first."""
    text = (resources.files("grader.grading.diagnosis") / "exceptions.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Complaints).complaint


_OWNERS = {
    "Tensor": ("torch", "Tensor"),
    "numpy.ndarray": ("numpy", "ndarray"),
    "Sequential": ("torch.nn", "Sequential"),
}
_CLOSE = 0.7


def explained(raised: Raised, text: str, *, hidden: bool) -> Hint | None:
    """Say what an exception means; None where it is none of the usual.

    Args:
        text: of the submission.
        hidden: whether it was raised in a hidden check, so that sizes are not to be shown.
    """
    if raised.kind == "missing":
        return None
    for complaint in known():
        match = complaint.match(raised, text)
        if match:
            groups = {name: value for name, value in match.groupdict().items() if value}
            return _hint(complaint.hint, groups, text, hidden=hidden)
    return None


def _hint(id_: str, groups: Mapping[str, str], text: str, *, hidden: bool) -> Hint | None:
    """Fill a hint in; None where what it would name is none of the student's words."""
    if (
        hidden and {"owner", "name"} & groups.keys()
    ):  # its code, which saw the inputs, could choose among many names
        return None
    if "owner" in groups:
        return _of_attribute(id_, groups["owner"], groups["name"], text)
    if "name" in groups:
        names = {*re.findall(r"[^\W\d]\w*", text), *dir(builtins), "np", "numpy", "torch", "nn"}
        name = groups["name"]
        return hint(id_, name=name, meant=_meant(name, names)) if _stands_in(name, text) else None
    if "first" in groups and not hidden:
        first, second = groups["first"], groups["second"]
        return hint(id_, shapes=Words(f" ({first} and {second})", f"（{first} 和 {second}）"))
    return hint(id_, shapes="")


def _of_attribute(id_: str, owner: str, name: str, text: str) -> Hint | None:
    names = _names_of(owner)
    if names is None:  # an object of the student's own: its names stand in the text
        if not _stands_in(owner.rpartition(".")[2], text):
            return None
        names = re.findall(r"[^\W\d]\w*", text)
    return (
        hint(id_, owner=owner, name=name, meant=_meant(name, names))
        if _stands_in(name, text)
        else None
    )


def _names_of(owner: str) -> list[str] | None:
    """Give the names within a library's module or type; None where it is neither."""
    module, name = _OWNERS.get(owner, (owner, ""))
    place: Any = sys.modules.get(module)
    if module.partition(".")[0] not in ("numpy", "torch") or place is None:
        place = getattr(builtins, owner, None)
        return dir(place) if isinstance(place, type) else None
    return dir(getattr(place, name) if name else place)


def _meant(name: str, names: Collection[str]) -> str | Words:
    close = difflib.get_close_matches(name, sorted({*names} - {name}), 1, _CLOSE)
    return Words(f": did you mean {close[0]}?", f"，是不是 {close[0]}？") if close else ""


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
