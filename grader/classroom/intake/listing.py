"""What lies in a folder.

Looked at without following a link or opening anything but a regular file.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from grader.classroom.intake.findings import Found, Unplaced, unplaced
from grader.classroom.people import HandIn, Person
from grader.errors import SubmissionError
from grader.language import _
from grader.submission.files import open_regular

CODE = (".py", ".ipynb")
KINDS = (*CODE, ".zip")
MAX_SEEN = 20_000  # entries of one student's folder
_JUNK = re.compile(
    r"\..*|__macosx|__pycache__|thumbs\.db|desktop\.ini|icon\r", re.IGNORECASE | re.DOTALL
)
_NOT_LOOKED_INTO = frozenset({"node_modules", "site-packages", "venv"})


@dataclass(frozen=True)
class Listing:
    """A folder's content, without junk.

    Attributes:
        files: regular ones, of any kind.
        unplaced: what is neither file nor folder, or has a name that is no text.
    """

    folder: Path
    folders: tuple[Path, ...]
    files: tuple[Path, ...]
    unplaced: tuple[Unplaced, ...]

    @property
    def hand_ins(self) -> list[Path]:
        """The files that can be handed in."""
        return [file for file in self.files if file.suffix.lower() in KINDS]

    def not_code(self) -> list[Unplaced]:
        """Say why the other files are not."""
        why = _("is neither .py, .ipynb nor .zip")
        return [unplaced(file.name, why) for file in self.files if file.suffix.lower() not in KINDS]

    def beside(self) -> list[Unplaced]:
        """Say why no file is one, where only folders are."""
        return [unplaced(file.name, _("lies beside the students' folders")) for file in self.files]


def is_junk(name: str) -> bool:
    """Say whether a system left it there, or hid it."""
    return bool(_JUNK.fullmatch(name))


def look(folder: Path) -> Listing:
    """List a folder.

    Raises:
        OSError: it cannot be read.
    """
    folders, files, others = [], [], []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if is_junk(entry.name):
                continue
            if any(
                "\ud800" <= char <= "\udfff" for char in entry.name
            ):  # two such names could be shown alike
                others.append(unplaced(entry.name, _("its name is not valid UTF-8")))
            elif entry.is_symlink():
                others.append(unplaced(entry.name, _("is a link, and links are not followed")))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                files.append(Path(entry.path))
            else:
                others.append(unplaced(entry.name, _("is not a regular file")))
    return Listing(folder, tuple(folders), tuple(files), tuple(others))


def folder_hand_in(folder: Path, person: Person, at: datetime | None = None) -> Found | Unplaced:
    """Take a student's folder as one hand-in, or the only zip in it where it holds no code.

    Args:
        at: when it was handed in; None for the time of its newest file.
    """
    try:
        code, zips = _contents(folder)
    except OSError as error:
        return unplaced(folder.name, _("cannot be read: {error}", error=error.strerror))
    if not code and len(zips) != 1:
        none, several = _("holds no Python file"), _("holds several zips and no Python file")
        return unplaced(folder.name, several if zips else none)
    newest = max(code or zips.values())
    path = folder if code else next(iter(zips))
    return Found(HandIn(person, path, at=at or moment(newest)), (at.timestamp() if at else newest))


def file_hand_in(file: Path, person: Person, version: int = 0) -> Found:
    """Take a file as a hand-in; when is the file's own time."""
    modified = file.lstat().st_mtime
    return Found(HandIn(person, file, version, moment(modified)), modified)


def moment(seconds: float) -> datetime | None:
    """Give a file's time as a date, None where there is no such date."""
    try:
        return datetime.fromtimestamp(seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


def _contents(folder: Path) -> tuple[Sequence[float], dict[Path, float]]:
    """Give the times of the Python files in a folder, and its zips with theirs."""
    code: list[float] = []
    zips: dict[Path, float] = {}
    seen = 0
    for root, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = sorted(
            name for name in folders if not is_junk(name) and name not in _NOT_LOOKED_INTO
        )
        seen += len(folders) + len(files)
        if seen > MAX_SEEN:
            break
        for name in files:
            file = Path(root, name)
            suffix = file.suffix.lower()
            if suffix not in KINDS or is_junk(name):
                continue
            status = file.lstat()
            if not stat.S_ISREG(status.st_mode):
                continue
            if suffix in CODE:
                code.append(status.st_mtime)
            else:
                zips[file] = status.st_mtime
    return code, zips


def _raise(error: OSError) -> None:
    raise error


def small_text(file: Path, size: int) -> str | None:
    """Read a regular file's beginning, up to ``size`` bytes; None where there is none."""
    try:
        with open_regular(file) as opened:
            return opened.read(size).decode("utf-8", "replace")
    except (SubmissionError, OSError, ValueError):
        return None
