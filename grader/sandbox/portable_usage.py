"""What a process and its descendants use, on any operating system.

On Linux, limits and usage read the same from ``/proc``, faster.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psutil

from grader.sandbox.usage import ProcessUsage

if TYPE_CHECKING:
    from collections.abc import Iterator


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process, and of children that it waited for; 0 if it is gone."""
    with contextlib.suppress(psutil.Error):
        return float(sum(psutil.Process(pid).cpu_times()[:4]))
    return 0.0


def usage(pid: int) -> ProcessUsage:
    """Return what a process and its descendants use; their memory is the resident one."""
    tasks, memory, cpu_s = 0, 0, 0.0
    for process in _family(pid):
        with contextlib.suppress(psutil.Error), process.oneshot():
            tasks += process.num_threads()
            memory += process.memory_info().rss
            cpu_s += sum(process.cpu_times()[:2])
    return ProcessUsage(tasks, memory, cpu_s)


def end(pid: int) -> None:
    """End a process and its descendants; that is no error where they have ended."""
    for process in _family(pid):
        with contextlib.suppress(psutil.Error):
            process.kill()


def _family(pid: int) -> Iterator[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        first = psutil.Process(pid)
        # Its children first: without it, nobody would know them.
        yield from first.children(recursive=True)
        yield first
