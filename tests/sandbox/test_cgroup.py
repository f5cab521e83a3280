"""Control groups: the kernel limits a submission's memory, where a group is delegated.

Ordinary files simulate the kernel's.
"""

import os
from pathlib import Path

import pytest

from grader.errors import StudentError
from grader.results import Reason
from grader.sandbox import cgroup
from grader.sandbox.cgroup import Group
from grader.sandbox.limits import Limits

FILES = ("memory.max", "memory.oom.group", "memory.swap.max", "pids.max", "cgroup.procs")
LIMITS = Limits(memory_bytes=1 << 20, processes=7)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a folder in which a new folder contains a group's files, and is removed with them."""
    monkeypatch.setattr(cgroup, "delegated", lambda: tmp_path)
    mkdir = Path.mkdir

    def make(path, *args, **kwargs):
        mkdir(path, *args, **kwargs)
        for name in (*FILES, "cgroup.kill", "memory.events"):
            (path / name).touch()

    rmdir = Path.rmdir

    def remove(path):
        for file in path.iterdir():
            file.unlink()
        rmdir(path)

    monkeypatch.setattr(Path, "mkdir", make)
    monkeypatch.setattr(Path, "rmdir", remove)
    return tmp_path


def content(home, name):
    (folder,) = home.iterdir()
    return (folder / name).read_text()


def test_a_process_is_put_into_a_group_with_its_limits(home):
    assert Group.hold(123, LIMITS)
    assert [content(home, name) for name in FILES] == [str(1 << 20), "1", "0", "7", "123"]


@pytest.mark.parametrize("missing", ["memory.swap.max", "pids.max"])
def test_a_controller_that_was_not_delegated_is_skipped(home, monkeypatch, missing):
    monkeypatch.setattr(f"{__name__}.FILES", [name for name in FILES if name != missing])
    assert Group.hold(123, LIMITS)
    assert content(home, "cgroup.procs") == "123"


def test_without_a_limit_on_memory_there_is_no_group(home, monkeypatch):
    monkeypatch.setattr(f"{__name__}.FILES", [name for name in FILES if name != "memory.max"])
    assert Group.hold(123, LIMITS) is None
    assert list(home.iterdir()) == []


def test_where_nothing_is_delegated_there_is_no_group(monkeypatch):
    monkeypatch.setattr(cgroup, "delegated", lambda: None)
    assert Group.hold(os.getpid(), LIMITS) is None


def test_all_processes_of_a_group_are_killed_and_it_is_removed(home):
    group = Group.hold(123, LIMITS)
    (folder,) = home.iterdir()
    killed = []
    group._write = lambda name, value: killed.append((name, value))
    group.close()
    assert killed == [("cgroup.kill", 1)]
    assert not folder.exists()
    group.close()


def test_a_group_that_cannot_be_removed_delays_nobody(home, monkeypatch):
    group = Group.hold(123, LIMITS)

    def busy(_):
        raise OSError(16, "busy")

    monkeypatch.setattr(Path, "rmdir", busy)
    monkeypatch.setattr(cgroup, "_GONE_S", 0.0)
    group.close()


@pytest.mark.parametrize(
    ("events", "was"),
    [
        ("low 0\noom 1\noom_kill 1\n", True),
        ("oom 1\noom_kill 0\n", False),
        ("", False),
        ("odd line here\n", False),
    ],
)
def test_out_of_memory_is_read_from_the_events_of_the_kernel(home, events, was):
    group = Group.hold(123, LIMITS)
    (folder,) = home.iterdir()
    (folder / "memory.events").write_text(events)
    assert group.out_of_memory is was


def test_a_child_that_the_kernel_ended_for_memory_has_that_reason(home, student_of):
    student = student_of(
        "import os\ndef f():\n    os.kill(os.getpid(), 9)\n", limits=LIMITS_OF_CHILD
    )
    real = Group.out_of_memory
    try:
        Group.out_of_memory = property(lambda _: True)
        with pytest.raises(StudentError) as caught:
            student.f()
    finally:
        Group.out_of_memory = real
    assert caught.value.reason is Reason.MEMORY
    assert list(home.iterdir()) == []


LIMITS_OF_CHILD = Limits(cpu_s=2, wall_s=6, memory_bytes=1 << 30)


# ------------------------------------------------------------------------------- what was delegated


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return this process's group, as it is where all of it is delegated."""
    for name, text in (
        ("cgroup.controllers", "cpu memory pids"),
        ("cgroup.subtree_control", ""),
        ("cgroup.procs", ""),
    ):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(cgroup, "_own", lambda: tmp_path)
    cgroup.delegated.cache_clear()
    yield tmp_path
    cgroup.delegated.cache_clear()


def test_we_move_to_a_part_of_our_group_and_divide_it(own):
    assert cgroup.delegated() == own
    assert (own / "gradekit-examiner/cgroup.procs").read_text() == str(os.getpid())
    assert (own / "cgroup.subtree_control").read_text() == "+pids"


@pytest.mark.parametrize("controllers", ["", "cpu pids"])
def test_a_group_without_the_memory_controller_is_not_used(own, controllers):
    (own / "cgroup.controllers").write_text(controllers)
    assert cgroup.delegated() is None
    assert not (own / "gradekit-examiner").exists()


def test_where_other_processes_are_in_our_group_it_stays_as_it_was(own, monkeypatch):
    write = Path.write_text

    def busy(path, text, encoding=None):
        if path.name == "cgroup.subtree_control":
            raise OSError(16, "busy")
        return write(path, text, encoding)

    monkeypatch.setattr(Path, "write_text", busy)
    monkeypatch.setattr(Path, "rmdir", lambda path: None)
    assert cgroup.delegated() is None
    assert (own / "cgroup.procs").read_text() == str(os.getpid())


def test_without_a_group_of_version_2_nothing_is_delegated(own, monkeypatch):
    monkeypatch.setattr(cgroup, "_own", lambda: None)
    assert cgroup.delegated() is None
    monkeypatch.setattr(cgroup, "_own", lambda: own / "nowhere")
    cgroup.delegated.cache_clear()
    assert cgroup.delegated() is None


def test_our_group_is_found_where_version_2_is_mounted():
    group = cgroup._own()
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    if "cgroup2" in [kind for _, _, kind, *_ in mounts]:
        assert (group / "cgroup.controllers").is_file()
    else:
        assert group is None
