"""What a submission can see and do in each tier, and what remains afterwards.

Functions of the submission look around and return what they find.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from tiers import ALL, WALLED

from grader.checks.student import Student
from grader.errors import StudentError
from grader.results import Reason, Tier
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.submission.source import Source

LIMITS = Limits(
    cpu_s=2, wall_s=8, memory_bytes=1 << 30, disk_bytes=4 << 20, file_bytes=2 << 20, files=50
)
EAGER = "import ctypes, os, pathlib, resource, signal, socket, sys, tempfile, threading, time\n"


@pytest.fixture(scope="module")
def warms():
    with contextlib.ExitStack() as stack:
        made = {}

        def get(tier):
            if tier not in made:
                made[tier] = stack.enter_context(Warm(["numpy"], tier=tier))
            return made[tier]

        yield get


@pytest.fixture
def submission(warms):
    """Return a function that makes a student from a text in a tier; one test shares one jail."""
    with contextlib.ExitStack() as stack:
        jails = {}

        def make(tier, text, limits=LIMITS):
            if tier not in jails:
                jails[tier] = stack.enter_context(warms(tier).jail())
            source = Source("homework.py", EAGER + textwrap.dedent(text))
            student = Student(
                ["f", "g"], source, lambda lim: jails[tier].fork(lim, "homework.py"), limits
            )
            return stack.enter_context(contextlib.closing(student))

        yield make


@pytest.fixture
def look(submission):
    """Return a function for the value of an expression in a tier."""
    return lambda tier, expression: submission(tier, f"def f():\n    return {expression}").f()


def attempt(submission, tier, statement):
    """Return the name of the exception that a statement raises in a tier; "" for none."""
    text = f"""
        def f():
            try:
                {statement}
            except BaseException as error:
                return type(error).__name__
            return ""
        """
    return submission(tier, text).f()


# ------------------------------------------------------------------------------------- what it sees


@pytest.mark.parametrize("tier", ALL)
def test_its_descriptors_are_its_socket_and_its_streams(submission, tier):
    text = """
        def is_open(number):
            try:
                os.fstat(number)
            except OSError:
                return False
            return True
        def f():
            return [number for number in range(256) if is_open(number)]
        """
    numbers = submission(tier, text).f()
    assert numbers[:3] == [0, 1, 2]
    assert len(numbers) == 4


@pytest.mark.parametrize("tier", WALLED)
def test_it_has_no_capability_and_gets_none(look, tier):
    capget = "ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)"  # PR_GET_NO_NEW_PRIVS
    assert look(tier, capget) == 1
    bounding = (
        "[ctypes.CDLL(None).prctl(47, 1, n, 0, 0) for n in range(40)]"  # PR_CAP_AMBIENT_IS_SET
    )
    assert set(look(tier, bounding)) <= {0, -1}


@pytest.mark.parametrize("tier", WALLED)
@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
def test_root_is_not_root_in_the_jail(look, tier):
    assert min(look(tier, "[*os.getresuid(), *os.getresgid()]")) >= 1000
    assert look(tier, "os.getgroups()") == []


@pytest.mark.parametrize("tier", WALLED)
@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/shadow",
        "/proc/self/environ",
        "/proc/1/cmdline",
        "/root/.bashrc",
        __file__,
        "/proc/mounts",
    ],
)
def test_files_of_the_machine_are_closed(submission, tier, path):
    assert attempt(submission, tier, f"open({path!r}).read()") in (
        "PermissionError",
        "FileNotFoundError",
    )


@pytest.mark.parametrize("tier", WALLED)
@pytest.mark.parametrize(
    "path", ["/", "/tmp", "/home", "/proc", "/dev", "/sys", str(Path(__file__).parents[2])]
)
def test_folders_of_the_machine_are_closed(submission, tier, path):
    assert attempt(submission, tier, f"os.listdir({path!r})") in (
        "PermissionError",
        "FileNotFoundError",
    )


@pytest.mark.parametrize("tier", WALLED)
@pytest.mark.parametrize(
    "folder", ["/tmp", "/var/tmp", "/dev/shm", "/", "/usr/lib", str(Path(os.__file__).parent)]
)
def test_it_writes_only_in_its_own_folder(submission, tier, folder):
    raised = attempt(submission, tier, f"open({folder!r} + '/gradekit-mark', 'w')")
    assert raised in ("PermissionError", "FileNotFoundError", "OSError")
    assert not Path(folder, "gradekit-mark").exists()


@pytest.mark.parametrize("tier", ALL)
def test_its_own_folder_is_writable_and_is_home_and_temporary_folder(look, tier):
    assert look(
        tier, "(pathlib.Path('x').write_text('text'), os.listdir(), tempfile.mkdtemp()[:5] != '')"
    ) == (
        4,
        ["x"],
        True,
    )
    assert look(
        tier, "os.getcwd() == os.environ['HOME'] == os.environ['TMPDIR'] == tempfile.gettempdir()"
    )


@pytest.mark.parametrize("tier", ALL)
def test_each_child_has_an_empty_folder_of_its_own(submission, tier):
    first = submission(
        tier,
        "def f():\n    pathlib.Path('left').write_text('x')\n    return os.path.abspath('left')",
    )
    left = first.f()
    assert submission(tier, "def f():\n    return os.listdir()").f() == []
    if tier is not Tier.E:
        assert attempt(submission, tier, f"open({left!r})") in (
            "PermissionError",
            "FileNotFoundError",
        )


@pytest.mark.parametrize("tier", ALL)
def test_it_sees_few_variables_and_no_arguments(look, monkeypatch, tier):
    monkeypatch.setenv("SECRET", "of the examiner")
    assert "SECRET" not in look(tier, "sorted(os.environ)")
    assert look(tier, "sys.argv") == ["homework.py"]


# -------------------------------------------------------------------------------- what it cannot do


@pytest.mark.parametrize("tier", WALLED)
def test_it_reaches_no_listener(submission, tier, tmp_path):
    tmp_path.chmod(0o777)
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
    ):
        udp.bind(("127.0.0.1", 0))
        with socket.socket(socket.AF_UNIX) as path:
            path.bind(str(tmp_path / "socket"))
            path.listen()
            for statement in (
                f"socket.create_connection(('127.0.0.1', {tcp.getsockname()[1]}), 1)",
                f"socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {udp.getsockname()[1]}))",
                f"socket.socket(socket.AF_UNIX).connect({str(tmp_path / 'socket')!r})",
                "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
                "socket.getaddrinfo('example.org', 80)",
            ):
                assert attempt(submission, tier, statement) in (
                    "PermissionError",
                    "OSError",
                    "gaierror",
                )
            for line in (tcp, udp, path):
                line.setblocking(False)
            with pytest.raises(BlockingIOError):
                tcp.accept()
            with pytest.raises(BlockingIOError):
                udp.recv(10)


@pytest.mark.parametrize("tier", WALLED)
@pytest.mark.parametrize(
    "statement",
    [
        "os.kill(os.getppid(), 0)",
        "os.setsid()",
        "os.setpgid(0, 0)",
        "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
        "os.sched_setaffinity(os.getppid(), {0})",
        "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (1, 1))",
        "resource.setrlimit(resource.RLIMIT_CPU, (10 ** 6, 10 ** 6))",
        "os.setuid(0)",
        "os.chroot('.')",
        "os.mknod('device', 0o600 | 0o020000, os.makedev(1, 3))",
        "os.chmod('.', 0o777)",
        "os.memfd_create('x')",
    ],
)
def test_calls_that_affect_other_processes_are_refused(submission, tier, statement):
    assert attempt(submission, tier, statement) in (
        "PermissionError",
        "ProcessLookupError",
        "ValueError",
        "OSError",
    )


@pytest.mark.parametrize("tier", WALLED)
def test_a_signal_to_everyone_reaches_nobody_else(submission, tier):
    with subprocess.Popen(["sleep", "60"]) as bystander:
        attempt(submission, tier, "signal.signal(15, signal.SIG_IGN); os.kill(-1, 15)")
        assert bystander.poll() is None
        bystander.kill()
    assert submission(tier, "def f():\n    return 7").f() == 7


# --------------------------------------------------------------------------------------- its limits


def failure(student, reason):
    with pytest.raises(StudentError) as caught:
        student.f()
    assert caught.value.reason is reason, caught.value.message
    return caught.value.message


@pytest.mark.parametrize("tier", ALL)
def test_too_many_bytes_on_the_disk_are_their_own_reason(submission, tier):
    text = """
        def f():
            for number in range(8):
                with open(str(number), "wb") as file:
                    file.write(bytes(1 << 20))
            time.sleep(5)
        def g():
            return 7
        """
    student = submission(tier, text)
    assert "4 MB, or more than 50 files" in failure(student, Reason.DISK)
    assert student.g() == 7


@pytest.mark.parametrize("tier", ALL)
def test_too_many_files_are_their_own_reason(submission, tier):
    text = """
        def f():
            for number in range(100):
                open(str(number), "w").close()
            time.sleep(5)
        """
    failure(submission(tier, text), Reason.DISK)


@pytest.mark.parametrize("tier", ALL)
def test_a_file_that_is_too_large_is_its_own_reason(submission, tier):
    failure(
        submission(tier, "def f():\n    open('x', 'wb').write(bytes(3 << 20))"), Reason.FILE_SIZE
    )


@pytest.mark.parametrize("tier", ALL)
def test_too_many_open_files_are_their_own_reason(submission, tier):
    failure(
        submission(tier, "def f():\n    files = [open(os.devnull) for _ in range(300)]"),
        Reason.OPEN_FILES,
    )


@pytest.mark.parametrize("tier", ALL)
def test_too_many_processes_are_their_own_reason(submission, tier):
    text = """
        def f():
            for _ in range(150):
                if os.fork() == 0:
                    time.sleep(20)
                    os._exit(0)
            time.sleep(20)
        def g():
            return 7
        """
    student = submission(tier, text)
    assert "more than 64 processes" in failure(student, Reason.PROCESSES)
    assert student.g() == 7


@pytest.mark.parametrize("tier", ALL)
def test_too_many_threads_are_too_many_processes(submission, tier):
    text = """
        def f():
            for _ in range(150):
                threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
            time.sleep(20)
        """
    failure(submission(tier, text), Reason.PROCESSES)


@pytest.mark.parametrize("tier", ALL)
def test_memory_of_all_its_processes_counts(submission, tier):
    text = """
        def f():
            for _ in range(4):
                if os.fork() == 0:
                    held = bytearray(100 << 20)
                    time.sleep(20)
                    os._exit(len(held))
            time.sleep(20)
        """
    # Writing to memory costs CPU time too.
    limits = Limits(cpu_s=20, wall_s=30, memory_bytes=256 << 20)
    failure(submission(tier, text, limits), Reason.MEMORY)


@pytest.mark.parametrize("tier", ALL)
def test_cpu_seconds_of_all_its_processes_count(submission, tier):
    text = """
        def f():
            if os.fork() == 0:
                if os.fork() == 0:
                    while True: pass
                os._exit(0)
            time.sleep(20)
        """
    failure(submission(tier, text), Reason.TIMEOUT)


BUSY_CHILD = """
        def busy(seconds):
            if os.fork() == 0:
                while time.process_time() < seconds: pass
                os._exit(0)
