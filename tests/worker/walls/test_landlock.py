"""Landlock: files that were not named are closed, in each version that a kernel may have."""

import errno
import os
import signal
import socket
from pathlib import Path

import pytest

from grader.worker.walls import kernel, landlock

pytestmark = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")


@pytest.fixture
def restricted(in_child, tmp_path):
    """Run a function in a child that may read ``seen`` and write in ``own``; return its result."""
    for name in ("seen", "own", "secret"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("content")

    def run(function, version=None):
        def confined():
            if version is not None:
                landlock.abi = lambda: version
            kernel.allow_no_new_privileges()
            landlock.restrict(
                [str(tmp_path / "seen"), "/not/there"], [str(tmp_path / "own")], [os.devnull]
            )
            return function(tmp_path)

        return in_child(confined)

    return run


def number_of(function):
    try:
        function()
    except OSError as error:
        return error.errno
    return 0


@pytest.mark.parametrize("version", [1, 2, 3, None])
def test_files_that_were_not_named_are_closed(restricted, version):
    def attempts(root):
        return [
            number_of((root / "secret/file").read_text),
            number_of(lambda: list(root.iterdir())),
            number_of(lambda: (root / "secret/new").write_text("")),
            number_of((root / "secret/file").unlink),
            number_of(lambda: (root / "seen/file").write_text("")),
            number_of((root / "seen/new").mkdir),
            number_of(lambda: os.mkfifo(root / "secret/fifo")),
        ]

    assert restricted(attempts, version) == [errno.EACCES] * 7


@pytest.mark.parametrize("version", [1, 2, 3, None])
def test_files_that_were_named_are_open(restricted, version):
    def attempts(root):
        (root / "own/new").write_text("x")
        (root / "own/folder").mkdir()
        (root / "own/link").symlink_to("new")
        (root / "own/new").rename(root / "own/renamed")
        (root / "own/file").unlink()
        Path(os.devnull).write_text("x")
        return [
            (root / "seen/file").read_text(),
            sorted(path.name for path in (root / "own").iterdir()),
        ]

    assert restricted(attempts, version) == ["content", ["folder", "link", "renamed"]]


def test_a_link_reaches_no_closed_file_and_no_file_can_be_linked_in(restricted):
    def attempts(root):
        (root / "own/link").symlink_to(root / "secret/file")
        return [
            number_of((root / "own/link").read_text),
            number_of(lambda: os.link(root / "secret/file", root / "own/hard")),
            number_of(lambda: (root / "secret").rename(root / "own/stolen")),
        ]

    first, *rest = restricted(attempts)
    assert first == errno.EACCES
    assert all(number in (errno.EACCES, errno.EXDEV) for number in rest)


def test_no_socket_and_no_device_can_be_made_in_the_own_folder(restricted):
    def attempts(root):
        with socket.socket(socket.AF_UNIX) as sock:
            made = number_of(lambda: sock.bind(str(root / "own/socket")))
        return [
            made,
            number_of(lambda: os.mknod(root / "own/device", 0o600 | 0o020000, os.makedev(1, 3))),
        ]

    made, device = restricted(attempts)
    assert made == errno.EACCES
    assert device in (errno.EACCES, errno.EPERM)


@pytest.mark.skipif(landlock.abi() < 4, reason="this kernel's Landlock knows nothing of TCP")
def test_tcp_is_closed(restricted):
    def attempts(_):
        with socket.socket() as line:
            return [
                number_of(lambda: line.bind(("127.0.0.1", 0))),
                number_of(lambda: line.connect(("127.0.0.1", 9))),
            ]

    assert restricted(attempts) == [errno.EACCES] * 2


@pytest.mark.skipif(
    not landlock.scopes_signals(), reason="this kernel's Landlock scopes no signals"
)
def test_signals_and_abstract_sockets_of_others_are_out_of_reach(restricted):
    name = f"\0gradekit-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(name)
        listener.listen()

        def attempts(_):
            with socket.socket(socket.AF_UNIX) as line:
                reached = number_of(lambda: line.connect(name))
            return [reached, number_of(lambda: os.kill(os.getppid(), signal.SIGCONT))]

        assert restricted(attempts) == [errno.EPERM, errno.EPERM]


def test_without_landlock_it_raises(monkeypatch):
    def missing(*_):
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(landlock.kernel, "syscall", missing)
    assert landlock.abi() == 0
    assert not landlock.scopes_signals()
    with pytest.raises(OSError, match="not implemented"):
        landlock.restrict([], [], [])


# ------------------------------------------------------------------------------- parts of a folder


@pytest.fixture
def tree(tmp_path):
    for name in ("lib/a", "lib/packages/numpy/core", "lib/packages/secret/x", "home/own/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("content")
    (tmp_path / "home/other").mkdir()
    (tmp_path / "lib/link").symlink_to("packages")
    return tmp_path


def make_rules(tree):
    return landlock.make_rules(
        [str(tree / "lib"), str(tree / "lib/packages")],
        [str(tree / "home")],
        [os.devnull],
        {str(tree / "lib/packages"): ["numpy", "gone"]},
    )


def test_of_a_partial_folder_only_the_named_entries_can_be_read(in_child, tree):
    def attempts():
        kernel.allow_no_new_privileges()
        rules = make_rules(tree)
        landlock.obey(rules)
        os.close(rules)
        return [
            number_of((tree / name).read_text)
            for name in (
                "lib/a",
                "lib/packages/numpy/core",
                "lib/packages/secret/x",
                "lib/link/secret/x",
                "home/own/x",
            )
        ] + [sorted(path.name for path in (tree / "lib/packages").iterdir())]

    numbers = [0, 0, errno.EACCES, errno.EACCES, 0]
    assert in_child(attempts) == [*numbers, ["numpy", "secret"]]


def test_of_shared_rules_and_own_ones_both_must_allow_it(in_child, tree):
    def attempts():
        kernel.allow_no_new_privileges()
        rules = make_rules(tree)
        landlock.obey(rules)
        os.close(rules)
        landlock.restrict([str(tree / "lib")], [str(tree / "home/own")], [os.devnull])
        (tree / "home/own/new").write_text("x")
        (tree / "home/own/new").unlink()
        return [
            number_of((tree / "lib/packages/numpy/core").read_text),
            number_of((tree / "lib/packages/secret/x").read_text),
            number_of(lambda: list((tree / "home/other").iterdir())),
            number_of(lambda: (tree / "home/other/new").write_text("x")),
        ]

    assert in_child(attempts) == [0, errno.EACCES, errno.EACCES, errno.EACCES]
