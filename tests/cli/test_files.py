"""Reading what was exported, writing what is imported.

Byte by byte, and every failure says what to do.
"""

import pytest

from grader.cli.files import read_export, write_export, write_exports
from grader.errors import UsageError


@pytest.mark.parametrize("text", ["\ufeffa,李\r\n1,2\r\n", "a\n", 'a,"b\r\nc"\n'])
def test_what_is_read_is_written_byte_by_byte(tmp_path, text):
    (tmp_path / "in.csv").write_bytes(text.encode())
    write_export(tmp_path / "out.csv", *read_export(tmp_path / "in.csv"))
    assert (tmp_path / "out.csv").read_bytes() == text.encode()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"gradebook\.csv: No such file"):
        read_export(tmp_path / "gradebook.csv")


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_excels_and_chinese_windows_encodings_stay(tmp_path, encoding):
    (tmp_path / "in.csv").write_bytes("学号,姓名\r\n1,李雷\r\n".encode(encoding))
    write_export(tmp_path / "out.csv", *read_export(tmp_path / "in.csv"))
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "in.csv").read_bytes()


def test_a_file_in_another_encoding_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "in.csv").write_bytes(b"Name\nM\xfcller\n")
    with pytest.raises(UsageError, match="not encoded in UTF-8") as caught:
        read_export(tmp_path / "in.csv")
    assert "CSV UTF-8" in caught.value.hint


def test_a_folder_is_made_for_several_files(tmp_path):
    write_exports(tmp_path / "a/b", {"ada.json": "{}\n", "li.json": "[]\n"})
    assert {file.name: file.read_text() for file in (tmp_path / "a/b").iterdir()} == {
        "ada.json": "{}\n",
        "li.json": "[]\n",
    }


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot write .*file/out\.csv"):
        write_export(tmp_path / "file/out.csv", "")
    with pytest.raises(UsageError, match=r"cannot write .*file"):
        write_exports(tmp_path / "file", {})
