"""A filter of system calls, as a small program for the kernel's classic BPF machine.

https://docs.kernel.org/userspace-api/seccomp_filter.html. What homework needs is allowed by name:
files, memory, threads, processes and time of its own. All other calls fail with EPERM, those that
are newer than our list with ENOSYS. Landlock and the namespaces control the access to files.
"""

from __future__ import annotations

import errno
import platform
from struct import Struct

from grader.worker.walls import kernel
from grader.worker.walls.syscalls import LAST, NUMBERS

# Offsets in struct seccomp_data, and operations, of <linux/seccomp.h> and <linux/bpf_common.h>
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
# Load a word of the data; AND it with a constant; return an action; skip instructions.
LOAD, AND, RETURN, SKIP = 0x20, 0x54, 0x06, 0x05
EQUAL, GREATER_OR_EQUAL, ANY_BIT = 0x15, 0x35, 0x45
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_INSTRUCTION = Struct("=HBBI")
_LONGEST_JUMP = 255

Instruction = tuple[int, int, int, int]  # operation, jump if true, jump if false, constant
Block = tuple[Instruction, ...]  # decides about a call: every way through it ends with RETURN

_ALLOW: Block = ((RETURN, 0, 0, ALLOW),)
_DENY: Block = ((RETURN, 0, 0, ERROR | errno.EPERM),)
_UNKNOWN: Block = ((RETURN, 0, 0, ERROR | errno.ENOSYS),)

# What a call of these does to others, Landlock, limits or the rules below prevent.
ALLOWED = frozenset(
    # files
    " access chdir close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2"  # noqa: SIM905 - or it fills pages
    " fallocate fchdir fdatasync fgetxattr flistxattr fstat fstatfs fsync ftruncate"
    " getcwd getdents getdents64 getxattr lgetxattr link linkat listxattr llistxattr lseek lstat"
    " mkdir mkdirat mknod mknodat newfstatat pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev"
    " pwritev2 read readlink readlinkat readv rename renameat renameat2 rmdir sendfile stat statfs"
    " statx symlink symlinkat umask unlink unlinkat write writev"
    # waiting for files, and the two ends of a socket of its own
    " epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2"
    " getpeername getsockname getsockopt poll ppoll pselect6 recvfrom recvmsg select sendmsg sendto"
    " shutdown"
    # memory
    " brk get_mempolicy madvise mbind mmap mprotect mremap msync munmap"
    # threads, processes, signals
    " arch_prctl exit exit_group futex getcpu restart_syscall rseq rt_sigaction rt_sigpending"
    " rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_yield set_robust_list"
    " set_tid_address sigaltstack wait4 waitid"
    # what it is told of itself and of the machine
    " getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getresgid"
    " getresuid getrlimit getrusage getsid gettid getuid sched_get_priority_max"
    " sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler"
    " sched_rr_get_interval setrlimit sysinfo times uname"
    # time
    " alarm clock_getres clock_gettime clock_nanosleep getitimer getrandom gettimeofday nanosleep"
    " pause setitimer time".split()
)
# Libraries try these first, and do without them where the kernel does not have them. A filter
# cannot see the arguments of the first two.
_DISPENSABLE = ("clone3", "openat2", "futex_waitv", "mincore", "membarrier")
_STARTING = ("execve", "execveat", "fork", "vfork")
# What a GPU's driver may need besides. Docker's filter allows it too.
_OF_GPU = ("memfd_create", "mincore", "mlock", "munlock", "membarrier", "set_mempolicy")

_CLONE_PARENT, _CLONE_THREAD = 0x8000, 0x10000
# Other namespaces, and a process that would be the forker's child instead of this process's.
_APART = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWCGROUP
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | _CLONE_PARENT
)
_ACCESS_MODE, _TRUNCATE = 0x3, 0x200
# Of O_RDONLY | O_TRUNC, Landlock's first versions only check reading; of the mode 3, nothing.
_ODD_MODES = (_TRUNCATE, _ACCESS_MODE, _ACCESS_MODE | _TRUNCATE)
_AF_UNIX, _SOCK_STREAM, _SOCKET_TYPE = 1, 1, 0xF
# F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC, F_GETOWN, F_GETPIPE_SZ, F_ADD_SEALS,
# F_GET_SEALS. Not among them: to whom signals go, locks and leases on files that others read, and
# larger pipes, of which a user can have only so many.
_OF_DESCRIPTORS = (1, 2, 3, 4, 0, 1030, 9, 1032, 1033, 1034)
# TCGETS, TCGETS2, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX
_OF_FILES = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450)
# With a GPU, whose driver has many of its own, all but: TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP,
# FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR.
_NOT_OF_GPU = (0x5412, 0x541C, 0x8901, 0x8902, 0x40086602, 0x401C5820)
# PR_SET_NAME, PR_GET_NAME, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_CAPBSET_READ, PR_SET_NO_NEW_PRIVS,
# PR_GET_NO_NEW_PRIVS, PR_GET_TIMERSLACK, PR_GET_THP_DISABLE, PR_CAP_AMBIENT, PR_SET_VMA. Not among
# them: PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, which would separate a child from
# the process that forked it, and PR_SCHED_CORE, which takes processors from others.
_OF_THREADS = (15, 16, 2, 3, 23, 38, 39, 30, 42, 47, 0x53564D41)


