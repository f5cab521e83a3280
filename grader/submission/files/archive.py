"""The files of a zip: names decoded, and refused what is hostile or cannot be read."""

from __future__ import annotations

import contextlib
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import partial
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.language import _
from grader.submission.files.entries import (
    Entry,
    RefusedFileError,
    above_junk,
    bad_name,
    link,
    too_large,
)
from grader.submission.files.folder import open_regular

MAX_RATIO = 200  # code and notebooks with pictures stay far below
_RATIO_COUNTS_FROM = 1 << 20  # bytes
_UTF8 = 0x800  # the flag of a member whose name is UTF-8
_ENCRYPTED = 0x1
# The other compressions are unpacked as a whole, however large.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
)


@contextlib.contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip that the user named.

    Raises:
        SubmissionError: it is no regular file, or no zip.
        OSError: it cannot be opened.
    """
    with open_regular(path.resolve()) as file:
        try:
            archive = zipfile.ZipFile(file)
        except _DAMAGES as error:
            message = _("{file} is not a readable zip ({error})", file=path.name, error=error)
            hint = _("zip homework.py or homework.ipynb again")
            raise SubmissionError(message, hint) from None

        with archive:
            yield archive


def zip_entries(
    archive: zipfile.ZipFile, largest: int, is_read: Callable[[PurePosixPath], bool]
) -> Iterator[Entry | PurePosixPath | RefusedFileError]:
    """Yield the files of a zip, junk aside; a folder as its name; what is refused, as why.

    Nothing is unpacked before an entry is read, and then no more than the zip's list promised.

    Args:
        largest: bytes of one file.
        is_read: whether somebody reads a file of this name; of any other, the content is not looked
            at.
    """
    files: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()

    for info in archive.infolist():
        name = member_name(info)
        refusal = bad_name(name)
        if refusal:
            yield refusal
            continue

        folder = above_junk(name)
        if info.filename.endswith("/") and folder is None:
            folder = name
        if folder is not None:
            folders.update([folder, *folder.parents])
            yield folder
        elif name in files | folders or not files.isdisjoint(name.parents):
            yield RefusedFileError(name, _("is in the zip twice"), _("the first one counts"))
        else:
            files.add(name)
            folders.update(name.parents)
            refusal = _refusal(info, name, largest) if is_read(name) else None
            is_link = stat.S_ISLNK(info.external_attr >> 16)
            yield link(name) if is_link else refusal or _entry(archive, info, name)


def _refusal(info: zipfile.ZipInfo, name: PurePosixPath, largest: int) -> RefusedFileError | None:
    """Return why a member's content is not read; None where it is."""
    if info.flag_bits & _ENCRYPTED:
        return RefusedFileError(name, _("is encrypted"), _("zip it without a password"))
    if info.compress_type not in _COMPRESSIONS:
        why = _("is compressed in a way that is not read here")
        return RefusedFileError(name, why, _("zip it in the usual way"))
    if info.file_size > largest:
        return too_large(name, largest)
    if info.file_size > max(_RATIO_COUNTS_FROM, MAX_RATIO * info.compress_size):
        why = _("unpacks to more than {ratio} times its size", ratio=MAX_RATIO)
        return RefusedFileError(name, why)
    return None


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: PurePosixPath) -> Entry:
    return Entry(name, info.file_size, _seconds(info), partial(_read, archive, info, name))


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: PurePosixPath) -> bytes:
    try:
        with archive.open(info) as member:
            # One byte more, so that zipfile looks at the end, where it checks the sum. Without a
            # number it would unpack all that there is, whatever the list says.
            return member.read(info.file_size + 1)
    except (*_DAMAGES, OSError) as error:
        raise RefusedFileError(name, _("is damaged ({error})", error=error)) from None


def _seconds(info: zipfile.ZipInfo) -> float:
    """Return a member's time: it is written without a zone, and read as in this machine's."""
    try:
        return datetime(*info.date_time).astimezone().timestamp()
    except (ValueError, OverflowError):
        # Where a zip's calendar begins.
        return datetime(1980, 1, 1, tzinfo=timezone.utc).timestamp()


# -------------------------------------------------------------------------------------------- names


def member_name(info: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's name, whatever system wrote it.

    Without the flag for UTF-8 the name's encoding is unknown, and zipfile reads it as cp437. macOS
    and Info-ZIP write UTF-8 without the flag, and Windows in China writes GBK.
    """
    name = info.filename
    if not info.flag_bits & _UTF8 and not _has_unicode_field(info):
        with contextlib.suppress(UnicodeEncodeError):
            name = decoded_name(name.encode("cp437"))
    return PurePosixPath(name.replace("\\", "/"))


def _has_unicode_field(info: zipfile.ZipInfo) -> bool:
    """Whether zipfile took the name from Info-ZIP's extra field, which is UTF-8."""
    original = str(info.orig_filename).partition("\0")[0]
    return info.filename != original


def decoded_name(data: bytes) -> str:
    """Return a name in an unknown encoding: UTF-8, else GBK where that is Chinese, else cp437."""
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode("utf-8")
    return data.decode("gbk" if is_chinese(data) else "cp437")


def is_chinese(data: bytes) -> bool:
    """Whether bytes, which are no UTF-8, are Chinese in GBK."""
    try:
        return _is_plausible(data.decode("gbk"))
    except UnicodeDecodeError:
        return False


def _is_plausible(name: str) -> bool:
    """Whether a name that could be decoded as GBK is Chinese.

    Two bytes of a European name may be a rare character of GBK: "éa" in cp437 is "俛". Half of the
    characters at least must be among the common ones, those of GB 2312.
    """
    characters = [char for char in name if not char.isascii()]
    common = 0
    for char in characters:
        if not unicodedata.category(char).startswith(("L", "P", "N")):
            return False
        with contextlib.suppress(UnicodeEncodeError):
            char.encode("gb2312")
            common += 1
    return 2 * common >= len(characters)
