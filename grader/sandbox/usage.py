"""What a child and all that it started use together, read from ``/proc``.

Nothing where there is none.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.limits import cpu_seconds

_MOST = 2000  # processes that are looked at: more than any limit


@dataclass(frozen=True)
class Usage:
    """What processes use now.

    Attributes:
        tasks: processes and their threads.
        memory_bytes: of their own, and shared among them; not what they share with the process that
            forked them.
        cpu_s: CPU seconds until now, of those that are still there.
    """

    tasks: int = 0
    memory_bytes: int = 0
    cpu_s: float = 0.0


def usage(forker: int) -> Usage:
    """Give what all descendants of a process use."""
    inherited = _memory_bytes(forker)
    found = _descendants(forker)
    return Usage(
        tasks=sum(len(_tasks(pid)) for pid in found),
        memory_bytes=sum(max(0, _memory_bytes(pid) - inherited) for pid in found),
        cpu_s=sum(map(cpu_seconds, found)),
    )


def disk_usage(folder: Path, most: int) -> tuple[int, int]:
    """Give the bytes and the number of files below a folder.

    Counting ends beyond ``most`` files.
    """
    size = count = 0
    folders = [str(folder)]
    while folders and count <= most:
        with (
            contextlib.suppress(OSError),
            os.scandir(folders.pop()) as entries,
        ):  # gone, or not ours to read
            for entry in entries:
                count += 1
                if count > most:
                    break
                with contextlib.suppress(OSError):
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
    return size, count


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    parents = [pid]
    while parents and len(found) < _MOST:
        parent = parents.pop()
        for task in _tasks(parent):
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{parent}/task/{task}/children").read_text(encoding="ascii")
                parents += map(int, children.split())
                found += map(int, children.split())
    return found


def _tasks(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - called often
    except OSError:
        return []


def _memory_bytes(pid: int) -> int:
    """Give the resident bytes of a process that no file backs."""
    try:
        lines = (
            Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
        )
    except OSError:
        return 0
    return sum(
        int(line.split()[1]) << 10 for line in lines if line.startswith(("RssAnon:", "RssShmem:"))
    )
