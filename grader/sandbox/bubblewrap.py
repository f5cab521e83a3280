"""Bubblewrap: the command that puts a process into a jail, and what to do where it cannot.

https://github.com/containers/bubblewrap. The jail has namespaces of its own for processes, mounts,
network, IPC, host name and cgroups, and no file of this machine but those that a submission may
read.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from grader.language import _, later
from grader.worker.walls.namespaces import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAMESPACES = (
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
)
_CAPABILITIES = {  # which root keeps in the jail until the process there has become another user
    "A": ("CAP_SETUID", "CAP_SETGID"),
    "B": (
        "CAP_SETUID",
        "CAP_SETGID",
        "CAP_SYS_ADMIN",
    ),  # and mounts temporary files for its children
}
_ADVICE = (  # by a setting of the kernel's: the first that is so
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        later("unprivileged user namespaces are off: sysctl kernel.unprivileged_userns_clone=1"),
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        later("there may be no user namespace: sysctl user.max_user_namespaces=65536"),
    ),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        later(
            "AppArmor restricts user namespaces (Ubuntu 24.04): give bwrap a profile that allows them, as "
            "docs/security.md shows, or sysctl kernel.apparmor_restrict_unprivileged_userns=0"
        ),
    ),
)
_IN_CONTAINER = later(
    "in a container, start it with --cap-add SYS_ADMIN and --security-opt seccomp=unconfined, apparmor=unconfined "
    "and systempaths=unconfined, as docs/security.md says; or be content with tier C"
)


def path() -> str | None:
    """Give the program, if it is installed."""
    return shutil.which("bwrap")


def command(tier: str, readable: Sequence[str], devices: Sequence[str], *, gpu: bool) -> list[str]:
    """Give what stands before a command that is to run in a jail.

    Args:
        tier: "A" or "B".
        readable: files and folders to see, not to change.
        devices: those beyond the usual ones are bound as they are.
        gpu: whether some of them are a GPU's.
    """
    root = os.geteuid() == 0
    kept = _CAPABILITIES[tier] if root else _CAPABILITIES[tier][2:]
    return [
        path() or "bwrap",
        *(() if root else ("--unshare-user",)),
        *_NAMESPACES,
        *("--new-session", "--cap-drop", "ALL"),
        *(word for name in kept for word in ("--cap-add", name)),
        *("--proc", "/proc", "--dev", "/dev"),
        *(word for device in devices if gpu for word in ("--dev-bind-try", device, device)),
        *(
            "--remount-ro",
            "/dev",
            "--perms",
            "0755",
            "--tmpfs",
            "/tmp",
            "--perms",
            "1777",
            "--tmpfs",
            TEMPORARY,
        ),
        *_bound(readable),
        *("--chdir", "/", "--"),
    ]


def missing() -> tuple[str, str]:
    """Give in words that it is not installed, and what to do."""
    return _("bubblewrap is not installed"), _(
        "install it: apt install bubblewrap, or dnf install bubblewrap"
    )


def advice() -> str:
    """Give in words what to do where it makes no jail."""
    settings = (
        []
        if os.geteuid() == 0
        else [words for file, value, words in _ADVICE if _content(file) == value]
    )
    return _((settings or [_IN_CONTAINER])[0])


def _bound(readable: Sequence[str]) -> Iterator[str]:
    """Bind each path, within folders of our own.

    Bubblewrap would give those the modes of the originals.
    """
    folders, bound = {"/", "/tmp"}, {"/proc", "/dev"}  # noqa: S108
    for path in sorted(readable):  # parents first
        parents = [str(parent) for parent in reversed(PurePosixPath(path).parents)]
        if not bound.isdisjoint([*parents, path]):
            continue
        for parent in parents:
            if parent not in folders:
                yield from ("--perms", "0755", "--dir", parent)
        folders.update(parents)
        bound.add(path)
        target = Path(path)
        if target.is_symlink() and not target.readlink().is_absolute():  # /lib, which is usr/lib
            yield from ("--symlink", str(target.readlink()), path)
        else:
            yield from ("--ro-bind", path, path)


def _content(file: str) -> str:
    try:
        return Path(file).read_text(encoding="ascii").strip()
    except OSError:
        return ""
