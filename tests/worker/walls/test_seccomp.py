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

from grader.worker.walls import kernel, landlock, seccomp
from grader.worker.walls.syscalls import LAST, NUMBERS

MACHINES = ["x86_64", "aarch64"]
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
CLONE_THREAD, CLONE_NEWUSER, CLONE_NEWPID, CLONE_VM = 0x10000, 0x10000000, 0x20000000, 0x100
CLONE_PARENT = 0x8000
AF_UNIX, AF_INET, AF_NETLINK, SOCK_STREAM, SOCK_DGRAM, SOCK_CLOEXEC = 1, 2, 16, 1, 2, 0o2000000
ME, OTHER = 4242, 4243
# Calls that no rule names: x86_64, aarch64.
REFUSED = """
accept                      43   202
accept4                    288   242
add_key                    248   217
adjtimex                   159   171
bind                        49   200
bpf                        321   280
capset                     126    91
chroot                     161    51
clock_settime              227   112
connect                     42   203
fanotify_init              300   262
fchmod                      91    52
fchmodat                   268    53
fchownat                   260    54
finit_module               313   273
flock                       73    32
fsconfig                   431   431
fsetxattr                  190     7
init_module                175   105
inotify_add_watch          254    27
inotify_init1              294    26
io_cancel                  210     3
io_destroy                 207     1
io_getevents               208     4
io_setup                   206     0
io_submit                  209     2
io_uring_enter             426   426
io_uring_register          427   427
io_uring_setup             425   425
ioprio_set                 251    30
kcmp                       312   272
kexec_load                 246   104
keyctl                     250   219
landlock_create_ruleset    444   444
landlock_restrict_self     446   446
listen                      50   201
memfd_secret               447   447
migrate_pages              256   238
mlock2                     325   284
mlockall                   151   230
mount                      165    40
move_pages                 279   239
mq_open                    240   180
msgget                      68   186
name_to_handle_at          303   264
open_by_handle_at          304   265
open_tree                  428   428
perf_event_open            298   241
personality                135    92
pidfd_getfd                438   438
pidfd_open                 434   434
pidfd_send_signal          424   424
pivot_root                 155    41
pkey_alloc                 330   289
pkey_mprotect              329   288
process_madvise            440   440
process_mrelease           448   448
process_vm_readv           310   270
process_vm_writev          311   271
ptrace                     101   117
quotactl                   179    60
reboot                     169   142
recvmmsg                   299   243
remap_file_pages           216   234
request_key                249   218
rt_sigqueueinfo            129   138
rt_tgsigqueueinfo          297   240
sched_setattr              314   274
sched_setparam             142   118
sched_setscheduler         144   119
seccomp                    317   277
semget                      64   190
sendmmsg                   307   269
setdomainname              171   162
setgid                     106   144
setgroups                  116   159
sethostname                170   161
setns                      308   268
setpgid                    109   154
setresuid                  117   147
setsid                     112   157
setsockopt                  54   208
settimeofday               164   170
setuid                     105   146
setxattr                   188     5
shmget                      29   194
signalfd4                  289    74
socket                      41   198
splice                     275    76
swapon                     167   224
sync                       162    81
sync_file_range            277    84
syncfs                     306   267
syslog                     103   116
tee                        276    77
timer_create               222   107
timer_settime              223   110
timerfd_create             283    85
timerfd_settime            286    86
tkill                      200   130
truncate                    76    45
umount2                    166    39
unshare                    272    97
userfaultfd                323   282
utimensat                  280    88
vhangup                    153    58
vmsplice                   278    75
"""


def refused(machine):
    """Return the numbers of calls that no rule names, by their names."""
    column = 1 + MACHINES.index(machine)
    return {line.split()[0]: int(line.split()[column]) for line in REFUSED.strip().splitlines()}


ALL_NUMBERS = {machine: {**NUMBERS[machine], **refused(machine)} for machine in MACHINES}

