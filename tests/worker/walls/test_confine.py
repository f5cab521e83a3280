"""How a new child confines itself, seen from within by functions that look around."""

import os
import resource
import sys
from pathlib import Path

import pytest

from grader.errors import StudentError
from grader.results import Reason
from grader.sandbox.limits import Limits
from grader.worker.walls import confine
from grader.worker.walls.procfs import Procfs

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux notifies children and adopts orphans"
)


@pytest.fixture
def look(student_of):
    """Return a function for the value of an expression in a new child, with modules imported."""

    def look(expression, **options):
        imports = "import os, pathlib, random, resource, signal, subprocess, sys, tempfile, time\n"
        return student_of(f"{imports}def f():\n    return {expression}", **options).f()

    return look


def test_a_child_leads_its_own_session_and_group(look, warm):
    pid, session, group, parent = look("os.getpid(), os.getsid(0), os.getpgrp(), os.getppid()")
    assert pid == session == group
    assert parent == warm._process.server.pid


def test_a_child_works_in_its_own_empty_folder(look):
    folder, files, home, temporary = look(
        "os.getcwd(), os.listdir(), os.environ['HOME'], os.path.dirname(tempfile.mkdtemp())"
    )
    assert Path(folder).name.startswith("run-")
    assert files == []
    assert folder == home == temporary


def test_its_folder_is_last_on_the_import_path(look):
    folder, path = look("os.getcwd(), sys.path")
    assert path[-1] == folder
    assert path.count(folder) == 1
    assert "" not in path


def test_a_module_of_the_homework_hides_none_of_pythons(look):
    assert look("random.randint(7, 7)", beside={"random.py": b"raise RuntimeError"}) == 7


def test_a_child_writes_no_bytecode(look):
    assert look("sys.dont_write_bytecode") is True


def test_stdin_is_empty_and_output_takes_any_text(student_of):
    student = student_of(
        "import sys\ndef f():\n    print('梯度 \\ud800')\n    return sys.stdin.read(), sys.stdout.encoding"
    )
    assert student.f() == ("", "utf-8")
    assert student.printed == "梯度 \\ud800\n"


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        ("CORE", 0),
        ("CPU", 30),
        ("DATA", 1 << 30),
        ("FSIZE", 1 << 20),
        ("NOFILE", 256),
    ],
)
def test_limits_are_set_and_cannot_be_raised(look, kind, limit):
    _, hard = resource.getrlimit(getattr(resource, f"RLIMIT_{kind}"))
    want = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    limits = Limits(cpu_s=5, load_cpu_s=20, memory_bytes=1 << 30, file_bytes=1 << 20)
    assert look(f"resource.getrlimit(resource.RLIMIT_{kind})", limits=limits) == (want, want)


def test_a_file_that_grows_too_large_is_an_error_and_the_next_call_works(student_of):
    student = student_of(
        "def f():\n    open('large', 'wb').write(bytes(1 << 20))\ndef g():\n    return 7",
        limits=Limits(file_bytes=1 << 16),
    )
    with pytest.raises(
        StudentError, match=r"^f: a file of more than 0.0625 MB \(homework.py, line 2"
    ) as caught:
        student.f()
    assert caught.value.reason is Reason.FILE_SIZE
    assert student.g() == 7


def test_too_many_open_files_are_an_error(student_of):
    student = student_of("def f():\n    return [open('/dev/null') for _ in range(300)]")
    with pytest.raises(StudentError, match=r"^f: more than 256 open files") as caught:
        student.f()
    assert caught.value.reason is Reason.OPEN_FILES


def test_a_limit_is_never_set_above_the_hard_one(monkeypatch):
    was = {}
    monkeypatch.setattr(confine.resource, "getrlimit", lambda kind: (10, 100))
    monkeypatch.setattr(confine.resource, "setrlimit", was.__setitem__)
    confine._limit(confine_of(cpu_s=7, memory_bytes=10**9), 0)
    assert was[resource.RLIMIT_CPU] == (7, 7)
    assert was[resource.RLIMIT_DATA] == (100, 100)
    assert was[resource.RLIMIT_CORE] == (0, 0)


def confine_of(**fields):
    from grader.worker.control import Confines

    values = {
        "cpu_s": 5,
        "memory_bytes": 5,
        "file_bytes": 5,
        "open_files": 5,
        "processes": 5,
        "disk_bytes": 5,
        "files": 5,
        "folder": "/",
        "filename": "x.py",
        "device": "cpu",
        **fields,
    }
    return Confines(**values)


def forked(function):
    """Run a function in a forked child; return its exit status."""
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            status = function()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@linux
def test_an_orphan_is_adopted_by_the_process_that_requested_it():
    def adopt():
        confine.adopt_orphans()
        reader, writer = os.pipe()
        middle = os.fork()
        if middle == 0:
            if os.fork() == 0:
                os.setsid()
                os.read(reader, 1)  # until the children are counted
                os._exit(7)
            os._exit(0)
        os.waitpid(middle, 0)
        children = Procfs().children()
        os.write(writer, b"x")
        statuses = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
        return 0 if statuses == [7] and Procfs().children() == set() else 1

    assert forked(adopt) == 0


@linux
def test_a_child_whose_parent_ended_before_its_request_ends_at_once(monkeypatch):
    monkeypatch.setattr(confine.os, "getppid", lambda: 1)

    def ask():
        confine.die_with(12345)
        return 0

    assert forked(ask) == 1


def test_on_other_systems_than_linux_the_kernel_is_not_called(monkeypatch):
    monkeypatch.setattr(confine.sys, "platform", "darwin")
    monkeypatch.setattr(confine.kernel, "prctl", None)
    confine.adopt_orphans()
