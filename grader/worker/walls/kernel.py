"""System calls that Python has no function for; each raises OSError where it fails.

They require Linux.
"""

from __future__ import annotations

import ctypes
import functools
import os
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_KEEPCAPS = 8
_PR_SET_SECCOMP = 22
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REC, MS_PRIVATE = 0x4000, 0x40000
CAP_DAC_READ_SEARCH, CAP_SYS_ADMIN = 2, 21
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWTIME = 0x10000000, 0x20000000, 0x40000000, 0x80


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))

    return result


def syscall(number: int, *arguments: Any) -> int:
    """Make a system call by its number."""
    return _checked(_libc().syscall(ctypes.c_long(number), *arguments))


def prctl(option: int, *arguments: int) -> int:
    """Call prctl; arguments that are left out are 0."""
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    return _checked(_libc().prctl(option, *padded))


def die_with_parent(signal: int) -> None:
    """Request this signal for when the parent ends."""
    prctl(_PR_SET_PDEATHSIG, signal)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, even in another session."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)


def set_dumpable(*, dumpable: bool) -> None:
    """Set whether other processes of this user may inspect this process.

    A change of the user id clears it.
    """
    prctl(_PR_SET_DUMPABLE, int(dumpable))


def allow_no_new_privileges() -> None:
    """Disable set-user-id programs and file capabilities, irreversibly."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def install_filter(program: bytes) -> None:
    """Filter this process's system calls, irreversibly.

    Args:
        program: of ``struct sock_filter``, eight bytes each.
    """

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    header = Program(len(program) // 8, program)
    prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header))


def become(user: int) -> None:
    """Take on a user id, and the group id of the same number.

    Capabilities stay permitted until :func:`keep_capabilities`.

    Raises:
        OSError: this process is not allowed to, or the id does not exist in its namespace.
    """
    prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def keep_capabilities(*kept: int) -> None:
    """Give up every capability except these, irreversibly."""
    mask = sum(1 << number for number in kept)
    low = mask & 0xFFFFFFFF
    high = mask >> 32

    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # Effective, permitted and inheritable; then the high halves of these.
    sets = (ctypes.c_uint32 * 6)(low, low, 0, high, high, 0)

    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    _checked(_libc().capset(header, sets))


def unshare(flags: int) -> None:
    """Move to new namespaces of the kinds that the flags name."""
    _checked(_libc().unshare(flags))


def mount(kind: str | None, target: str, flags: int = 0, options: str = "") -> None:
    """Mount a file system of this kind; without a kind, change how ``target`` is mounted."""
    name = kind.encode() if kind else None
    _checked(
        _libc().mount(
            name, os.fsencode(target), name, ctypes.c_ulong(flags), options.encode() or None
        )
    )
