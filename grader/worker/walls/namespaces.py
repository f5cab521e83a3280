"""A submission's own namespaces, within a jail.

https://man7.org/linux/man-pages/man7/namespaces.7.html
"""

from __future__ import annotations

import os
from pathlib import Path

from grader.worker.walls import kernel

TEMPORARY = "/tmp/own"  # noqa: S108 - in a jail, where nothing else is writable
_ALL = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWCGROUP
)
_QUIET = kernel.MS_NOSUID | kernel.MS_NODEV


def enter() -> None:
    """Move to new namespaces of every kind, with all capabilities in them.

    The next process that this one forks is the first there.

    Raises:
        OSError: the kernel or its settings do not allow it.
    """
    user = os.getuid()
    group = os.getgid()
    # After a change of user, the files below would otherwise belong to root.
    kernel.set_dumpable(dumpable=True)
    kernel.unshare(_ALL)

    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")

    kernel.set_dumpable(dumpable=False)


def settle(*, keep_proc: bool) -> None:
    """Cover ``/proc``, which shows the processes outside, unless a GPU's driver needs it."""
    kernel.mount(None, "/", kernel.MS_REC | kernel.MS_PRIVATE)
    if not keep_proc:
        kernel.mount(
            "tmpfs",
            "/proc",
            _QUIET | kernel.MS_NOEXEC | kernel.MS_RDONLY,
            "size=4k,nr_inodes=2,mode=555",
        )


def mount_temporary(size_bytes: int, files: int) -> None:
    """Mount an empty file system for temporary files, with at most so many bytes and files.

    Only this process and its descendants see it; it disappears with the last of them.
    """
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("tmpfs", TEMPORARY, _QUIET, f"size={size_bytes},nr_inodes={files},mode=700")
