"""Empty a folder that the student's code wrote into, whatever it contains."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import stat
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder and all that it contains; do nothing where it does not exist."""
    with contextlib.suppress(FileNotFoundError):
        empty(folder)
        folder.rmdir()


def empty(folder: Path) -> None:
    """Remove all that a folder contains, without following links.

    Nested folders are first moved to the top level: a recursion would fail at the depth that Python
    or the number of open files allows. Folders that nobody may read are made readable. No other
    process may write to the folder meanwhile.
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
