"""The filter of system calls.

Run instruction by instruction on a machine of our own, and then by the kernel.
"""

import ctypes
import errno
import os
import socket
import struct
import sys
import threading

import pytest

from grader.worker.walls import seccomp
from grader.worker.walls.syscalls import LAST, NUMBERS

MACHINES = ["x86_64", "aarch64"]
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
CLONE_THREAD, CLONE_NEWUSER, CLONE_NEWPID, CLONE_VM = 0x10000, 0x10000000, 0x20000000, 0x100
AF_UNIX, AF_INET, AF_NETLINK, SOCK_STREAM, SOCK_DGRAM, SOCK_CLOEXEC = 1, 2, 16, 1, 2, 0o2000000
ME, OTHER = 4242, 4243
HARMLESS = {
    "x86_64": {
        "read": 0,
        "write": 1,
        "lseek": 8,
        "mmap": 9,
        "getpid": 39,
        "futex": 202,
        "exit_group": 231,
    },
    "aarch64": {
        "read": 63,
        "write": 64,
        "lseek": 62,
        "mmap": 222,
        "getpid": 172,
        "futex": 98,
        "exit_group": 94,
    },
}
ALL_NUMBERS = {machine: {**NUMBERS[machine], **HARMLESS[machine]} for machine in MACHINES}

OF_ITSELF = ("prlimit64", "sched_setaffinity")
# name, arguments, verdict where everything is allowed that can be, and where nothing is
OPEN_AND_CLOSED = [
    *(
        (name, (), ALLOW, ALLOW)
        for name in ("read", "write", "mmap", "futex", "exit_group", "openat", "getpid", "lseek")
    ),
    *(
        (name, (), EPERM, EPERM)
        for name in ("ptrace", "mount", "unshare", "setns", "bpf", "keyctl", "add_key", "socket")
    ),
    *(
        (name, (), EPERM, EPERM)
        for name in ("setsid", "setpgid", "io_uring_setup", "userfaultfd", "shmget", "mq_open")
    ),
    *(
        (name, (), EPERM, EPERM)
        for name in ("process_vm_readv", "pidfd_getfd", "open_by_handle_at", "perf_event_open")
    ),
    *(
        (name, (), EPERM, EPERM)
        for name in ("truncate", "fchmodat", "fchownat", "utimensat", "bind", "connect", "tkill")
    ),
    *((name, (), ENOSYS, ENOSYS) for name in ("clone3", "openat2")),
    *((name, (), ALLOW, EPERM) for name in ("execve", "execveat", "memfd_create")),
    ("clone", (CLONE_THREAD | CLONE_VM,), ALLOW, ALLOW),
    ("clone", (17,), ALLOW, EPERM),  # SIGCHLD: a process
    ("clone", (CLONE_NEWUSER | 17,), EPERM, EPERM),
    ("clone", (CLONE_NEWPID | CLONE_THREAD,), EPERM, EPERM),
    ("openat", (-100, 0, os.O_RDONLY), ALLOW, ALLOW),
    ("openat", (-100, 0, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), ALLOW, ALLOW),
    ("openat", (-100, 0, os.O_RDONLY | os.O_TRUNC), EPERM, EPERM),
    *((name, (0,), ALLOW, ALLOW) for name in OF_ITSELF),
    *((name, (OTHER,), EPERM, EPERM) for name in OF_ITSELF),
    ("setpriority", (0, 0), ALLOW, ALLOW),
    ("setpriority", (0, OTHER), EPERM, EPERM),
    ("setpriority", (2, 0), EPERM, EPERM),  # all of a user's
    ("socketpair", (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC), ALLOW, ALLOW),
    ("socketpair", (AF_UNIX, SOCK_DGRAM), EPERM, EPERM),  # could be connected to another
    ("socketpair", (AF_NETLINK, SOCK_STREAM), EPERM, EPERM),
    ("fcntl", (3, 3), ALLOW, ALLOW),
    *(("fcntl", (3, command), EPERM, EPERM) for command in (8, 10, 15, 1024, 1026)),
    ("ioctl", (3, 0x5401), ALLOW, ALLOW),
    *(
        ("ioctl", (3, request), EPERM, EPERM)
        for request in (0x5412, 0x541C, 0x8901, 0x8902, 0x40086602, 0x401C5820)
    ),
    ("prctl", (15,), ALLOW, ALLOW),  # its name
    *(("prctl", (option,), EPERM, EPERM) for option in (1, 4, 36)),
    ("kill", (ME, 15), ALLOW, ALLOW),
    ("tgkill", (ME, ME, 15), ALLOW, ALLOW),
    *(
        (name, (target, 9), ALLOW, EPERM)
        for name in ("kill", "tgkill")
        for target in (OTHER, 0, -1, -ME)
    ),
]


def programs(machine):
    """Return the most permissive filter and the strictest."""
    return (
        seccomp.program(machine, processes=True, memory_files=True, signals_to=None),
        seccomp.program(machine, processes=False, memory_files=False, signals_to=ME),
    )


def run(program, data, visited):
    """Run a program on a ``struct seccomp_data``, as the kernel's machine does.

    The instructions that ran are added to ``visited``.
    """
    accumulator = 0
    position = 0
    while True:
        visited.add(position)
        operation, if_true, if_false, constant = program[position]
        position += 1
        if operation == seccomp.LOAD:
            accumulator = struct.unpack_from("=I", data, constant)[0]
        elif operation == seccomp.AND:
            accumulator &= constant
        elif operation == seccomp.RETURN:
            return constant
        else:
            test = {
                seccomp.EQUAL: accumulator == constant,
                seccomp.GREATER_OR_EQUAL: accumulator >= constant,
                seccomp.ANY_BIT: bool(accumulator & constant),
            }[operation]
            position += if_true if test else if_false


