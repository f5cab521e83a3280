"""Where our processes import from.

This module needs none that the current folder could hold in another's place.
"""

import os
import sys

_GRADER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib is not here yet
_STDLIB = os.path.dirname(os.__file__)  # noqa: PTH120
_SITE = ("site-packages", "dist-packages")


def without_here() -> list[str]:
    """Give ``sys.path`` without the current folder, which may hold anything.

    It stays where it is Python's own, or where PYTHONPATH names it in full.
    """
    named = {*filter(os.path.isabs, os.environ.get("PYTHONPATH", "").split(os.pathsep))}
    return [
        entry for entry in sys.path if not _is_here(entry) or entry in named or _is_pythons(entry)
    ]


def search_path() -> list[str]:
    """Give the same for a process that is to import the grader.

    A checkout of it comes first, or another grader that is installed would be taken.
    """
    own, path = os.path.dirname(_GRADER), without_here()  # noqa: PTH120
    if _is_pythons(own) and own in path:
        return path
    return [own, *(entry for entry in path if entry != own)]


def _is_here(entry: str) -> bool:
    try:
        return os.path.samefile(entry or os.curdir, os.curdir)  # noqa: PTH121
    except OSError:  # the current folder may be gone
        return not os.path.isabs(entry)  # noqa: PTH117


def _is_pythons(entry: str) -> bool:
    return os.path.basename(entry) in _SITE or entry.startswith(_STDLIB)  # noqa: PTH119
