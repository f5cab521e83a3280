"""A filter of system calls, as a small program for the kernel's classic BPF machine.

https://docs.kernel.org/userspace-api/seccomp_filter.html. Calls that no homework needs and that
affect other processes fail with EPERM; calls that are newer than this list fail with ENOSYS. The
rest is allowed: Landlock and the namespaces control the access to files.
"""

from __future__ import annotations

import errno
import platform
from collections.abc import Iterator
from struct import Struct

from grader.worker.walls import kernel
from grader.worker.walls.syscalls import LAST, NUMBERS

# Offsets in struct seccomp_data, and operations, of <linux/seccomp.h> and <linux/bpf_common.h>
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
# Load a word of the data; AND it with a constant; return an action.
LOAD, AND, RETURN = 0x20, 0x54, 0x06
EQUAL, GREATER_OR_EQUAL, ANY_BIT = 0x15, 0x35, 0x45
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_INSTRUCTION = Struct("=HBBI")

_DENY, _UNKNOWN = ERROR | errno.EPERM, ERROR | errno.ENOSYS

_NAMESPACES = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWCGROUP
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
)
_CLONE_THREAD = 0x10000
_ACCESS_MODE, _TRUNCATE = 0x3, 0x200
_AF_UNIX, _SOCK_STREAM, _SOCKET_TYPE = 1, 1, 0xF
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_SETLEASE, _F_NOTIFY = 8, 10, 15, 1024, 1026
_TIOCSTI, _TIOCLINUX, _FIOSETOWN, _SIOCSPGRP = 0x5412, 0x541C, 0x8901, 0x8902
# PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER: the submission must not change them, so
# that a child ends with the process that forked it.
_KEPT = (1, 4, 36)
_FS_IOC_SETFLAGS, _FS_IOC_FSSETXATTR = 0x40086602, 0x401C5820

DENIED = (
    # other namespaces and file systems
    *(
        "chroot",
        "fsconfig",
        "fsmount",
        "fsopen",
        "fspick",
        "mount",
        "mount_setattr",
        "move_mount",
        "name_to_handle_at",
    ),
    *(
        "open_by_handle_at",
        "open_tree",
        "pivot_root",
        "quotactl",
        "quotactl_fd",
        "setns",
        "swapoff",
        "swapon",
        "sync",
    ),
    *("syncfs", "umount2", "unshare"),
    # other processes, and leaving the group that is killed as one
    *(
        "ioprio_set",
        "kcmp",
        "migrate_pages",
        "move_pages",
        "pidfd_getfd",
        "pidfd_open",
        "pidfd_send_signal",
    ),
    *(
        "process_madvise",
        "process_mrelease",
        "process_vm_readv",
        "process_vm_writev",
        "ptrace",
        "rt_sigqueueinfo",
    ),
    *("rt_tgsigqueueinfo", "setpgid", "setsid", "tkill"),
    # a lower priority than all others: waiting for a CPU uses up no time
    *("sched_setattr", "sched_setparam", "sched_setscheduler"),
    # locks on files that others read
    "flock",
    # what outlives a process: keys, and objects of System V and POSIX
    *(
        "add_key",
        "keyctl",
        "mq_open",
        "mq_unlink",
        "msgctl",
        "msgget",
        "msgrcv",
        "msgsnd",
        "request_key",
        "semctl",
    ),
    *("semget", "semop", "semtimedop", "shmat", "shmctl", "shmdt", "shmget"),
    # the network, and sockets of other processes
    *("accept", "accept4", "bind", "connect", "listen", "socket"),
    # what Landlock does not cover: modes, owners, times, and in its first versions truncation
    *(
        "chmod",
        "chown",
        "fchmod",
        "fchmodat",
        "fchown",
        "fchownat",
        "fremovexattr",
        "fsetxattr",
        "futimesat",
        "lchown",
    ),
    *(
        "lremovexattr",
        "lsetxattr",
        "removexattr",
        "setxattr",
        "truncate",
        "utime",
        "utimensat",
        "utimes",
    ),
    # the kernel itself
    *(
        "acct",
        "adjtimex",
        "bpf",
        "clock_adjtime",
        "clock_settime",
        "delete_module",
        "fanotify_init",
        "fanotify_mark",
    ),
    *(
        "finit_module",
        "init_module",
        "inotify_add_watch",
        "io_uring_enter",
        "io_uring_register",
        "io_uring_setup",
    ),
    *(
        "ioperm",
        "iopl",
        "kexec_file_load",
        "kexec_load",
        "lookup_dcookie",
        "memfd_secret",
        "modify_ldt",
        "nfsservctl",
    ),
    *(
        "perf_event_open",
        "reboot",
        "setdomainname",
        "sethostname",
        "settimeofday",
        "syslog",
        "uselib",
        "userfaultfd",
    ),
    "vhangup",
)
_STARTING = ("execve", "execveat", "fork", "vfork")

Instruction = tuple[int, int, int, int]  # operation, jump if true, jump if false, constant