def call(number, arguments=(), architecture=None, machine="x86_64"):
    architecture = seccomp.ARCHITECTURES[machine] if architecture is None else architecture
    values = [argument & 0xFFFFFFFFFFFFFFFF for argument in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]
    return struct.pack("=iIQ6Q", number, architecture, 0, *values)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("name", "arguments", "when_open", "when_closed"), OPEN_AND_CLOSED)
def test_each_call_gets_its_verdict(machine, name, arguments, when_open, when_closed):
    number = ALL_NUMBERS[machine][name]
    for program, verdict in zip(programs(machine), (when_open, when_closed), strict=True):
        assert run(program, call(number, arguments, machine=machine), set()) == verdict


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_ends_the_process(machine):
    # The calls of i386 have other numbers.
    for program in programs(machine):
        assert run(program, call(0, architecture=0x40000003), set()) == KILL


@pytest.mark.parametrize("number", [LAST + 1, 0x40000000, 0x40000000 | 101])
def test_a_number_beyond_the_known_ones_does_not_exist(number):
    for program in programs("x86_64"):
        assert run(program, call(number), set()) == ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
def test_every_denied_call_is_refused_and_every_instruction_is_run_by_some_call(machine):
    program = programs(machine)[1]
    visited = set()
    for name in seccomp.DENIED:
        if name in NUMBERS[machine]:
            assert run(program, call(NUMBERS[machine][name], machine=machine), visited) == EPERM, (
                name
            )
    for name, arguments, _, verdict in OPEN_AND_CLOSED:
        assert (
            run(program, call(ALL_NUMBERS[machine][name], arguments, machine=machine), visited)
            == verdict
        )
    for name in ("fork", "vfork"):
        if name in NUMBERS[machine]:
            assert run(program, call(NUMBERS[machine][name], machine=machine), visited) == EPERM
    if "open" in NUMBERS[machine]:
        number = NUMBERS[machine]["open"]
        assert run(program, call(number, (0, os.O_TRUNC)), visited) == EPERM
        assert run(program, call(number, (0, os.O_RDWR | os.O_TRUNC)), visited) == ALLOW
    run(program, call(0, architecture=1), visited)
    run(program, call(LAST + 1, machine=machine), visited)
    assert visited == set(range(len(program)))


def test_every_denied_name_is_a_system_call_of_some_architecture():
    known = set().union(*NUMBERS.values())
    assert set(seccomp.DENIED) <= known


@pytest.mark.parametrize("machine", MACHINES)
def test_it_is_short_enough_for_the_kernel(machine):
    for program in programs(machine):
        assert len(program) <= 4096
        assert all(
            0 <= jump <= 255 for _, if_true, if_false, _ in program for jump in (if_true, if_false)
        )


def test_an_unknown_architecture_is_an_error():
    with pytest.raises(LookupError):
        seccomp.program("vax", processes=True, memory_files=True, signals_to=None)


# ------------------------------------------------------------------------------------ by the kernel


@pytest.fixture
def filtered(in_child):
    """Run a function in a child with the strictest filter; return its result."""
    if sys.platform != "linux":
        pytest.skip("seccomp requires Linux")

    def run_filtered(function, **options):
        def confined():
            from grader.worker.walls import kernel

            kernel.allow_no_new_privileges()
            settings = {
                "processes": False,
                "memory_files": False,
                "signals_to": os.getpid(),
                **options,
            }
            seccomp.install(**settings)
            return function()

        return in_child(confined)

    return run_filtered


def number_of(function):
    """Return the number of the error that a function raises; 0 where it raises none."""
    try:
        function()
    except OSError as error:
        return error.errno
    return 0


def test_the_kernel_refuses_calls_that_affect_other_processes(filtered):
    def attempts():
        libc = ctypes.CDLL(None, use_errno=True)
        parent = os.getppid()
        return [
            number_of(lambda: socket.socket(socket.AF_INET)),
            number_of(lambda: socket.socket(socket.AF_UNIX)),
            number_of(os.setsid),
            number_of(os.fork),
            number_of(lambda: os.execv("/bin/true", ["true"])),
            number_of(lambda: os.kill(parent, 0)),
            number_of(lambda: os.kill(-1, 0)),
            number_of(lambda: os.setpriority(os.PRIO_PROCESS, parent, 19)),
            number_of(lambda: os.sched_setaffinity(parent, {0})),
            number_of(lambda: os.memfd_create("x")),
            number_of(lambda: os.unshare(0x10000000)) if hasattr(os, "unshare") else errno.EPERM,
            ctypes.get_errno() if libc.ptrace(0, 0, 0, 0) < 0 else 0,
        ]

    assert filtered(attempts) == [errno.EPERM] * 12


def test_calls_that_homework_needs_still_work(filtered):
    def work():
        thread = threading.Thread(target=sum, args=([1, 2],))
        thread.start()
        thread.join()
        a, b = socket.socketpair()
        a.send(b"x")
        os.kill(os.getpid(), 0)
        os.sched_setaffinity(0, os.sched_getaffinity(0))
        os.nice(1)
        return b.recv(1).decode()

    assert filtered(work) == "x"


def test_processes_may_be_allowed(filtered):
    def fork():
        pid = os.fork()
        if pid == 0:
            os._exit(7)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    assert filtered(fork, processes=True) == 7
