"""A child that one check left unchanged, kept for the next check.

With torch, starting and ending a child takes 10 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.sandbox.limits import cpu_seconds

if TYPE_CHECKING:
    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits

# Less than the margin between the kernel's CPU limit and that of a check.
_LARGEST_CPU_S = 2.0


@dataclass
class _Kept:
    child: Child
    loaded: set[str]
    limits: Limits


class Spare:
    """Keeps at most one child of a submission."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    def take(self, limits: Limits) -> tuple[Child, set[str]] | None:
        """Return the child and the functions loaded in it; None without one with these limits."""
        kept = self._kept
        self._kept = None
        if kept is None:
            return None
        if kept.limits != limits:
            kept.child.release()
            return None

        return kept.child, kept.loaded

    def keep(self, child: Child, loaded: set[str], limits: Limits) -> None:
        """Keep a child, unless it used much CPU time or printed something; else end it."""
        if child.printed or cpu_seconds(child.pid) > _LARGEST_CPU_S:
            child.release()
            return

        self.close()
        self._kept = _Kept(child, loaded, limits)

    def close(self) -> None:
        """End the child."""
        if self._kept:
            self._kept.child.release()
            self._kept = None
