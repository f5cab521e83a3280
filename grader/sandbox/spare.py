"""A child that one check has left as it found it, kept for the next.

A fork, and its end, cost 10 ms with torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.sandbox.limits import cpu_seconds

if TYPE_CHECKING:
    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits

_LARGEST_CPU_S = 2.0  # within what the kernel's own limit leaves beyond a check's


@dataclass
class _Kept:
    child: Child
    loaded: set[str]
    limits: Limits


class Spare:
    """Keeps one child of a submission, at most."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    def take(self, limits: Limits) -> tuple[Child, set[str]] | None:
        """Give the child with the functions that are loaded in it.

        If there is one with these limits.
        """
        kept, self._kept = self._kept, None
        if kept is None:
            return None
        if kept.limits != limits:
            kept.child.kill()
            return None
        return kept.child, kept.loaded

    def keep(self, child: Child, loaded: set[str], limits: Limits) -> None:
        """Keep a child, unless it has grown old or said anything."""
        if child.printed or cpu_seconds(child.pid) > _LARGEST_CPU_S:
            child.kill()
            return
        self.close()
        self._kept = _Kept(child, loaded, limits)

    def close(self) -> None:
        """End the child."""
        if self._kept:
            self._kept.child.kill()
            self._kept = None
