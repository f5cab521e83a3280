"""Bubblewrap: the command that puts a process into a jail, and advice where it fails.

https://github.com/containers/bubblewrap. The jail has its own namespaces for processes, mounts,
network, IPC, host name and cgroups. It contains only the files of this machine that a submission
may read.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from grader.language import _, later
from grader.worker.walls.namespaces import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NOTHING: Mapping[str, Sequence[str]] = {}
_NAMESPACES = (
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
)
# What root keeps in the jail until the process there has become another user.
_TO_BECOME_A_USER = ("CAP_SETUID", "CAP_SETGID")
# In B that process also mounts the temporary files of its children.
_TO_MOUNT = {"A": (), "B": ("CAP_SYS_ADMIN",)}
# A file of kernel settings, a value, and the advice where the file has this value. The first that
# matches counts.
_ADVICE = (
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        later("unprivileged user namespaces are off: sysctl kernel.unprivileged_userns_clone=1"),
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        later("user namespaces are not allowed: sysctl user.max_user_namespaces=65536"),
    ),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        later(
            "AppArmor restricts user namespaces (Ubuntu 24.04): give bwrap a profile that allows "
            "them, as docs/security.md shows, or sysctl "
            "kernel.apparmor_restrict_unprivileged_userns=0"
        ),
    ),
)
_IN_CONTAINER = later(
    "in a container, start it with --cap-add SYS_ADMIN and --security-opt seccomp=unconfined, "
    "apparmor=unconfined and systempaths=unconfined, as docs/security.md says; or use tier C"
)


def path() -> str | None:
    """Return the path of the program; None where it is not installed."""
    return shutil.which("bwrap")


def command(
    tier: str,
    readable: Sequence[str],
    devices: Sequence[str] = (),
    partial: Mapping[str, Sequence[str]] = _NOTHING,
) -> list[str]:
    """Return what precedes a command to run it in a jail.

    Args:
        tier: "A" or "B".
        readable: files and folders that the jail shows read-only.
        devices: device files that are bound as they are, beyond those of every jail.
        partial: folders within the readable ones, and the only entries of each that it shows.
    """
    root = os.geteuid() == 0
    kept = (*(_TO_BECOME_A_USER if root else ()), *_TO_MOUNT[tier])

    return [
        path() or "bwrap",
        *(() if root else ("--unshare-user",)),
        *_NAMESPACES,
        *("--new-session", "--cap-drop", "ALL"),
        *(argument for name in kept for argument in ("--cap-add", name)),
        *("--proc", "/proc", "--dev", "/dev"),
        *_bound_devices(devices),
        *("--remount-ro", "/dev"),
        *("--perms", "0755", "--tmpfs", "/tmp"),  # noqa: S108 - a new file system in the jail
        *("--perms", "1777", "--tmpfs", TEMPORARY),
        *_bound(readable, partial),
        *("--chdir", "/", "--"),
    ]


def missing() -> tuple[str, str]:
    """Return the message that it is not installed, and the hint what to do."""
    return _("bubblewrap is not installed"), _(
        "install it: apt install bubblewrap, or dnf install bubblewrap"
    )


def advice() -> str:
    """Return what to do where bubblewrap cannot make a jail."""
    # The settings below restrict ordinary users, not root.
    if os.geteuid() != 0:
        for file, value, message in _ADVICE:
            if _content(file) == value:
                return _(message)

    return _(_IN_CONTAINER)


def _bound_devices(devices: Sequence[str]) -> Iterator[str]:
    for device in devices:
        yield from ("--dev-bind-try", device, device)


def _bound(readable: Sequence[str], partial: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the arguments that bind each path, within folders that are made for it.

    Without them bubblewrap would make these folders with the modes of the originals.
    """
    folders = {"/", "/tmp"}  # noqa: S108 - the jail's own
    bound = {"/proc", "/dev"}

    # Sorted, so that a folder comes before what it contains.
    for path in sorted(readable):
        parents = [str(parent) for parent in reversed(PurePosixPath(path).parents)]
        if not bound.isdisjoint([*parents, path]):
            continue

        for parent in parents:
            if parent not in folders:
                yield from ("--perms", "0755", "--dir", parent)
        folders.update(parents)
        bound.add(path)

        # A relative link, such as /lib to usr/lib, stays a link.
        target = Path(path)
        if target.is_symlink() and not target.readlink().is_absolute():
            yield from ("--symlink", str(target.readlink()), path)
        else:
            yield from ("--ro-bind", path, path)
            for inner in sorted(partial):
                if PurePosixPath(inner).is_relative_to(path):
                    yield from _bound_parts(inner, partial[inner])


def _bound_parts(folder: str, entries: Sequence[str]) -> Iterator[str]:
    """Yield the arguments that cover a folder by one with only these entries."""
    yield from ("--perms", "0755", "--tmpfs", folder)
    for parent in sorted({entry.rpartition("/")[0] for entry in entries} - {""}):
        yield from ("--perms", "0755", "--dir", f"{folder}/{parent}")
    for entry in entries:
        yield from ("--ro-bind", f"{folder}/{entry}", f"{folder}/{entry}")
    yield from ("--remount-ro", folder)


def _content(file: str) -> str:
    try:
        return Path(file).read_text(encoding="ascii").strip()
    except OSError:
        return ""
