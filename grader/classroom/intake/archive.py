"""A zip of hand-ins, unpacked safely into a folder."""

from __future__ import annotations

import contextlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import IO

from grader.classroom.intake.findings import Unplaced, unplaced
from grader.classroom.intake.listing import KINDS, is_junk
from grader.errors import UsageError
from grader.language import _, printable
from grader.submission.files import COMPRESSIONS, leads_out

MAX_MEMBERS = 100_000
MAX_MEMBER = 64 << 20
MAX_TOTAL = 4 << 30
MAX_RATIO = 200  # of what is larger than 1 MB: code and notebooks with pictures stay far below
_READ = frozenset({"submission_metadata.yml", "timestamp.txt"})
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)
_CHUNK = 1 << 20


def unpack(file: Path, target: Path) -> list[Unplaced]:
    """Unpack a zip, zips in it excepted, and give what was left out; files keep their times.

    Of files that nobody reads, for example a PDF, only the name is made: so layouts can say what
    they are not.

    Raises:
        UsageError: it is no zip, or holds too much.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGES as error:
        words = _(
            "{file} is not a readable zip ({error})", file=printable(file.name, 200), error=error
        )
        raise UsageError(words, _("download it again")) from None
    except OSError as error:
        words = _("{path}: {error}", path=printable(str(file), 200), error=error.strerror or error)
        raise UsageError(words) from None
    with archive:
        _insist_on_size(archive.infolist(), file)
        return list(_unpack_all(archive, target))


def _insist_on_size(infos: list[zipfile.ZipInfo], file: Path) -> None:
    if len(infos) > MAX_MEMBERS:
        words = _("{file} holds {number} files", file=printable(file.name, 200), number=len(infos))
        raise UsageError(words, _("unpack it, and give the folder"))
    if sum(info.file_size for info in infos if _is_read(_name(info))) > MAX_TOTAL:
        words = _(
            "{file} unpacks to more than {size} GB",
            file=printable(file.name, 200),
            size=MAX_TOTAL >> 30,
        )
        raise UsageError(words, _("unpack it, and give the folder"))


def _unpack_all(archive: zipfile.ZipFile, target: Path) -> Iterator[Unplaced]:
    for info in archive.infolist():
        name = _name(info)
        if any(map(is_junk, name.parts)) and ".." not in name.parts:
            continue
        why = _why_not(info, name)
        if not why:
            try:
                _unpack_one(archive, info, target / name)
            except FileExistsError:
                why = _("is in the zip twice")
            except _DAMAGES as error:
                why = _("is damaged ({error})", error=error)
            except OSError as error:  # a name that is too long, or that of a folder
                why = _("cannot be written: {error}", error=error.strerror)
        if why:
            yield unplaced(str(name), why)


def _name(info: zipfile.ZipInfo) -> PurePosixPath:
    """Give a member's name; macOS writes UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return PurePosixPath(name.replace("\\", "/"))


def _is_read(name: PurePosixPath) -> bool:
    return name.suffix.lower() in KINDS or name.name in _READ


def _why_not(info: zipfile.ZipInfo, name: PurePosixPath) -> str:
    """Say why a member cannot be unpacked, "" where it can."""
    large = max(1 << 20, MAX_RATIO * info.compress_size)
    of_any = (
        (leads_out(name), _("its name leads out of the folder")),
        (stat.S_ISLNK(info.external_attr >> 16), _("is a link, and links are not followed")),
    )
    of_content = (
        (info.flag_bits & 1, _("is encrypted")),
        (info.compress_type not in COMPRESSIONS, _("is compressed in a way that is not read here")),
        (info.file_size > MAX_MEMBER, _("is larger than {size} MB", size=MAX_MEMBER >> 20)),
        (
            info.file_size > large,
            _("unpacks to more than {ratio} times its size", ratio=MAX_RATIO),
        ),
    )
    reasons = of_any + of_content if _is_read(name) and not info.is_dir() else of_any
    return next((why for wrong, why in reasons if wrong), "")


def _unpack_one(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    if info.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            if _is_read(PurePosixPath(path)):
                _copy(archive, info, file)
    except _DAMAGES:
        path.unlink()
        raise
    modified = _seconds(info)
    os.utime(path, (modified, modified))


def _copy(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: IO[bytes]) -> None:
    """Copy a member's bytes.

    Zipfile gives no more than its list says, and checks the sum at the end.
    """
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            file.write(chunk)


def _seconds(info: zipfile.ZipInfo) -> float:
    """Give a member's time, which stands there without a zone: this machine's is taken."""
    try:
        return datetime(*info.date_time).astimezone().timestamp()
    except (ValueError, OverflowError):
        return datetime(
            1980, 1, 1, tzinfo=timezone.utc
        ).timestamp()  # where a zip's calendar begins
