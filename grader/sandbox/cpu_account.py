"""The CPU seconds that a process and all that it started have used, and those that were charged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.sandbox.limits import cpu_seconds

if TYPE_CHECKING:
    from grader.sandbox.usage import ProcessUsage


class CpuAccount:
    """Counts what one process costs, from looks at all processes of its submission.

    Args:
        pid: the process.
        paid_s: what it had used before, which nobody is charged for.
    """

    def __init__(self, pid: int, paid_s: float = 0.0) -> None:
        self._pid = pid
        self._known_s = paid_s
        self._charged_s = paid_s
        # Each process when it was last seen, and those that are gone since.
        self._alive_s: dict[int, float] = {}
        self._gone_s = 0.0
        # What other processes of the submission had used at the first look: together, and each.
        self._others_s: float | None = None
        self._before_s: dict[int, float] = {}

    @property
    def unpaid_s(self) -> float:
        """What is known to be used, and not charged yet."""
        return self._known_s - self._charged_s

    def look(self, use: ProcessUsage) -> None:
        """Count what a look at the processes shows.

        What ends unseen by its parent leaves no trace in the parent's own count, and so is counted
        as it was when it was last seen. At the first look, what others of the submission have used
        by then is left out.
        """
        own_s = dict(use.own_cpu_s)
        if self._others_s is None:
            self._others_s = use.cpu_s - cpu_seconds(self._pid)
            self._before_s = {pid: cpu_s for pid, cpu_s in own_s.items() if pid != self._pid}
        for pid in own_s.keys() & self._before_s.keys():
            own_s[pid] -= self._before_s[pid]
        self._gone_s += sum(cpu_s for pid, cpu_s in self._alive_s.items() if pid not in own_s)
        self._alive_s = own_s
        seen_s = sum(own_s.values()) + self._gone_s
        self._known_s = max(self._known_s, use.cpu_s - self._others_s, seen_s)

    def charge(self, own_s: float) -> float:
        """Return what a request is charged: what the process used itself, or more if it is unpaid.

        Children that the process waited for count as its own in its own count.
        """
        self._known_s = max(self._known_s, cpu_seconds(self._pid))
        cpu_s = max(own_s, self.unpaid_s)
        self._charged_s += cpu_s
        return cpu_s
