"""`grade check` and `grade batch` see the same in the same zip and the same folder, however odd."""

import contextlib
import os
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest
from classroom.shown import CODE
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.intake.archive import unpack
from grader.classroom.intake.listing import _contents
from grader.errors import SubmissionError, UsageError
from grader.language import printable
from grader.submission import files
from grader.submission.files import folder as folders
from grader.submission.files.archive import member_name
from grader.submission.files.kinds import is_code

LINK = "is a link, and links are not followed"
LEADS_OUT = "has a name that leads out of the folder"
TOO_LONG = "has a name that is too long"
TWICE = "is in the zip twice"


def seen_by_check(path):
    """Return the code files that `grade check` may read, and why it does not read others."""
    with contextlib.ExitStack() as stack:
        listing = files._listing(path, stack)
        refused = {_shown(refusal): refusal.why for refusal in listing.refused}
        readable = {str(entry.name): _read(entry, refused) for entry in listing.entries}
        return {name: data for name, data in readable.items() if data is not None}, refused


def _read(entry, refused):
    try:
        return entry.read()
    except files.RefusedFileError as error:
        refused[_shown(error)] = error.why


def _shown(refusal):
    return printable(str(refusal.name), 200)


def seen_by_batch(path, room):
    """Return the same of what `grade batch` unpacks of a zip."""
    refused = {entry.name: entry.why for entry in unpack(path, room)}
    names = [file for file in room.rglob("*") if file.is_file()]
    code = [file for file in names if is_code(file)]
    return {file.relative_to(room).as_posix(): file.read_bytes() for file in code}, refused


@pytest.fixture
def both(tmp_path):
    """Look at a zip in both ways; they agree."""

    def look(path):
        room = tmp_path / "room"
        room.mkdir()
        readable, refused = seen_by_check(path)
        assert seen_by_batch(path, room) == (readable, refused)
        return sorted(readable), refused

    return look


@pytest.fixture
def packed(tmp_path):
    """Make a zip of names (or ZipInfo); each holds code."""

    def make(*members, data=CODE):
        path = tmp_path / "class.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in members:
                archive.writestr(member, data)
        return path

    return make


def spelled(path, spelling, raw, flag=0):
    """Write a name's bytes into a zip, in the place of an ASCII name of the same length."""
    assert len(spelling) == len(raw)
    data = bytearray(path.read_bytes().replace(spelling, raw))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = flag.to_bytes(2, "little")
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("name", ["作业.py", "王小明/作业.py", "朱喆_作业（2）.py"])
def test_a_chinese_name_without_the_flag_is_read(packed, both, name, encoding):
    raw = name.encode(encoding)
    folder, _slash, file = raw.rpartition(b"/")
    placeholder = b"f" * len(folder) + b"/" * bool(folder) + b"x" * (len(file) - 3) + b".py"
    path = spelled(packed(placeholder.decode()), placeholder, raw)
    assert both(path) == ([name], {})


@pytest.mark.parametrize("name", ["作业.py", "zoé.py"])
def test_a_name_with_the_flag_is_read(packed, both, name):
    assert both(packed(name)) == ([name], {})


@pytest.mark.parametrize("name", ["zoé.py", "Müller.py", "Léa.py", "ñandú.py", "été/homework.py"])
def test_a_european_name_without_the_flag_is_read(packed, both, name):
    raw = name.encode("cp437")
    placeholder = bytes(byte if byte < 128 else ord("x") for byte in raw)
    assert both(spelled(packed(placeholder.decode()), placeholder, raw)) == ([name], {})


def test_a_name_from_info_zips_extra_field_is_not_decoded_again():
    as_cp437 = "作业.py".encode("gbk").decode("cp437")
    info = zipfile.ZipInfo("plain.py")
    info.filename = as_cp437
    assert str(member_name(info)) == as_cp437
    assert str(member_name(zipfile.ZipInfo(as_cp437))) == "作业.py"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../homework.py", LEADS_OUT),
        ("a/../../homework.py", LEADS_OUT),
        ("/homework.py", LEADS_OUT),
        ("..\\homework.py", LEADS_OUT),
        ("C:\\ada\\homework.py", LEADS_OUT),
        ("C:homework.py", LEADS_OUT),
        ("\\\\server\\share\\homework.py", LEADS_OUT),
        ("__MACOSX/../../homework.py", LEADS_OUT),
        (f"{'x' * 300}.py", TOO_LONG),
        (f"{'作' * 100}.py", TOO_LONG),
        (f"{'d/' * 600}homework.py", TOO_LONG),
        (f"{'d/' * 101}homework.py", TOO_LONG),
    ],
)
def test_a_hostile_name_is_refused(packed, both, name, why):
    readable, refused = both(packed("ada.py", name))
    assert readable == ["ada.py"]
    assert set(refused.values()) == {why}


def test_backslashes_are_folders(packed, both):
    assert both(packed("fizzbuzz\\homework.py")) == (["fizzbuzz/homework.py"], {})


JUNK = (
    "__MACOSX/ada/._homework.py",
    "ada/__macosx/x.py",
    "ada/._homework.py",
    "ada/.ipynb_checkpoints/homework-checkpoint.ipynb",
    "ada/.git/hooks/x.py",
    "ada/.venv/lib/x.py",
    "ada/venv/lib/python3.11/site-packages/numpy/x.py",
    "ada/Venv/x.py",
    "ada/site-packages/x.py",
    "ada/node_modules/a/b/x.py",
    "ada/__pycache__/x.py",
    "ada/.hidden.py",
)


