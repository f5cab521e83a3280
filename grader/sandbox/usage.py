"""What a child and all that it started use together, read from ``/proc``.

Without ``/proc`` every figure is 0.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.sandbox.limits import cpu_seconds, own_cpu_seconds, read_process

_RESIDENT = re.compile(rb"^(?:RssAnon|RssShmem):\s*(\d+)", re.MULTILINE)
# How many processes are counted at most: more than any limit allows.
_MOST = 2000


@dataclass(frozen=True)
class ProcessUsage:
    """What processes use now.

    Attributes:
        tasks: processes and their threads.
        memory_bytes: their own memory, without what they share with the process that forked them.
        cpu_s: CPU seconds until now, of the processes that still run, and of those that these
            have waited for.
        own_cpu_s: of each process that still runs, without those.
    """

    tasks: int = 0
    memory_bytes: int = 0
    cpu_s: float = 0.0
    own_cpu_s: Mapping[int, float] = field(default_factory=dict)


def usage(forker: int) -> ProcessUsage:
    """Return what all descendants of a process use."""
    inherited = _memory_bytes(forker)
    pids = _descendants(forker)
    return ProcessUsage(
        tasks=sum(len(_tasks(pid)) for pid in pids),
        memory_bytes=sum(max(0, _memory_bytes(pid) - inherited) for pid in pids),
        cpu_s=sum(map(cpu_seconds, pids)),
        own_cpu_s={pid: own_cpu_seconds(pid) for pid in pids},
    )


def disk_usage(folder: Path, most: int) -> tuple[int, int]:
    """Return the bytes and the number of files in a folder and the folders within it.

    Counting stops beyond ``most`` files.
    """
    size = 0.0
    count = 0
    folders = [str(folder)]

    while folders and count <= most:
        # A folder may have been removed, or may not be readable.
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                count += 1
                if count > most:
                    break

                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    # Windows does not say how many blocks a file takes.
                    size += getattr(status, "st_blocks", status.st_size / 512) * 512
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)

    return int(size), count


def _descendants(pid: int) -> list[int]:
    descendants: list[int] = []
    parents = [pid]
    while parents and len(descendants) < _MOST:
        parent = parents.pop()
        for task in _tasks(parent):
            children = [*map(int, read_process(f"{parent}/task/{task}/children").split())]
            parents += children
            descendants += children
    return descendants


def _tasks(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - called often
    except OSError:
        return []


def _memory_bytes(pid: int) -> int:
    """Return the resident bytes of a process that no file backs."""
    return sum(int(size) << 10 for size in _RESIDENT.findall(read_process(f"{pid}/status")))
