"""The files of a folder, without following a link or waiting for anybody."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from grader.errors import SubmissionError
from grader.language import _
from grader.submission.files.entries import (
    MAX_DEPTH,
    Entry,
    RefusedFileError,
    is_ignored_folder,
    is_junk,
    link,
    not_regular,
    too_large,
)
from grader.submission.files.kinds import name_of

MAX_FILE = 64 << 20  # a notebook with many pictures
MAX_SEEN = 100_000  # files and folders of any kind
# Windows has not all of these, and one of its own.
_READ = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


def folder_entries(folder: Path, *, deep: bool = True) -> Iterator[Entry | RefusedFileError]:
    """Yield a folder's files and those of the folders in it, junk aside; what is refused, as why.

    Args:
        deep: look into the folders in it, too.

    Raises:
        SubmissionError: it holds more than anybody hands in.
        OSError: it cannot be read. A folder in it that cannot be is left out.
    """
    seen = 0
    for root, folders, files in os.walk(folder, onerror=partial(_raise_of, folder)):
        depth = len(Path(root).parts) - len(folder.parts)
        go_on = deep and depth < MAX_DEPTH
        folders[:] = sorted(name for name in folders if go_on and not is_ignored_folder(name))

        seen += len(folders) + len(files)
        if seen > MAX_SEEN:
            message = _(
                "{folder} holds more than {number} files", folder=name_of(folder), number=MAX_SEEN
            )
            raise SubmissionError(message, _("hand in the homework alone"))

        for name in sorted(files):
            if not is_junk(name):
                yield _entry(folder, Path(root, name))


def _raise_of(folder: Path, error: OSError) -> None:
    if error.filename is None or Path(os.fsdecode(error.filename)) == folder:
        raise error


def _entry(folder: Path, file: Path) -> Entry | RefusedFileError:
    name = PurePosixPath(file.relative_to(folder).as_posix())
    status = file.lstat()

    if stat.S_ISLNK(status.st_mode) or status.st_nlink > 1:
        return link(name)
    if not stat.S_ISREG(status.st_mode):
        return not_regular(name)
    return Entry(name, status.st_size, status.st_mtime, partial(read_regular, file))


def read_regular(file: Path) -> bytes:
    """Read a regular file, up to a homework's largest size.

    Raises:
        SubmissionError: it is no regular file, or larger.
        OSError: it cannot be opened.
    """
    with open_regular(file) as opened:
        data = opened.read(MAX_FILE + 1)

    if len(data) > MAX_FILE:
        raise too_large(PurePosixPath(file.name), MAX_FILE)
    return data


def open_regular(path: Path) -> IO[bytes]:
    """Open a file without following a link or waiting for anybody.

    Raises:
        SubmissionError: it is no regular file.
        OSError: it cannot be opened.
    """
    # A socket cannot even be opened.
    if not stat.S_ISREG(path.lstat().st_mode):
        raise not_regular(PurePosixPath(path.name))

    descriptor = os.open(path, _READ)
    file = open(descriptor, "rb")  # noqa: PTH123, SIM115 - of a descriptor; the caller closes it
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise not_regular(PurePosixPath(path.name))
    return file
