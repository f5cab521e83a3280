"""Zips: what is in them lies there as in a folder, and what is hostile stays in."""

import io
import stat
import struct
import zipfile

import pytest
from classroom.shown import CODE, reasons
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.hand_ins import understand
from grader.classroom.intake import archive
from grader.errors import UsageError
from grader.submission import files


@pytest.fixture
def packed(tmp_path):
    """Make a zip of names (or ZipInfo) and contents."""

    def make(*members, name="class.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            for member, data in members:
                zipped.writestr(member, data)
        return path

    return make


def info(name, mode=0o644, when=(2026, 3, 1, 12, 0, 0)):
    made = zipfile.ZipInfo(name, when)
    made.external_attr = mode << 16
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def test_files_keep_their_times_and_are_gone_afterwards(packed):
    path = packed((info("ada.py"), CODE), (info("bob.py", when=(1980, 0, 0, 0, 0, 0)), CODE))
    with understand(path, "fizzbuzz") as intake:
        ada, bob = intake.hand_ins
        assert ada.path.read_text() == CODE
        assert ada.at.astimezone().replace(tzinfo=None).isoformat() == "2026-03-01T12:00:00"
        assert bob.at.year == 1980
    assert not ada.path.exists()


def test_a_zip_within_stays_a_zip(packed):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as zipped:
        zipped.writestr("homework.py", CODE)
    with understand(packed(("ada.zip", inner.getvalue())), "fizzbuzz") as intake:
        (one,) = intake.hand_ins
        assert one.path.read_bytes() == inner.getvalue()


def test_what_is_not_read_is_named_as_in_a_folder_and_not_unpacked(packed, take):
    path = packed(
        ("ada.py", CODE),
        ("essay.pdf", b"x" * 5000),
        ("bob/notes.txt", "x"),
        ("eve/", ""),
        (".git/x.py", "x"),
    )
    assert reasons(take(path)) == {
        "bob": "holds no Python file: notes.txt is a .txt: hand in the .py or .ipynb itself",
        "essay.pdf": "is a .pdf: hand in the .py or .ipynb itself",
        "eve": "holds no Python file",
    }


def test_data_comes_with_the_homework_and_documents_do_not(packed):
    path = packed(
        ("ada/homework.py", "open('scale.csv'); open('big.csv'); open('essay.pdf')"),
        ("ada/scale.csv", "1,2\n"),
        ("ada/big.csv", bytes((4 << 20) + 1)),
        ("ada/essay.pdf", b"x" * 5000),
    )
    with understand(path, "fizzbuzz") as intake:
        (one,) = intake.hand_ins
        assert files.pick(one.path, "fizzbuzz").beside == {"scale.csv": b"1,2\n"}


@pytest.mark.parametrize("name", ["../out.py", "a/../../out.py", "/out.py", "..\\out.py"])
def test_a_member_cannot_get_out(packed, take, tmp_path, name):
    intake = take(packed(("ada.py", CODE), (name, "evil")))
    assert set(reasons(intake).values()) == {"has a name that leads out of the folder"}
    assert not list(tmp_path.rglob("out.py"))


def test_links_are_not_made(packed, take):
    path = packed(
        ("ada.py", CODE),
        (info("bob.py", stat.S_IFLNK | 0o777), "/etc/passwd"),
        (info("eve/x.py"), CODE),
    )
    assert reasons(take(path)) == {"bob.py": "is a link, and links are not followed"}


def test_a_bomb_does_not_go_off(packed, take):
    path = packed(("ada.py", CODE), ("bomb.py", bytes(8 << 20)))
    assert reasons(take(path)) == {"bomb.py": "unpacks to more than 200 times its size"}


def test_a_member_that_is_too_large_is_listed(packed, take, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBER", 100)
    assert reasons(take(packed(("ada.py", CODE), ("large.py", "x" * 101)))) == {
        "large.py": "is larger than 0 MB"
    }


def test_a_member_that_holds_more_than_it_says_is_damaged(packed, take):
    path = packed(("ada.py", CODE), ("eve.py", "x" * 1000))
    data = path.read_bytes()
    entry = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: entry + 24] + struct.pack("<I", 10) + data[entry + 28 :])
    assert list(reasons(take(path))) == ["eve.py"]
    assert "is damaged" in reasons(take(path))["eve.py"]


@pytest.mark.parametrize(
    ("offset", "value", "why"), [(8, 1, "is encrypted"), (10, 12, "is compressed in a way")]
)
def test_what_cannot_be_unpacked_is_listed(packed, take, offset, value, why):
    path = packed(("ada.py", CODE), ("eve.py", CODE))
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + offset] = value
    path.write_bytes(data)
    assert reasons(take(path))["eve.py"].startswith(why)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_listed(packed, take):
    assert reasons(take(packed(("ada.py", CODE), ("ada.py", "other")))) == {
        "ada.py": "is in the zip twice"
    }


def test_a_name_that_no_disk_takes_is_listed(packed, take):
    intake = take(packed(("ada.py", CODE), (f"{'x' * 190}é.py", CODE), ("ada.py/x.py", CODE)))
    assert reasons(intake) == {"ada.py/x.py": "is in the zip twice"}
    intake = take(packed(("ada.py", CODE), (f"{'作' * 100}.py", CODE)))
    assert reasons(intake) == {f"{'作' * 100}.py": "has a name that is too long"}


def test_a_disk_that_does_not_take_a_file_is_no_end(packed, take, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_write", full)
    with pytest.raises(UsageError) as caught:
        take(packed(("ada.py", CODE)))
    assert caught.value.hint == "ada.py: cannot be written: No space left on device"


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + bytes(100)])
def test_a_file_that_is_no_zip_is_bad_usage(take, tmp_path, data):
    (tmp_path / "class.zip").write_bytes(data)
    with pytest.raises(UsageError, match="is not a readable zip"):
        take(tmp_path / "class.zip")


def test_a_zip_that_cannot_be_opened_is_bad_usage(packed, take, monkeypatch):
    def refuse(_file):
        raise PermissionError(13, "Permission denied")

    path = packed(("ada.py", CODE))
    monkeypatch.setattr("grader.submission.files.archive.zipfile.ZipFile", refuse)
    with pytest.raises(UsageError, match="Permission denied"):
        take(path)


@pytest.mark.parametrize(
    ("cap", "value", "words"),
    [("MAX_MEMBERS", 1, "holds 2 files"), ("MAX_TOTAL", 9, "unpacks to more than 0 GB")],
)
def test_a_zip_that_holds_too_much_is_bad_usage(packed, take, monkeypatch, cap, value, words):
    monkeypatch.setattr(archive, cap, value)
    with pytest.raises(UsageError, match=words):
        take(packed(("ada.py", CODE), ("bob.py", CODE)))


def test_names_that_macos_wrote_are_read(packed, take):
    path = packed(("zo\u00e9.py", CODE))
    data = path.read_bytes()
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        data = data[:at] + bytes(2) + data[at + 2 :]
    path.write_bytes(data)
    assert [one.person.key for one in take(path).hand_ins] == ["zo\u00e9"]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_spoilt_zip_is_never_more_than_an_error(data):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as room:
        path = Path(room, "class.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("ada/homework.py", CODE)
            zipped.writestr("bob.py", CODE)
        spoilt = bytearray(path.read_bytes())
        for _change in range(data.draw(st.integers(1, 4))):
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(spoilt)
        try:
            with understand(path, "fizzbuzz"):
                pass
        except UsageError:
            pass
