"""Imports that fail and cost nothing: said once, so that nobody looks for a mistake there."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Collection

from grader.language import _, one_line
from grader.submission.source import Source, plain_imports

_MOST = 3
_LONGEST = 60  # of a name that is shown


def unneeded_imports(
    source: Source, functions: Collection[str], beside: Collection[str]
) -> list[str]:
    """Return a note on each library that is not installed, and that no graded function needs.

    Args:
        functions: the graded ones.
        beside: the paths of the submission's other files.
    """
    own = {path.partition("/")[0].removesuffix(".py") for path in beside}
    lines = {
        module: line
        for module, line in reversed(plain_imports(source.text))
        if module not in own and not _is_here(module)
    }
    if not lines:
        return []
    needed = {
        module
        for text in {source.needed_by(name).text for name in functions}
        for module, _line in plain_imports(text)
    }
    return [
        _(
            "{module} is not installed here ({spot}); that costs nothing, "
            "because no graded function needs it",
            module=one_line(module, _LONGEST),
            spot=source.spot(line),
        )
        for module, line in sorted(lines.items(), key=lambda pair: pair[1])
        if module not in needed
    ][:_MOST]


def _is_here(module: str) -> bool:
    if module in sys.stdlib_module_names:
        return True
    # A module without a specification was made by hand.
    with contextlib.suppress(ImportError, ValueError):
        return importlib.util.find_spec(module) is not None
    return True
