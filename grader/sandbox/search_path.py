"""Where the grader's processes import from.

This module imports nothing that a file in the current folder could replace.
"""

import os
import sys

_GRADER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib could be replaced
_STDLIB = os.path.dirname(os.__file__)  # noqa: PTH120
# Folders of installed packages; Debian's Python has the second name.
SITE = ("site-packages", "dist-packages")


def without_here() -> list[str]:
    """Return ``sys.path`` without the current folder, which may contain anything.

    The folder stays where it belongs to Python, or where PYTHONPATH contains its absolute path.
    """
    named = {*filter(os.path.isabs, os.environ.get("PYTHONPATH", "").split(os.pathsep))}
    return [
        entry for entry in sys.path if not _is_here(entry) or entry in named or _is_pythons(entry)
    ]


def search_path() -> list[str]:
    """Return the import path for a process that imports the grader.

    A checkout comes first, so that it is imported and not another grader that is installed.
    """
    own = os.path.dirname(_GRADER)  # noqa: PTH120
    path = without_here()
    if _is_pythons(own) and own in path:
        return path
    return [own, *(entry for entry in path if entry != own)]


def _is_here(entry: str) -> bool:
    try:
        return os.path.samefile(entry or os.curdir, os.curdir)  # noqa: PTH121
    except OSError:
        # The current folder may have been removed.
        return not os.path.isabs(entry)  # noqa: PTH117


def _is_pythons(entry: str) -> bool:
    return os.path.basename(entry) in SITE or entry.startswith(_STDLIB)  # noqa: PTH119
