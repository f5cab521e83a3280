"""A zip of hand-ins, unpacked safely into a folder."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from grader.classroom.intake.listing import KINDS
from grader.classroom.intake.placing import Unplaced, unplaced
from grader.errors import SubmissionError, UsageError
from grader.language import _, printable
from grader.submission.files.archive import member_name, open_zip, zip_entries
from grader.submission.files.entries import Entry, RefusedFileError

MAX_MEMBERS = 100_000
MAX_MEMBER = 64 << 20
MAX_TOTAL = 4 << 30
_METADATA = frozenset({"submission_metadata.yml", "timestamp.txt"})


def unpack(file: Path, target: Path) -> list[Unplaced]:
    """Unpack a zip, zips in it excepted, and return what was left out; files keep their times.

    A file that nobody reads, for example a PDF, is only created, empty: so a layout can report it.

    Raises:
        UsageError: it is no zip, or holds too much.
    """
    shown = printable(file.name, 200)
    try:
        with open_zip(file) as archive:
            _require_size(archive.infolist(), shown)
            entries = zip_entries(archive, MAX_MEMBER, _is_read)
            return list(_unpack_all(entries, target))
    except SubmissionError as error:
        raise UsageError(printable(error.message), _("download it again")) from None
    except OSError as error:
        path = printable(str(file), 200)
        raise UsageError(_("{path}: {error}", path=path, error=error.strerror or error)) from None


def _require_size(infos: list[zipfile.ZipInfo], shown: str) -> None:
    hint = _("unpack it, and give the folder")
    if len(infos) > MAX_MEMBERS:
        raise UsageError(_("{file} holds {number} files", file=shown, number=len(infos)), hint)

    total = sum(info.file_size for info in infos if _is_read(member_name(info)))
    if total > MAX_TOTAL:
        message = _("{file} unpacks to more than {size} GB", file=shown, size=MAX_TOTAL >> 30)
        raise UsageError(message, hint)


def _is_read(name: PurePosixPath) -> bool:
    return name.suffix.lower() in KINDS or name.name in _METADATA


def _unpack_all(
    entries: Iterator[Entry | PurePosixPath | RefusedFileError], target: Path
) -> Iterator[Unplaced]:
    for entry in entries:
        if isinstance(entry, PurePosixPath):
            yield from _unpack(entry, target)
        elif isinstance(entry, RefusedFileError):
            yield unplaced(str(entry.name), entry.why)
        else:
            yield from _unpack(entry.name, target, entry)


def _unpack(name: PurePosixPath, target: Path, entry: Entry | None = None) -> Iterator[Unplaced]:
    """Write a file, or make a folder; yield why not where that fails."""
    path = target / name
    try:
        if entry is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            data = entry.read() if _is_read(name) else b""
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data, entry.modified)
    except RefusedFileError as error:
        yield unplaced(str(name), error.why)
    except FileExistsError:
        # Names that are equal on this disk alone, which does not distinguish capitals.
        yield unplaced(str(name), _("is in the zip twice"))
    except OSError as error:
        yield unplaced(str(name), _("cannot be written: {error}", error=error.strerror))


def _write(path: Path, data: bytes, modified: float) -> None:
    with path.open("xb") as file:
        try:
            file.write(data)
        except OSError:
            # Half a file would be graded as a whole one.
            path.unlink()
            raise
    os.utime(path, (modified, modified))
