"""Archives that are no zip: a student's, and a class's."""

import io
import os
import tarfile
from pathlib import Path

import py7zr
import pytest
from classroom.shown import CODE

from grader.classroom.hand_ins import understand
from grader.errors import SubmissionError, UsageError
from grader.submission import files
from grader.submission.files import unpacking
from grader.submission.files.unpacking import Caps, unpack_other

CAPS = Caps(file=1 << 20, total=4 << 20, members=20, seconds=20.0)


@pytest.fixture
def tarred(tmp_path):
    def make(*members, name="homework.tar.gz", mode="w:gz"):
        path = tmp_path / name
        with tarfile.open(path, mode, encoding="utf-8", errors="surrogateescape") as archive:
            for member, data in members:
                info = tarfile.TarInfo(member) if isinstance(member, str) else member
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        return path

    return make


@pytest.fixture
def packed(tmp_path):
    def make(*members, name="homework.7z", password=None):
        path = tmp_path / name
        with py7zr.SevenZipFile(path, "w", password=password) as archive:
            for member, data in members:
                archive.writestr(data, member)
        return path

    return make


def left_out(path, tmp_path, caps=CAPS):
    target = tmp_path / "target"
    target.mkdir()
    refusals = unpack_other(path, target, caps)
    written = sorted(
        file.relative_to(target).as_posix() for file in target.rglob("*") if not file.is_dir()
    )
    return written, {str(refusal.name): refusal.why for refusal in refusals}


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.tar.gz", "w:gz"), ("a.tgz", "w:gz"), ("a.tar", "w"), ("a.tar.xz", "w:xz")],
)
def test_a_tar_is_a_folder(tarred, name, mode):
    members = [("hw/homework.py", b"import net\n"), ("hw/net.py", b"x = 1\n")]
    contents = files.pick(tarred(*members, name=name, mode=mode), "tiny")
    assert (contents.name, contents.beside) == ("homework.py", {"net.py": b"x = 1\n"})


def test_a_7z_is_a_folder(packed):
    contents = files.pick(packed(("hw/homework.py", "import net\n"), ("hw/net.py", "x = 1\n")), "t")
    assert (contents.name, contents.beside) == ("homework.py", {"net.py": b"x = 1\n"})


def test_a_class_may_come_as_one(tarred):
    path = tarred(("c/ada/homework.py", CODE.encode()), ("c/bob/homework.py", CODE.encode()))
    with understand(path, "tiny") as intake:
        assert [one.person.key for one in intake.hand_ins] == ["ada", "bob"]


def test_hostile_members_are_left_out(tarred, tmp_path):
    path = tarred(
        ("ada.py", b"1"),
        ("../out.py", b"2"),
        ("/abs.py", b"3"),
        (special("link.py", tarfile.SYMTYPE, "/etc/passwd"), b""),
        (special("hard.py", tarfile.LNKTYPE, "ada.py"), b""),
        (special("pipe.py", tarfile.FIFOTYPE), b""),
        ("ada.py", b"4"),
        ("ada.py/x.py", b"5"),
        ("big.py", b"x" * (1 << 20) + b"x"),
        ("__MACOSX/ada.py", b"6"),
    )
    written, why = left_out(path, tmp_path)
    assert written == ["ada.py"]
    assert (tmp_path / "target/ada.py").read_bytes() == b"1"
    assert not (tmp_path / "out.py").exists()
    assert why == {
        "../out.py": "has a name that leads out of the folder",
        "/abs.py": "has a name that leads out of the folder",
        "link.py": "is a link, and links are not followed",
        "hard.py": "is a link, and links are not followed",
        "pipe.py": "is not a regular file",
        "ada.py": "is in the archive twice",
        "ada.py/x.py": "is in the archive twice",
        "big.py": "is larger than 1 MB",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_chinese_name_is_read(tarred, tmp_path, encoding):
    name = "王小明/作业.py".encode(encoding).decode("utf-8", "surrogateescape")
    assert left_out(tarred((name, b"1")), tmp_path)[0] == ["王小明/作业.py"]


def test_files_keep_their_times(tarred, tmp_path):
    info = tarfile.TarInfo("ada.py")
    info.mtime = 1_700_000_000
    left_out(tarred((info, b"1")), tmp_path)
    assert (tmp_path / "target/ada.py").stat().st_mtime == 1_700_000_000


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([(f"{n}.py", b"1") for n in range(21)], "holds more than 20 files"),
        ([(f"{n}.bin", bytes(1 << 20)) for n in range(5)], "unpacks to more than 4 MB"),
    ],
)
def test_what_holds_too_much_is_refused(tarred, tmp_path, members, words):
    with pytest.raises(SubmissionError, match=words):
        left_out(tarred(*members), tmp_path)


def test_a_7z_that_unpacks_to_too_much_is_refused(packed, tmp_path):
    path = packed(*((f"{n}.bin", bytes(1 << 20)) for n in range(5)))
    with pytest.raises(SubmissionError, match="unpacks to more than 4 MB"):
        left_out(path, tmp_path)


def test_a_7z_with_a_password_says_so(packed):
    assert "is encrypted" in files.pick(packed(("homework.py", "1"), password="x"), "t").problem


@pytest.mark.parametrize("name", ["homework.tar.gz", "homework.7z", "homework.tar"])
@pytest.mark.parametrize(
    "data", [b"", b"x" * 1000, b"\x1f\x8b\x08\0" + b"x" * 99, b"7z\xbc\xaf'\x1c"]
)
def test_what_is_no_archive_is_a_problem(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert "is not a readable archive" in files.pick(tmp_path / name, "t").problem
    with pytest.raises(UsageError), understand(tmp_path / name, "t"):
        pass


@pytest.mark.forks
def test_what_takes_too_much_memory_is_a_problem(tarred, tmp_path, monkeypatch):
    def greedy(*_arguments):
        yield bytearray(1 << 30)

    monkeypatch.setattr(unpacking, "_unpacked", greedy)
    with pytest.raises(SubmissionError, match="too long, or too much memory"):
        left_out(tarred(("ada.py", b"1")), tmp_path)


def test_what_lasts_too_long_is_a_problem(tarred, tmp_path, monkeypatch):
    def endless(*_arguments):
        while True:
            os.getpid()
        yield

    monkeypatch.setattr(unpacking, "_unpacked", endless)
    with pytest.raises(SubmissionError, match="too long, or too much memory"):
        left_out(tarred(("ada.py", b"1")), tmp_path, Caps(1, 1, 1, seconds=0.2))


def test_without_the_library_a_7z_is_named_with_what_to_do(packed, monkeypatch):
    path = packed(("homework.py", "1"))
    monkeypatch.setitem(__import__("sys").modules, "py7zr", None)
    assert "cannot unpack .7z" in files.pick(Path(path), "t").problem