def program(
    machine: str, *, processes: bool, memory_files: bool, signals_to: int | None
) -> list[Instruction]:
    """Make the filter for an architecture.

    Args:
        machine: "x86_64" or "aarch64".
        processes: whether other processes may be started; threads always may.
        memory_files: whether ``memfd_create`` is allowed, which CUDA needs.
        signals_to: the only process that may be signalled; None for any, where something else
            restricts signals.

    Raises:
        LookupError: the architecture is not supported.
    """
    architecture = ARCHITECTURES[machine]
    numbers = NUMBERS[machine]
    instructions = [
        *(_load(_ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), _load(_NUMBER)),
        # The numbers of x32 are beyond the last one too.
        *((GREATER_OR_EQUAL, 0, 1, LAST + 1), (RETURN, 0, 0, _UNKNOWN)),
    ]

    def on(name: str, *block: Instruction) -> None:
        if name in numbers:
            instructions.extend([(EQUAL, 0, len(block), numbers[name]), *block])

    for name in (
        *DENIED,
        *(() if processes else _STARTING),
        *(() if memory_files else ("memfd_create",)),
    ):
        on(name, (RETURN, 0, 0, _DENY))

    # A filter cannot see their arguments; every library can do without these calls.
    for name in ("clone3", "openat2"):
        on(name, (RETURN, 0, 0, _UNKNOWN))

    on(
        "clone",
        *_if_any_bit(0, _NAMESPACES, _DENY),
        *(() if processes else _unless_any_bit(0, _CLONE_THREAD)),
        *_ALLOWED,
    )

    # O_RDONLY | O_TRUNC: Landlock's first versions only check reading.
    for name, flags in (("open", 1), ("openat", 2)):
        on(name, *_masked(flags, _ACCESS_MODE | _TRUNCATE), *_if_equal(_TRUNCATE, _DENY), *_ALLOWED)

    # Only for this process.
    for name in ("prlimit64", "sched_setaffinity"):
        on(name, *_unless_equal(0, 0), *_ALLOWED)
    on("setpriority", *_unless_equal(0, 0), *_unless_equal(1, 0), *_ALLOWED)

    on(
        "socketpair",
        *_unless_equal(0, _AF_UNIX),
        *_masked(1, _SOCKET_TYPE),
        *_unless(_SOCK_STREAM),
        *_ALLOWED,
    )
    on(
        "fcntl",
        *_if_one_of(1, _F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_SETLEASE, _F_NOTIFY),
        *_ALLOWED,
    )
    ioctls = (_TIOCSTI, _TIOCLINUX, _FIOSETOWN, _SIOCSPGRP, _FS_IOC_SETFLAGS, _FS_IOC_FSSETXATTR)
    on("ioctl", *_if_one_of(1, *ioctls), *_ALLOWED)
    on("prctl", *_if_one_of(0, *_KEPT), *_ALLOWED)

    if signals_to is not None:
        for name in ("kill", "tgkill"):
            on(name, *_unless_equal(0, signals_to), *_ALLOWED)

    return [*instructions, *_ALLOWED]


def install(*, processes: bool, memory_files: bool, signals_to: int | None) -> None:
    """Filter this process and all that it will start, irreversibly.

    Raises:
        OSError: the kernel has no such filters.
        LookupError: the architecture is not supported.
    """
    instructions = program(
        platform.machine(), processes=processes, memory_files=memory_files, signals_to=signals_to
    )
    kernel.install_filter(b"".join(_INSTRUCTION.pack(*instruction) for instruction in instructions))


_ALLOWED: tuple[Instruction, ...] = ((RETURN, 0, 0, ALLOW),)


def _load(offset: int) -> Instruction:
    return LOAD, 0, 0, offset


def _argument(index: int) -> Instruction:
    # The low half: the kernel reads these arguments as 32 bits.
    return _load(_ARGUMENTS + 8 * index)


def _if_any_bit(argument: int, bits: int, action: int) -> tuple[Instruction, ...]:
    return _argument(argument), (ANY_BIT, 0, 1, bits), (RETURN, 0, 0, action)


def _unless_any_bit(argument: int, bits: int) -> tuple[Instruction, ...]:
    return _argument(argument), (ANY_BIT, 1, 0, bits), (RETURN, 0, 0, _DENY)


def _masked(argument: int, bits: int) -> tuple[Instruction, ...]:
    return _argument(argument), (AND, 0, 0, bits)


def _if_equal(value: int, action: int) -> tuple[Instruction, ...]:
    return (EQUAL, 0, 1, value), (RETURN, 0, 0, action)


def _unless(value: int) -> tuple[Instruction, ...]:
    return (EQUAL, 1, 0, value), (RETURN, 0, 0, _DENY)


def _unless_equal(argument: int, value: int) -> tuple[Instruction, ...]:
    return _argument(argument), *_unless(value)


def _if_one_of(argument: int, *values: int) -> Iterator[Instruction]:
    yield _argument(argument)
    for value in values:
        yield from _if_equal(value, _DENY)