def program(
    machine: str, *, processes: bool, gpu: bool, signals_to: int | None
) -> list[Instruction]:
    """Make the filter for an architecture.

    Args:
        machine: "x86_64" or "aarch64".
        processes: whether other processes may be started; threads always may.
        gpu: whether to allow what a GPU's driver needs, for example ``memfd_create``.
        signals_to: the only process that may be signalled; None for any, where something else
            restricts signals.

    Raises:
        LookupError: the architecture is not supported.
    """
    architecture = ARCHITECTURES[machine]
    numbers = NUMBERS[machine]
    rules = _rules(processes=processes, gpu=gpu, signals_to=signals_to)
    by_number = {numbers[name]: block for name, block in rules.items() if name in numbers}

    return [
        *(_load(_ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), _load(_NUMBER)),
        *_search(_ranges(by_number)),
    ]


def install(*, processes: bool, gpu: bool, signals_to: int | None) -> None:
    """Filter this process and all that it will start, irreversibly.

    Raises:
        OSError: the kernel has no such filters.
        LookupError: the architecture is not supported.
    """
    instructions = program(platform.machine(), processes=processes, gpu=gpu, signals_to=signals_to)
    kernel.install_filter(b"".join(_INSTRUCTION.pack(*instruction) for instruction in instructions))


def _rules(*, processes: bool, gpu: bool, signals_to: int | None) -> dict[str, Block]:
    """Return how to decide about each call by its name; those that are missing are denied."""
    rules = {
        **dict.fromkeys(ALLOWED, _ALLOW),
        **dict.fromkeys(_DISPENSABLE, _UNKNOWN),
        **dict.fromkeys(_OF_GPU if gpu else (), _ALLOW),
        **dict.fromkeys(_STARTING if processes else (), _ALLOW),
    }

    starting = _ALLOW if processes else _if_any_bit(0, _CLONE_THREAD, _ALLOW, _DENY)
    rules["clone"] = _if_any_bit(0, _APART, _DENY, starting)

    for name, flags in (("open", 1), ("openat", 2)):
        masked = (_argument(flags), (AND, 0, 0, _ACCESS_MODE | _TRUNCATE))
        rules[name] = (*masked, *_if_one_of(_ODD_MODES, _DENY), *_ALLOW)

    # Only for this process.
    for name in ("prlimit64", "sched_setaffinity"):
        rules[name] = _only(0, 0)
    rules["setpriority"] = (_argument(0), *_unless_equal(0, _DENY), *_only(1, 0))

    stream = (_argument(1), (AND, 0, 0, _SOCKET_TYPE), *_if_equal(_SOCK_STREAM, _ALLOW), *_DENY)
    rules["socketpair"] = (_argument(0), *_unless_equal(_AF_UNIX, _DENY), *stream)

    rules["fcntl"] = _only(1, *_OF_DESCRIPTORS)
    rules["ioctl"] = _all_but(1, *_NOT_OF_GPU) if gpu else _only(1, *_OF_FILES)
    rules["prctl"] = _only(0, *_OF_THREADS)

    for name in ("kill", "tgkill"):
        rules[name] = _ALLOW if signals_to is None else _only(0, signals_to)

    return rules


# ------------------------------------------------------------------------- from numbers to the rule


def _ranges(rules: dict[int, Block]) -> list[tuple[int, Block]]:
    """Return where another rule begins than that of the numbers before, and which."""
    ranges = [(0, rules.get(0, _DENY))]
    for number in range(1, LAST + 1):
        block = rules.get(number, _DENY)
        if block != ranges[-1][1]:
            ranges.append((number, block))

    # The numbers of x32 are beyond the last one too.
    return [*ranges, (LAST + 1, _UNKNOWN)]


def _search(ranges: list[tuple[int, Block]]) -> list[Instruction]:
    """Find a number's range by halving: about eight comparisons for any call.

    A kernel from 5.11 on remembers which calls are always allowed, and does not even run these.
    """
    if len(ranges) == 1:
        return [*ranges[0][1]]

    middle = len(ranges) // 2
    first = ranges[middle][0]
    low = _search(ranges[:middle])
    high = _search(ranges[middle:])

    if len(low) <= _LONGEST_JUMP:
        return [(GREATER_OR_EQUAL, len(low), 0, first), *low, *high]
    return [(GREATER_OR_EQUAL, 0, 1, first), (SKIP, 0, 0, len(low)), *low, *high]


# ------------------------------------------------------------------------------- parts of the rules


def _load(offset: int) -> Instruction:
    return LOAD, 0, 0, offset


def _argument(index: int) -> Instruction:
    # The low half: the kernel reads these arguments as 32 bits.
    return _load(_ARGUMENTS + 8 * index)


def _if_any_bit(argument: int, bits: int, block: Block, otherwise: Block) -> Block:
    return _argument(argument), (ANY_BIT, 0, len(block), bits), *block, *otherwise


def _if_equal(value: int, block: Block) -> Block:
    return (EQUAL, 0, len(block), value), *block


def _unless_equal(value: int, block: Block) -> Block:
    return (EQUAL, len(block), 0, value), *block


def _only(argument: int, *values: int) -> Block:
    """Allow these values of an argument."""
    return _argument(argument), *_if_one_of(values, _ALLOW), *_DENY


def _all_but(argument: int, *values: int) -> Block:
    return _argument(argument), *_if_one_of(values, _DENY), *_ALLOW


def _if_one_of(values: tuple[int, ...], block: Block) -> Block:
    tests: Block = ()
    for value in values:
        tests += _if_equal(value, block)
    return tests
