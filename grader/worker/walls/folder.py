"""Empty a folder that the student's code wrote into, whatever it made of it."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import stat
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder with all that lies in it; nothing happens where there is none."""
    with contextlib.suppress(FileNotFoundError):
        empty(folder)
        folder.rmdir()


def empty(folder: Path) -> None:
    """Remove all that lies in a folder, and follow no link.

    Folders within folders are first moved to its top: a recursion would end at the depth that
    Python, or the number of
    open files, allows. Folders that nobody may read are made readable. Nobody else may write here
    meanwhile.
    """
    folder.chmod(stat.S_IRWXU)
    fresh = (folder / f"{secrets.token_hex(8)}-{number}" for number in itertools.count())
    while entries := list(folder.iterdir()):
        for entry in entries:
            if not _is_folder(entry):
                entry.unlink()
                continue
            entry.chmod(stat.S_IRWXU)
            for inner in list(entry.iterdir()):
                if _is_folder(inner):
                    inner.chmod(stat.S_IRWXU)
                    inner.rename(next(fresh))
                else:
                    inner.unlink()
            entry.rmdir()


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(path.lstat().st_mode)