def test_junk_is_left_out_of_a_zip_wherever_it_lies(packed, both):
    assert both(packed("ada/homework.py", *JUNK)) == (["ada/homework.py"], {})


def test_junk_is_left_out_of_a_folder_wherever_it_lies(tree):
    root = tree("ada/homework.py", *JUNK, "ada/Thumbs.db")
    code, archives, others = _contents(root)
    readable, refused = seen_by_check(root)
    assert [str(entry.name) for entry in code] == sorted(readable) == ["ada/homework.py"]
    assert (archives, others, refused) == ([], [], {})


def test_a_folder_of_junk_is_a_folder_in_a_zip_too(packed, tree, zipped, take):
    names = ("ada/homework.py", "bob/venv/lib.py", "eve/.git/hooks.py")
    for path in (tree(*names), packed(*names)):
        assert [entry.name for entry in take(path).unplaced] == ["bob", "eve"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["ada.py", "./ada.py", "x\\..\\ada.py", "ada.py/x.py"])
def test_the_first_of_two_members_with_one_name_counts(packed, both, second):
    path = packed("ada.py")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(second, "evil")
    readable, refused = both(path)
    assert readable == ["ada.py"]
    assert set(refused.values()) <= {TWICE, LEADS_OUT}
    assert files.pick(path, "fizzbuzz").data == CODE.encode()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_student_reads_that_a_name_is_there_twice(packed):
    path = packed("homework.py", "homework.py")
    notes = ("homework.py is in the zip twice: the first one counts",)
    assert files.pick(path, "fizzbuzz").notes == notes


def test_a_link_in_a_zip_is_refused(packed, both):
    info = zipfile.ZipInfo("homework.py")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert both(packed("ada.py", info)) == (["ada.py"], {"homework.py": LINK})


@pytest.mark.parametrize(
    ("offset", "value", "why"),
    [(8, 1, "is encrypted"), (10, 12, "is compressed in a way that is not read here")],
)
def test_what_cannot_be_unpacked_is_refused(packed, both, offset, value, why):
    path = packed("ada.py", "homework.py")
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + offset] = value
    path.write_bytes(data)
    assert both(path) == (["ada.py"], {"homework.py": why})
    assert files.pick(path, "fizzbuzz").name == "ada.py"


def test_what_is_damaged_is_refused(packed, both):
    path = packed("homework.py", data=CODE * 50)
    data = bytearray(path.read_bytes())
    data[50:60] = b"\xff" * 10
    path.write_bytes(data)
    readable, refused = both(path)
    assert readable == []
    assert refused["homework.py"].startswith("is damaged (")


def test_a_bomb_is_refused_before_it_is_unpacked(packed, both, monkeypatch):
    path = packed("homework.py", data=bytes(8 << 20))
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert both(path) == ([], {"homework.py": "unpacks to more than 200 times its size"})


@pytest.mark.parametrize("claimed", [10, 1 << 20])
def test_a_bomb_that_claims_to_be_small_is_not_unpacked_further(packed, both, claimed):
    path = packed("homework.py", data=bytes(32 << 20))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = claimed.to_bytes(4, "little")
    path.write_bytes(data)
    readable, refused = both(path)
    assert readable == []
    assert refused["homework.py"].startswith("is damaged (")


def test_a_folder_is_walked_in_the_same_way(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "MAX_DEPTH", 3)
    root = tmp_path / "ada"
    (root / "a/b/c/d").mkdir(parents=True)
    (root / "homework.py").write_text(CODE)
    (root / "a/b/c/deep.py").write_text(CODE)
    (root / "a/b/c/d/too_deep.py").write_text(CODE)
    (tmp_path / "secret.py").write_text(CODE)
    (root / "link.py").symlink_to(tmp_path / "secret.py")
    (root / "hard_link.py").hardlink_to(tmp_path / "secret.py")
    os.mkfifo(root / "pipe.py")

    code, _archives, _others = _contents(root)
    readable, refused = seen_by_check(root)
    assert sorted(str(entry.name) for entry in code) == sorted(readable)
    assert sorted(readable) == ["a/b/c/deep.py", "homework.py"]
    assert refused == {"hard_link.py": LINK, "link.py": LINK, "pipe.py": "is not a regular file"}


def test_a_folder_without_end_is_a_problem_of_the_submission(tree, take, monkeypatch):
    monkeypatch.setattr(folders, "MAX_SEEN", 3)
    root = tree("ada/homework.py", "ada/1.txt", "ada/2.txt", "ada/3.txt", "bob/homework.py")
    assert "ada holds more than 3 files" in files.pick(root / "ada", "fizzbuzz").problem
    assert [one.person.key for one in take(root).hand_ins] == ["bob"]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_spoilt_zip_is_the_same_to_both(data):
    with tempfile.TemporaryDirectory() as room:
        path = Path(room, "class.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("ada/homework.py", CODE)
            archive.writestr("bob.py", CODE)
        spoilt = bytearray(path.read_bytes())
        for _change in range(data.draw(st.integers(1, 4))):
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(spoilt)

        target = Path(room, "target")
        target.mkdir()
        try:
            readable, _refused = seen_by_check(path)
        except SubmissionError:
            with pytest.raises(UsageError):
                unpack(path, target)
        else:
            assert seen_by_batch(path, target)[0] == readable
