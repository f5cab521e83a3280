"""Archives that are no zip, unpacked into a folder; a zip is read as it lies, see archive."""

from __future__ import annotations

import os
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from grader.errors import SubmissionError
from grader.language import _, one_line
from grader.results import Reason
from grader.sandbox import forked
from grader.sandbox.forked import Bounds, ForkError
from grader.submission.files.archive import decoded_name
from grader.submission.files.entries import (
    RefusedFileError,
    above_junk,
    bad_name,
    link,
    not_regular,
    too_large,
)
from grader.submission.files.folder import open_regular
from grader.submission.files.kinds import TARS

_PIECE = 1 << 20
_MEMORY = 512 << 20


@dataclass(frozen=True)
class Caps:
    """The most that is unpacked: bytes of one file and of all, and a number of files.

    Attributes:
        seconds: of CPU.
    """

    file: int
    total: int
    members: int
    seconds: float


def unpack_other(path: Path, target: Path, caps: Caps) -> list[RefusedFileError]:
    """Unpack a tar, compressed or not, or a 7z, and return what was left out.

    Only regular files are written, with their times; junk is not. It is done in a fork: an archive
    may ask for any memory, and for minutes.

    Raises:
        SubmissionError: it cannot be read, or holds or takes too much.
    """
    shown = one_line(path.name, 80)
    bounds = Bounds(caps.seconds, 2 * caps.seconds, _MEMORY)

    def left_out() -> list[tuple[str, str, str]]:
        return [(str(item.name), item.why, item.hint) for item in _unpacked(path, target, caps)]

    try:
        items = forked.call(left_out, list[tuple[str, str, str]], bounds)
    except ForkError as error:
        if error.reason is Reason.ERROR:
            raise SubmissionError(str(error)) from None
        message = _("{file} takes too long, or too much memory, to be unpacked", file=shown)
        raise SubmissionError(message, _("hand in a .zip")) from None
    return [RefusedFileError(PurePosixPath(name), why, hint) for name, why, hint in items]


def _unpacked(path: Path, target: Path, caps: Caps) -> Iterator[RefusedFileError]:
    with open_regular(path.resolve()) as file:
        if path.name.lower().endswith(TARS):
            yield from _unpack_tar(file, path, target, caps)
        else:
            yield from _unpack_7z(file, path, target, caps)


def _unpack_tar(
    file: IO[bytes], path: Path, target: Path, caps: Caps
) -> Iterator[RefusedFileError]:
    try:
        # As a stream: nothing is sought, and nothing is unpacked twice.
        with tarfile.open(fileobj=file, mode="r|*") as archive:
            total = 0
            for number, member in enumerate(archive):
                # What is passed over is unpacked as well.
                total += member.size
                _require(path, caps, number + 1, total)
                yield from _unpack_member(archive, member, target, caps)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise _unreadable(path, error) from None
    except OSError as error:
        # gzip's and bz2's errors have no number.
        if error.errno is not None:
            raise
        raise _unreadable(path, error) from None


def _unpack_member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path, caps: Caps
) -> Iterator[RefusedFileError]:
    name = PurePosixPath(decoded_name(member.name.encode("utf-8", "surrogateescape")))
    if refusal := bad_name(name):
        yield refusal
    elif above_junk(name) is not None:
        return
    elif member.isdir():
        try:
            (target / name).mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            yield RefusedFileError(name, _("is in the archive twice"), _("the first one counts"))
    elif member.issym() or member.islnk():
        yield link(name)
    elif not member.isreg():
        yield not_regular(name)
    elif member.size > caps.file:
        yield too_large(name, caps.file)
    else:
        content = archive.extractfile(member)
        if content is not None:
            yield from _write(target, name, content, member.mtime)


def _unpack_7z(file: IO[bytes], path: Path, target: Path, caps: Caps) -> Iterator[RefusedFileError]:
    try:
        import py7zr
        from py7zr.exceptions import ArchiveError
    except ModuleNotFoundError:
        message = _("{file}: this grader cannot unpack .7z", file=one_line(path.name, 80))
        hint = _("hand in a .zip; or whoever grades installs gradekit[archives]")
        raise SubmissionError(message, hint) from None

    try:
        with py7zr.SevenZipFile(file) as archive:
            if archive.needs_password():
                message = _("{file} is encrypted", file=one_line(path.name, 80))
                raise SubmissionError(message, _("pack it without a password"))

            wanted: list[str] = []
            members = archive.list()
            _require(path, caps, len(members), sum(member.uncompressed for member in members))
            for member in members:
                name = PurePosixPath(member.filename)
                if refusal := bad_name(name):
                    yield refusal
                elif above_junk(name) is None and not member.is_directory:
                    if member.uncompressed > caps.file:
                        yield too_large(name, caps.file)
                    elif member.filename in wanted:
                        yield RefusedFileError(name, _("is in the archive twice"))
                    else:
                        wanted.append(member.filename)
            archive.extract(target, targets=wanted)
    except (ArchiveError, EOFError, ValueError, LookupError, TypeError) as error:
        raise _unreadable(path, error) from None
    _remove_links(target)


def _remove_links(folder: Path) -> None:
    """Remove whatever of an unpacked archive is neither a folder nor a regular file."""
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(root, name)
            mode = path.lstat().st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                path.unlink()


def _write(
    target: Path, name: PurePosixPath, content: IO[bytes], modified: float
) -> Iterator[RefusedFileError]:
    path = target / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            while piece := content.read(_PIECE):
                file.write(piece)
        os.utime(path, (modified, modified))
    except (FileExistsError, NotADirectoryError):
        yield RefusedFileError(name, _("is in the archive twice"), _("the first one counts"))


def _require(path: Path, caps: Caps, members: int, total: int) -> None:
    shown = one_line(path.name, 80)
    if members > caps.members:
        message = _("{file} holds more than {number} files", file=shown, number=caps.members)
        raise SubmissionError(message, _("pack the homework alone"))
    if total > caps.total:
        message = _("{file} unpacks to more than {size} MB", file=shown, size=caps.total >> 20)
        raise SubmissionError(message, _("pack the homework alone"))


def _unreadable(path: Path, error: Exception) -> SubmissionError:
    message = _(
        "{file} is not a readable archive ({error})",
        file=one_line(path.name, 80),
        error=one_line(str(error), 200),
    )
    return SubmissionError(message, _("pack the homework again, as a .zip"))
