"""What lies in a folder.

Listed without following a link or opening anything but a regular file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from grader.classroom.intake import moments
from grader.classroom.intake.placing import Placed, Unplaced, unplaced, why_no_code
from grader.classroom.people import HandIn, Person
from grader.errors import SubmissionError
from grader.language import _
from grader.submission.files.entries import Entry, is_ignored_folder, is_junk
from grader.submission.files.folder import folder_entries, open_regular
from grader.submission.files.kinds import is_archive, is_code, is_read, why_not_read


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
        return [file for file in self.files if is_read(file)]

    def not_code(self) -> list[Unplaced]:
        """Return all other files, each with the reason."""
        return [unplaced(file.name, why_not_read(file)) for file in self.files if not is_read(file)]

    def beside(self) -> list[Unplaced]:
        """Return all files, with the reason why none is a hand-in: only folders are."""
        return [unplaced(file.name, _("lies beside the students' folders")) for file in self.files]


def look(folder: Path) -> Listing:
    """List a folder.

    Raises:
        OSError: it cannot be read.
    """
    folders, files, others = [], [], []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_junk(entry.name) or (is_folder and is_ignored_folder(entry.name)):
                continue

            why = _why_not(entry)
            if why:
                others.append(unplaced(entry.name, why))
            elif is_folder:
                folders.append(Path(entry.path))
            else:
                files.append(Path(entry.path))
    return Listing(folder, tuple(folders), tuple(files), tuple(others))


def _why_not(entry: os.DirEntry[str]) -> str:
    """Return why nobody looks at an entry of a folder; "" where somebody does."""
    # Two names with such characters could be shown alike.
    if any("\ud800" <= char <= "\udfff" for char in entry.name):
        return _("its name is not valid UTF-8")
    if entry.is_symlink():
        return _("is a link, and links are not followed")
    if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
        return _("is not a regular file")
    return ""


def folder_hand_in(
    folder: Path,
    person: Person,
    at: datetime | None = None,
    *,
    by_files: bool = True,
    undated: str = "",
) -> Placed | Unplaced:
    """Return a student's folder as one hand-in, or the only archive in it where it has no code.

    Args:
        at: when it was handed in.
        by_files: where that is not known, it is the time of its newest file.
        undated: what should say when, and is not understood; it is no reason to ask the files.
    """
    try:
        code, archives, others = _contents(folder)
    except OSError as error:
        return unplaced(folder.name, _("cannot be read: {error}", error=error.strerror))

    if not code and len(archives) != 1:
        names = [str(entry.name) for entry in (*archives, *others)]
        return unplaced(folder.name, why_no_code(names))

    path = folder if code else folder / archives[0].name
    newest = max(entry.modified for entry in code or archives)
    if at is None and by_files and not undated:
        at = moment(newest)
    return Placed(HandIn(person, path, at=at), at.timestamp() if at else newest, undated)


def file_hand_in(file: Path, person: Person, version: int = 0) -> Placed:
    """Return a file as a hand-in; its time is the file's own."""
    modified = file.lstat().st_mtime
    return Placed(HandIn(person, file, version, moment(modified)), modified)


def moment(seconds: float) -> datetime | None:
    """Return a file's time as a date, None where there is no such date."""
    try:
        return moments.plausible(datetime.fromtimestamp(seconds, timezone.utc))
    except (ValueError, OverflowError, OSError):
        return None


def _contents(folder: Path) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Return the Python files in a folder, the archives, and all others."""
    code: list[Entry] = []
    archives: list[Entry] = []
    others: list[Entry] = []
    try:
        for entry in folder_entries(folder):
            if not isinstance(entry, Entry):
                continue
            if is_code(entry.name):
                code.append(entry)
            elif is_archive(entry.name):
                archives.append(entry)
            else:
                others.append(entry)
    except SubmissionError:
        # It holds more than anybody hands in; what was seen until then decides.
        pass
    return code, archives, others


def small_text(file: Path, size: int) -> str | None:
    """Read a regular file's beginning, up to ``size`` bytes; None where there is none."""
    try:
        with open_regular(file) as opened:
            return opened.read(size).decode("utf-8", "replace")
    except (SubmissionError, OSError, ValueError):
        return None
