"""Control groups, version 2: the kernel limits all processes of a submission together.

https://docs.kernel.org/admin-guide/cgroup-v2.html. This requires that whoever starts the grader
delegates a group to it, for example by ``systemd-run --user --scope -p Delegate=yes grade check``.
Without one, the examiner reads the memory use twenty times a second, and RLIMIT_DATA limits each
process by itself.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

    from grader.sandbox.limits import Limits

_OURS = "gradekit-examiner"
_NEEDED = "memory"
_GONE_S = 5.0


class Group:
    """One child with all the processes that it starts: they share limits and end together.

    Args:
        folder: the group's folder in the cgroup file system, which does not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def hold(cls, pid: int, limits: Limits) -> Self | None:
        """Put a process into a new group with these limits.

        Returns None where no group is available.
        """
        home = delegated()
        if home is None:
            return None

        group = cls(home / f"gradekit-{secrets.token_hex(8)}")
        try:
            group._folder.mkdir()
            group._write("memory.max", limits.memory_bytes)
            group._write("memory.oom.group", 1)
            for name, value in (("memory.swap.max", 0), ("pids.max", limits.processes)):
                # There is no swap, or the controller was not delegated.
                with contextlib.suppress(OSError):
                    group._write(name, value)
            group._write("cgroup.procs", pid)
        except OSError:
            group.close()
            return None

        return group

    @property
    def out_of_memory(self) -> bool:
        """Whether the kernel killed a process of the group because memory ran out."""
        try:
            lines = (self._folder / "memory.events").read_text("ascii").splitlines()
            events = dict(line.split() for line in lines)
        except (OSError, ValueError):
            return False
        return int(events.get("oom_kill", 0)) > 0

    def close(self) -> None:
        """Kill all processes of the group and remove it."""
        with contextlib.suppress(OSError):
            self._write("cgroup.kill", 1)

        end = time.monotonic() + _GONE_S
        while self._is_busy() and time.monotonic() < end:
            time.sleep(0.001)

    def _is_busy(self) -> bool:
        """Try to remove the group; whether processes are still in it."""
        try:
            self._folder.rmdir()
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def _write(self, name: str, value: int) -> None:
        # Unlike Path.write_text, this creates no file where there is none.
        descriptor = os.open(self._folder / name, os.O_WRONLY)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(str(value))


@functools.cache
def delegated() -> Path | None:
    """Return the folder of the group that we may divide; None where there is none.

    A group that contains processes cannot be divided, so this process moves to a part of it first.
    Where other processes are in the group, it stays as it was.
    """
    own = _own()
    if own is None or not os.access(own / "cgroup.subtree_control", os.W_OK):
        return None

    ours = own / _OURS
    try:
        if _NEEDED not in (own / "cgroup.controllers").read_text("ascii").split():
            return None

        ours.mkdir(exist_ok=True)
        (ours / "cgroup.procs").write_text(str(os.getpid()), "ascii")
        try:
            (own / "cgroup.subtree_control").write_text(f"+{_NEEDED}", "ascii")
        except OSError:
            (own / "cgroup.procs").write_text(str(os.getpid()), "ascii")
            ours.rmdir()
            return None

        with contextlib.suppress(OSError):
            (own / "cgroup.subtree_control").write_text("+pids", "ascii")
    except OSError:
        return None

    return own


def _own() -> Path | None:
    """Return the folder of this process's group; None where version 2 is not mounted."""
    try:
        paths = Path("/proc/self/cgroup").read_text("utf-8").splitlines()
        lines = Path("/proc/self/mountinfo").read_text("utf-8").splitlines()
    except OSError:  # macOS
        return None
    mounts = [line.split() for line in lines]

    path = next((line.removeprefix("0::/") for line in paths if line.startswith("0::/")), None)
    root = next(
        (fields[4] for fields in mounts if fields[fields.index("-") + 1] == "cgroup2"), None
    )
    return None if path is None or root is None else Path(root, path)
