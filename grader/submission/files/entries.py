"""The files of a folder or a zip before any is opened: which are refused, and which are junk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from grader.errors import SubmissionError
from grader.language import _

MAX_NAME = 255  # bytes of a file's name, on all usual file systems
MAX_PATH = 1024  # bytes of a path within a zip: macOS takes no longer one
MAX_DEPTH = 100  # folders within folders
# What systems and tools leave behind, and whatever is hidden.
_JUNK = re.compile(
    r"\..*|__macosx|__pycache__|thumbs\.db|desktop\.ini|icon\r", re.IGNORECASE | re.DOTALL
)
_LIBRARIES = frozenset({"node_modules", "site-packages", "venv"})


@dataclass(frozen=True)
class Entry:
    """A file of a folder or a zip.

    Attributes:
        name: its path within the folder or the zip.
        modified: when, in seconds since 1970.
        read: return its bytes; raises SubmissionError or OSError where that is not possible.
    """

    name: PurePosixPath
    size: int
    modified: float
    read: Callable[[], bytes]


class RefusedFileError(SubmissionError):
    """A file that is not read.

    Attributes:
        name: its path within the folder or the zip.
        why: the reason, as the rest of a sentence about it: "is encrypted".
    """

    def __init__(self, name: PurePosixPath, why: str, hint: str = "") -> None:
        super().__init__(_("{file} {why}", file=name, why=why), hint)
        self.name = name
        self.why = why


def link(name: PurePosixPath) -> RefusedFileError:
    """Return the refusal of a link: under its other name it may be anybody's file."""
    why = _("is a link, and links are not followed")
    return RefusedFileError(name, why, _("hand in the file itself, or a copy of it"))


def not_regular(name: PurePosixPath) -> RefusedFileError:
    """Return the refusal of a pipe, a socket or a device."""
    return RefusedFileError(name, _("is not a regular file"))


def too_large(name: PurePosixPath, largest: int, hint: str = "") -> RefusedFileError:
    """Return the refusal of a file of more than so many bytes."""
    why = _("is larger than {size} MB", size=largest >> 20)
    hint = hint or _("clear a notebook's outputs, and leave data out")
    return RefusedFileError(name, why, hint)


def bad_name(name: PurePosixPath) -> RefusedFileError | None:
    """Return the refusal of a name in a zip that no folder can hold; None where one can."""
    hint = _("zip it in the usual way")

    if name.is_absolute() or ".." in name.parts or PureWindowsPath(name).drive:
        return RefusedFileError(name, _("has a name that leads out of the folder"), hint)

    lengths = [len(part.encode("utf-8", "replace")) for part in name.parts]
    too_long = max(lengths, default=0) > MAX_NAME or sum(lengths) + len(lengths) > MAX_PATH
    if too_long or len(lengths) > MAX_DEPTH + 1:
        return RefusedFileError(name, _("has a name that is too long"), hint)
    return None


# --------------------------------------------------------------------------------------------- junk


def is_junk(name: str) -> bool:
    """Whether a system or a tool left a file or a folder of this name, or it is hidden."""
    return bool(_JUNK.fullmatch(name))


def is_ignored_folder(name: str) -> bool:
    """Whether a folder of this name is junk, or holds libraries of others."""
    return is_junk(name) or name.casefold() in _LIBRARIES


def above_junk(name: PurePosixPath) -> PurePosixPath | None:
    """Return the folder in which the outermost junk of a path lies; None where nothing is junk."""
    folders = name.parts[:-1]

    for depth, folder in enumerate(folders):
        if is_ignored_folder(folder):
            return PurePosixPath(*folders[:depth])
    return name.parent if is_junk(name.name) else None