"""


@pytest.mark.parametrize("tier", ALL)
def test_cpu_seconds_of_processes_that_have_ended_count_in_later_calls(submission, tier):
    text = f"""{BUSY_CHILD}
        def f():
            busy(0.7)
            os.wait()
        """
    student = submission(tier, text, Limits(cpu_s=1.2, wall_s=20))
    student.f()
    failure(student, Reason.TIMEOUT)


@pytest.mark.parametrize("tier", ALL)
def test_cpu_seconds_of_processes_that_nobody_waits_for_count(submission, tier):
    text = f"""{BUSY_CHILD}
        def f():
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            for _ in range(20):
                busy(0.3)
                try:
                    os.wait()
                except ChildProcessError:
                    pass
        """
    failure(submission(tier, text, Limits(cpu_s=1.2, wall_s=20)), Reason.TIMEOUT)


@pytest.mark.parametrize("tier", ALL)
def test_sleeping_and_printing_have_their_own_reasons(submission, tier):
    limits = Limits(cpu_s=2, wall_s=0.5, output_bytes=1 << 20)
    failure(submission(tier, "def f():\n    time.sleep(20)", limits), Reason.STALLED)
    text = "def f():\n    while True: print('x' * 1000)"
    failure(submission(tier, text, Limits(cpu_s=5, wall_s=20, output_bytes=1 << 20)), Reason.OUTPUT)


# ------------------------------------------------------------------------------------- what is left


@pytest.mark.parametrize("tier", ALL)
def test_daemons_end_with_the_child_that_started_them(submission, tier, is_running, comes_true):
    name = f"gradekit-daemon-{os.getpid()}-{tier.value}"[-15:]
    text = f"""
        def f():
            ctypes.CDLL(None).prctl(15, b"{name}", 0, 0, 0)
            for _ in range(3):
                if os.fork() == 0:
                    try:
                        os.setsid()
                    except PermissionError:
                        pass
                    if os.fork() == 0:
                        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
                        time.sleep(60)
                    os._exit(0)
            return True
        """
    student = submission(tier, text)
    assert student.f()
    assert len(named(name)) >= 3
    student.close()
    assert comes_true(lambda: not named(name))


def named(name):
    """Return the ids of the processes with a name."""
    pids = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if path.read_text().strip() == name:
                pids.append(path.parent.name)
    return pids


@pytest.mark.parametrize("tier", ALL)
def test_nothing_is_left_when_the_warm_process_ends(tier, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tmp_path.chmod(0o755)
    before = set(_children())
    with Warm([], tier=tier) as warm, warm.jail() as jail:
        text = f"{EAGER}def f():\n    os.makedirs('a/b')\n    if os.fork() == 0: time.sleep(60)\n    return 1"
        student = Student(
            ["f"], Source("homework.py", text), lambda lim: jail.fork(lim, "homework.py"), LIMITS
        )
        assert student.f() == 1
        student.close()
    assert list(tmp_path.iterdir()) == []
    assert set(_children()) <= before


def _children():
    return Path("/proc/thread-self/children").read_text().split() if sys.platform == "linux" else []


@pytest.mark.parametrize("tier", ALL)
def test_a_hostile_submission_changes_nothing_for_the_next(warms, tier):
    hostile = """
        def f():
            import numpy
            numpy.dot = None
            for descriptor in range(3, 64):
                try:
                    os.write(descriptor, b"x" * 100)
                except OSError:
                    pass
            os._exit(0)
        """
    honest = "def f():\n    import numpy\n    return numpy.dot(2, 3)"
    for text, right in ((hostile, False), (honest, True)):
        with warms(tier).jail() as jail:
            source = Source("homework.py", EAGER + textwrap.dedent(text))
            student = Student(
                ["f"], source, lambda lim, jail=jail: jail.fork(lim, "homework.py"), LIMITS
            )
            with (
                contextlib.closing(student),
                contextlib.nullcontext() if right else pytest.raises(StudentError),
            ):
                assert student.f() == 6
