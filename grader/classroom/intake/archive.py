"""An archive of a class's hand-ins, unpacked safely into a folder."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from grader.classroom.intake.placing import Unplaced, unplaced
from grader.errors import SubmissionError, UsageError
from grader.language import _, one_line, printable
from grader.submission.files.archive import member_name, open_zip, zip_entries
from grader.submission.files.beside import MAX_DATA
from grader.submission.files.entries import Entry, RefusedFileError
from grader.submission.files.kinds import is_document, is_read
from grader.submission.files.unpacking import Caps, unpack_other

MAX_MEMBERS = 100_000
MAX_MEMBER = 64 << 20
MAX_TOTAL = 4 << 30
_METADATA = frozenset({"submission_metadata.yml"})


def unpack(file: Path, target: Path) -> list[Unplaced]:
    """Unpack an archive, archives in it excepted, and return what was left out.

    Files keep their times. One that nobody reads, for example a PDF, is only created, empty: so a
    layout can report it. So is a file of data that is larger than what comes with a homework.

    Raises:
        UsageError: it is no archive, or holds too much.
    """
    shown = one_line(file.name, 200)
    try:
        if file.suffix.lower() != ".zip":
            caps = Caps(MAX_MEMBER, MAX_TOTAL, MAX_MEMBERS, seconds=600.0)
            left_out = unpack_other(file, target, caps)
            return [unplaced(str(refusal.name), refusal.why) for refusal in left_out]
        with open_zip(file) as archive:
            _require_size(archive.infolist(), shown)
            entries = zip_entries(archive, MAX_MEMBER, _is_read)
            return list(_unpack_all(entries, target))
    except SubmissionError as error:
        raise UsageError(printable(error.message), _("download it again")) from None
    except OSError as error:
        path = one_line(str(file), 200)
        raise UsageError(_("{path}: {error}", path=path, error=error.strerror or error)) from None


def _require_size(infos: list[zipfile.ZipInfo], shown: str) -> None:
    hint = _("unpack it, and give the folder")
    if len(infos) > MAX_MEMBERS:
        raise UsageError(_("{file} holds {number} files", file=shown, number=len(infos)), hint)

    total = sum(info.file_size for info in infos if _is_unpacked(member_name(info), info.file_size))
    if total > MAX_TOTAL:
        message = _("{file} unpacks to more than {size} GB", file=shown, size=MAX_TOTAL >> 30)
        raise UsageError(message, hint)


def _is_read(name: PurePosixPath) -> bool:
    return is_read(name) or name.name in _METADATA


def _is_unpacked(name: PurePosixPath, size: int) -> bool:
    """Whether a file is unpacked: what is graded, and data that it may open."""
    return _is_read(name) or (size <= MAX_DATA and not is_document(name))


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
            data = entry.read() if _is_unpacked(name, entry.size) else b""
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