OF_ITSELF = ("prlimit64", "sched_setaffinity")
# name, arguments, verdict where everything is allowed that can be, and where nothing is
OPEN_AND_CLOSED = [
    *(
        (name, (), ALLOW, ALLOW)
        for name in ("read", "write", "mmap", "futex", "exit_group", "openat", "getpid", "lseek")
    ),
    *((name, (), EPERM, EPERM) for name in refused("x86_64")),
    *((name, (), ENOSYS, ENOSYS) for name in ("clone3", "openat2", "futex_waitv")),
    *((name, (), ALLOW, EPERM) for name in ("execve", "execveat", "memfd_create", "mlock")),
    *((name, (), ALLOW, ENOSYS) for name in ("mincore", "membarrier")),
    ("clone", (CLONE_THREAD | CLONE_VM,), ALLOW, ALLOW),
    ("clone", (17,), ALLOW, EPERM),  # SIGCHLD: a process
    ("clone", (CLONE_NEWUSER | 17,), EPERM, EPERM),
    ("clone", (CLONE_NEWPID | CLONE_THREAD,), EPERM, EPERM),
    ("clone", (CLONE_PARENT | 17,), EPERM, EPERM),  # a child of the forker
    ("openat", (-100, 0, os.O_RDONLY), ALLOW, ALLOW),
    ("openat", (-100, 0, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), ALLOW, ALLOW),
    ("openat", (-100, 0, os.O_RDONLY | os.O_TRUNC), EPERM, EPERM),
    ("openat", (-100, 0, os.O_ACCMODE), EPERM, EPERM),
    ("openat", (-100, 0, os.O_ACCMODE | os.O_TRUNC), EPERM, EPERM),
    *((name, (0,), ALLOW, ALLOW) for name in OF_ITSELF),
    *((name, (OTHER,), EPERM, EPERM) for name in OF_ITSELF),
    ("setpriority", (0, 0), ALLOW, ALLOW),
    ("setpriority", (0, OTHER), EPERM, EPERM),
    ("setpriority", (2, 0), EPERM, EPERM),  # all of a user's
    ("socketpair", (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC), ALLOW, ALLOW),
    ("socketpair", (AF_UNIX, SOCK_DGRAM), EPERM, EPERM),  # could be connected to another
    ("socketpair", (AF_NETLINK, SOCK_STREAM), EPERM, EPERM),
    *(("fcntl", (3, command), ALLOW, ALLOW) for command in (*range(5), 9)),
    *(("fcntl", (3, command), ALLOW, ALLOW) for command in (1030, 1032, 1033, 1034)),
    *(("fcntl", (3, command), EPERM, EPERM) for command in (5, 6, 7, 8, 10, 15, 36, 37, 38)),
    *(("fcntl", (3, command), EPERM, EPERM) for command in (1024, 1026, 1031, 1040)),
    *(
        ("ioctl", (3, request), ALLOW, ALLOW)
        for request in (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
    ),
    *(("ioctl", (3, request), ALLOW, EPERM) for request in (0xC0A04600, 0x40049409, 0)),
    *(
        ("ioctl", (3, request), EPERM, EPERM)
        for request in (0x5412, 0x541C, 0x8901, 0x8902, 0x40086602, 0x401C5820)
    ),
    *(("prctl", (option,), ALLOW, ALLOW) for option in (15, 16, 2, 3, 23, 38, 39, 30, 42, 47)),
    ("prctl", (0x53564D41,), ALLOW, ALLOW),
    *(("prctl", (option,), EPERM, EPERM) for option in (0, 1, 4, 8, 22, 29, 36, 62)),
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
        seccomp.program(machine, processes=True, gpu=True, signals_to=None),
        seccomp.program(machine, processes=False, gpu=False, signals_to=ME),
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
        elif operation == seccomp.SKIP:
            position += constant
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
def test_every_call_that_no_rule_names_is_refused(machine):
    named = set(NUMBERS[machine].values())
    for program in programs(machine):
        for number in set(range(LAST + 1)) - named:
            assert run(program, call(number, machine=machine), set()) == EPERM, number


@pytest.mark.parametrize("machine", MACHINES)
def test_every_allowed_call_is_allowed_whatever_its_arguments(machine):
    for program in programs(machine):
        for name in seccomp.ALLOWED & set(NUMBERS[machine]):
            for arguments in ((), (-1,) * 6):
                number = NUMBERS[machine][name]
                assert run(program, call(number, arguments, machine=machine), set()) == ALLOW, name


@pytest.mark.parametrize("machine", MACHINES)
def test_every_instruction_is_run_by_some_call(machine):
    program = programs(machine)[1]
    visited = set()
    for name, arguments, _, _ in OPEN_AND_CLOSED:
        run(program, call(ALL_NUMBERS[machine][name], arguments, machine=machine), visited)
    for number in range(LAST + 2):
        run(program, call(number, machine=machine), visited)
    if "open" in NUMBERS[machine]:
        number = NUMBERS[machine]["open"]
        for flags in (os.O_TRUNC, os.O_ACCMODE, os.O_ACCMODE | os.O_TRUNC):
            assert run(program, call(number, (0, flags)), visited) == EPERM
        assert run(program, call(number, (0, os.O_RDWR | os.O_TRUNC)), visited) == ALLOW
    run(program, call(0, architecture=1), visited)
    assert visited == set(range(len(program)))


@pytest.mark.parametrize("machine", MACHINES)
def test_no_call_takes_many_instructions(machine):
    for program in programs(machine):
        for name in seccomp.ALLOWED & set(NUMBERS[machine]):
            visited = set()
            run(program, call(NUMBERS[machine][name], machine=machine), visited)
            assert len(visited) <= 16, name


@pytest.mark.parametrize("machine", MACHINES)
def test_no_call_is_named_in_vain(machine):
    rules = seccomp._rules(processes=True, gpu=True, signals_to=None)
    assert set(NUMBERS[machine]) <= set(rules)
    assert set(rules) == set().union(*NUMBERS.values())


@pytest.mark.parametrize("machine", MACHINES)
def test_it_is_short_enough_for_the_kernel(machine):
    for program in programs(machine):
        assert len(program) <= 4096
        assert all(
            0 <= jump <= 255 for _, if_true, if_false, _ in program for jump in (if_true, if_false)
        )


def test_an_unknown_architecture_is_an_error():
    with pytest.raises(LookupError):
        seccomp.program("vax", processes=True, gpu=True, signals_to=None)


# ------------------------------------------------------------------------------------ by the kernel


@pytest.fixture
def filtered(in_child):
    """Run a function in a child with the strictest filter; return its result."""
    if sys.platform != "linux":
        pytest.skip("seccomp requires Linux")

    def run_filtered(function, **options):
        def confined():
            kernel.allow_no_new_privileges()
            settings = {
                "processes": False,
                "gpu": False,
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


def test_the_kernel_refuses_what_no_rule_names(filtered):
    # None of these could do anything with these arguments.
    harmless = set(refused(os.uname().machine)) - {"setsid", "sync", "vhangup", "setpgid"}

    def attempts():
        libc = ctypes.CDLL(None, use_errno=True)
        allowed = []
        for name in sorted(harmless):
            ctypes.set_errno(0)
            number = ctypes.c_long(refused(os.uname().machine)[name])
            libc.syscall(number, *[ctypes.c_long(-1)] * 6)
            if ctypes.get_errno() != errno.EPERM:
                allowed.append(name)
        return allowed

    assert filtered(attempts, processes=True) == []


@pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("version", [1, 2, None])
def test_with_landlock_no_closed_file_can_be_emptied(in_child, tmp_path, version):
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.write_text("content")

    def attempts():
        if version is not None:
            landlock.abi = lambda: version
        kernel.allow_no_new_privileges()
        landlock.restrict([], [str(own)], [])
        seccomp.install(processes=False, gpu=False, signals_to=None)
        modes = (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_ACCMODE)
        return [number_of(lambda mode=mode: os.open(other, mode | os.O_TRUNC)) for mode in modes]

    assert in_child(attempts) == [errno.EPERM, errno.EACCES, errno.EACCES, errno.EPERM]
    assert other.read_text() == "content"


def test_a_descriptor_can_be_received(filtered):
    def receive():
        ours, theirs = socket.socketpair()
        reader, writer = os.pipe()
        socket.send_fds(ours, [b"x"], [writer])
        _, (received,), _, _ = socket.recv_fds(theirs, 1, 1)
        os.write(received, b"text")
        return os.read(reader, 10).decode()

    assert filtered(receive) == "text"


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
