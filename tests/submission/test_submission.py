"""Reading what was handed in.

Every form that students use, and every odd thing that a reader must survive.
"""

import json
import os
import socket
import zipfile
from pathlib import Path

import pytest

from grader import submission
from grader.errors import UsageError
from grader.results import Place, Reason
from grader.submission import files
from grader.submission.bounded import Reader
from grader.submission.files import beside
from grader.submission.files import folder as folders

TEXT = "def f():\n    return 1\n"


def read(path):
    return submission.read(path, "fizzbuzz")


@pytest.fixture
def file(tmp_path):
    def make(name, data=TEXT):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return make


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_a_path_that_is_not_there_is_bad_usage(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        read(tmp_path / "nothing.py")


@pytest.mark.parametrize("name", ["homework.py", "my solution (2).py", "HOMEWORK.PY", "作业.py"])
def test_a_file_of_any_name_is_read(file, name):
    result = read(file(name))
    assert (result.problem, result.source.text) == ("", TEXT)
    assert result.source.filename == name


@pytest.mark.parametrize(
    "data",
    [
        "x = 'é'\n".encode(),
        b"\xef\xbb\xbf" + "x = 'é'\n".encode(),
        "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
        "# coding: gb18030\nx = '作业'\n".encode("gb18030"),
        "x = 'é'\r\n".encode(),
        b"\xef\xbb\xbf" + "x = 'é'\r\ny = 1\r\n".encode(),
        "x = 'é'\ry = 1\r".encode(),
    ],
)
def test_encodings_and_line_ends_are_understood_as_python_does(file, data):
    result = read(file("homework.py", data))
    assert result.problem == ""
    assert "\r" not in result.source.text
    assert "é" in result.source.text or "作业" in result.source.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"x = 1\ny = '\xff'\n", "line 2: not valid utf-8"),
        (b"# coding: no-such-code\n", "unknown encoding"),
        (b"# coding: undefined\nx = 1\n", "the encoding undefined is not supported"),
        (b"# coding: punycode\n-" + b"a" * 20_000, "the encoding punycode is not supported"),
        (b"# coding: utf-7\nx = 1\n", "the encoding utf-7 is not supported"),
        ("x = 1\ndef f(:\n", "line 2"),
        ("x = 1\x00\n", "cannot be parsed"),
        ("(" * 10_000, "cannot be parsed"),
        ("-" * 100_000 + "1", "cannot be parsed"),
        ("x = 1\n\ufeffy = 2\n", "line 2"),
    ],
)
def test_what_python_cannot_read_is_a_problem_with_its_place(file, data, words):
    assert words in read(file("homework.py", data)).problem


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_named_as_such(file, encoding):
    problem = read(file("homework.py", "# 作业\nimport numpy as np\n".encode(encoding))).problem
    assert problem == (
        "homework.py is saved as UTF-16, which Python does not read: save the file as UTF-8"
    )


def test_an_empty_file_is_read(file):
    assert read(file("homework.py", "")).problem == ""


def test_a_file_of_another_kind_is_a_problem(file):
    problem = read(file("homework.docx")).problem
    assert problem == "homework.docx is a .docx: hand in the .py or .ipynb itself"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("homework.rar", "is a .rar, which cannot be unpacked here: hand in a .zip"),
        ("homework.ipynb.txt", "is called .txt at its end: rename it to homework.ipynb"),
        ("homework.py.json", "is called .json at its end: rename it to homework.py"),
        ("homework.gdoc", "holds no code, but a page or a link"),
        ("homework.exe", "is neither .py, .ipynb nor an archive"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(file, name, words):
    assert words in read(file(name)).problem


def test_a_huge_file_is_a_problem(file, monkeypatch):
    monkeypatch.setattr(folders, "MAX_FILE", 1000)
    assert "larger than" in read(file("homework.py", "#" * 2000)).problem


def test_a_folder_gives_its_homework(file, folder):
    file("homework.py")
    file("test_public.py", "raise SystemExit")
    file("conftest.py", "raise SystemExit")
    file("notes.txt", "")
    assert read(folder).source.text == TEXT


def test_the_only_candidate_by_another_name_is_taken(file, folder):
    file("hw5_final.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    file(".ipynb_checkpoints/hw5_final-checkpoint.ipynb", "")
    assert read(folder).source.filename == "hw5_final.ipynb"


def test_several_candidates_are_named(file, folder):
    file("a.py")
    file("b.py")
    assert "holds 2 candidates: a.py, b.py: keep only homework.py" in read(folder).problem


def test_a_folder_without_homework_is_a_problem(folder):
    assert "holds no homework.py" in read(folder).problem


def test_the_current_folder_is_named_and_what_lies_there(file, folder, monkeypatch):
    file("README.md", "# Read me\n")
    file("test_public.py")
    monkeypatch.chdir(folder)
    assert read(Path()).problem == (
        f"{folder.name} holds no homework.py and no homework.ipynb: "
        "it holds only README.md, test_public.py"
    )


def test_what_somebody_meant_as_the_homework_is_named_before_what_lies_there(file, folder):
    file("README.md", "# Read me\n")
    file("homework.docx", "")
    assert "homework.docx is a .docx: hand in the .py" in read(folder).problem


@pytest.mark.parametrize("name", ["homework1.py", "homework (1).py", "ps1.py"])
def test_the_only_file_is_said_where_its_name_is_another(file, folder, name):
    path = file(name)
    note = f"graded {name}: there is no homework.py and no homework.ipynb"
    assert read(folder).notes == (note,)
    assert read(path).notes == ()


@pytest.mark.parametrize(
    ("seconds", "chosen", "why"),
    [
        (60, "py", "homework.ipynb: it was saved later"),
        (-60, "ipynb", "homework.py: it was saved later"),
        (0, "py", "homework.ipynb, which has as many functions written"),
        (-2, "py", "homework.ipynb, which has as many functions written"),
    ],
)
def test_of_a_script_and_a_notebook_alike_the_later_one_is_taken_and_said(
    file, folder, seconds, chosen, why
):
    os.utime(file("homework.ipynb", notebook(TEXT)), (1e9, 1e9))
    os.utime(file("homework.py"), (1e9 + seconds, 1e9 + seconds))
    note = f"graded homework.{chosen}, not {why}; to choose, name the file, or keep only one"
    assert read(folder).notes == (note,)


@pytest.mark.parametrize("seconds", [-2, 0, 2])
def test_stubs_that_one_clone_wrote_are_no_note(file, folder, seconds):
    stub = "def f():\n    raise NotImplementedError\n"
    os.utime(file("homework.ipynb", notebook(stub)), (1e9 + seconds, 1e9 + seconds))
    os.utime(file("homework.py", stub), (1e9, 1e9))
    with Reader() as reader:
        chosen = reader.read(folder, "tiny", ["f"])
        assert (chosen.source.filename, chosen.notes) == ("homework.py", ())
        (note,) = reader.read(folder, "tiny", ["f", "g"]).notes  # one is written somewhere
        assert "which has as many functions written" in note


def test_beside_an_untouched_notebook_the_written_script_is_no_note(file, folder):
    file("homework.ipynb", notebook("def f():\n    raise NotImplementedError\n"))
    file("homework.py", "def f():\n    return 1\n")
    with Reader() as reader:
        chosen = reader.read(folder, "tiny", ["f"])
    assert (chosen.source.filename, chosen.notes) == ("homework.py", ())


def test_the_age_of_a_copy_does_not_decide_between_script_and_notebook(file, folder):
    for name, time_s in (("homework.py", 100), ("homework.ipynb", 102), ("homework-Copy1.py", 5e3)):
        text = notebook(TEXT) if name.endswith("ipynb") else TEXT
        os.utime(file(name, text), (time_s, time_s))
    assert read(folder).source.filename == "homework.py"


def test_an_empty_file_of_another_name_is_no_note(file, folder):
    file("notes.py", "")
    file("solution.py")
    assert not any("is empty" in note for note in read(folder).notes)


@pytest.mark.parametrize("name", ["homework.py", "homework.ipynb"])
@pytest.mark.parametrize("text", ["", "\n  \n"])
def test_an_empty_file_is_one_message_and_the_other_one_is_graded(file, folder, name, text):
    file(name, text)
    with Reader() as reader:
        assert reader.read(folder, "tiny", ["f"]).problem.startswith(f"{name} is empty: save ")
        other = {"homework.py": "homework.ipynb", "homework.ipynb": "homework.py"}[name]
        file(other, TEXT if other.endswith("py") else notebook(TEXT))
        chosen = reader.read(folder, "tiny", ["f"])
        assert chosen.source.filename == other
        assert chosen.notes == (
            f"{name} is empty, so {other} was graded: if you wrote something there, save it",
        )


@pytest.mark.parametrize(
    "text", ["# hello\n", "import numpy\ndef test_f(student):\n    student.f()\n"]
)
@pytest.mark.parametrize("suffix", ["py", "ipynb"])
def test_a_file_without_any_graded_function_is_one_message(file, text, suffix):
    path = file(f"test_public.{suffix}", text if suffix == "py" else notebook(text))
    with Reader() as reader:
        read = reader.read(path, "tiny", ["f", "g"])
    message = "defines none of the functions that are graded: f, g"
    assert read.problem == f"test_public.{suffix} {message}"
    assert read.reason is Reason.MISSING


@pytest.mark.parametrize(
    "text",
    [
        "def tota(): pass\n",
        "from tools import *\n",
        "exec('total = 3')\n",
        "globals()['total'] = 3\n",
        "total = max\n",
    ],
)
def test_what_may_define_a_function_or_misspells_it_is_graded(file, text):
    with Reader() as reader:
        assert not reader.read(file("homework.py", text), "tiny", ["total", "f"]).problem


@pytest.mark.parametrize("cut", [40, -1, -2])
@pytest.mark.parametrize("text", [TEXT, "# 数\n"])
def test_a_notebook_that_was_half_saved_is_called_cut_off(file, cut, text):
    whole = notebook(text).rstrip().encode()
    path = file("homework.ipynb", whole[:cut])
    assert read(path).problem == (
        "homework.ipynb is cut off: its end is missing: "
        "save it again in Jupyter, or take an earlier version of it"
    )


def test_the_shallowest_homework_is_taken(file, folder):
    file("old/homework.py", "x = 1\n")
    file("homework.py")
    assert read(folder).source.text == TEXT


def test_of_several_assignments_folders_the_right_one_is_taken(file, folder):
    file("two_layer_numpy/homework.py", "x = 1\n")
    file("fizzbuzz/homework.py")
    assert read(folder).source.text == TEXT


@pytest.mark.parametrize("stub_in", ["py", "ipynb"])
def test_of_a_script_and_a_notebook_the_written_one_is_taken_and_said(file, folder, stub_in):
    stub, done = "def f():\n    raise NotImplementedError\n", TEXT
    file("homework.py", stub if stub_in == "py" else done)
    file("homework.ipynb", notebook(stub if stub_in == "ipynb" else done))
    result = read(folder)
    other = {"py": "ipynb", "ipynb": "py"}[stub_in]
    assert result.source.filename == f"homework.{other}"
    assert result.notes == (
        f"graded homework.{other}, not homework.{stub_in}: "
        "it has fewer functions that are not written yet; to choose, name the file, or keep only one",
    )


def notebook(*cells):
    import nbformat.v4 as v4

    return nbformat_text(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells]))


def nbformat_text(book):
    import nbformat

    return nbformat.writes(book)


@pytest.mark.parametrize("name", ["my_solution.py", "final/homework.py", "ps1.py"])
def test_work_beside_an_untouched_stub_is_graded_and_said(file, folder, name):
    file("homework.py", "def f():\n    raise NotImplementedError\n")
    file(name, "def f():\n    return 1\n")
    file("notes.py", "x = 1\n")
    contents = files.pick(folder, "tiny")
    assert contents.data == b"def f():\n    return 1\n"
    assert f"graded {name}, not homework.py" in contents.notes[-1]


@pytest.mark.parametrize(
    "others",
    [
        {"helper.py": "def g():\n    return 1\n"},  # defines something else
        {"a.py": "def f():\n    return 1\n", "b.py": "def f():\n    return 2\n"},  # which of them?
        {"old.py": "def f():\n    raise NotImplementedError\n"},
        {"test_f.py": "def f():\n    return 1\n"},
    ],
)
def test_a_stub_is_graded_where_no_other_file_plainly_is_the_work(file, folder, others):
    file("homework.py", "def f():\n    raise NotImplementedError\n")
    for name, text in others.items():
        file(name, text)
    assert files.pick(folder, "tiny").name == "homework.py"
    assert b"NotImplementedError" in files.pick(folder, "tiny").data


@pytest.mark.parametrize("other", ["def clip(x):\n    return x\n", "x = 1\n"])
def test_of_files_of_other_names_the_one_with_the_graded_functions_is_taken(file, folder, other):
    file("lab2.py", "import utils\ndef f():\n    return 1\n")
    file("utils.py", other)
    assert "2 candidates" in files.pick(folder, "tiny").problem
    contents = files.pick(folder, "tiny", functions=["f", "g"])
    assert (contents.name, [*contents.beside]) == ("lab2.py", ["utils.py"])
    assert "defines more of the graded functions" in contents.notes[0]


def test_a_notebook_in_one_line_is_not_passed_over(file, folder):
    text = '{"cells": [{"cell_type": "code", "source": ["def f():\\n", "  %s"]}]}'
    file("homework.ipynb", text % "raise NotImplementedError")
    file("tools.py", "x = 1\n")
    assert files.pick(folder, "tiny", functions=["f"]).name == "homework.ipynb"
    file("homework.ipynb", text % "return 1")
    file("homework.py", "def f():\n    raise NotImplementedError\n")
    assert files.pick(folder, "tiny", functions=["f"]).name == "homework.ipynb"


def test_what_stands_in_a_file_costs_the_choice_no_time(file, folder):
    file("homework.py", "raise NotImplementedError\n" + "\n" * 900_000 + "def f(): pass\n")
    file("notes.py", " \t" * 400_000 + "\n" * 100_000)
    assert files.pick(folder, "tiny", functions=["f"]).name == "homework.py"


def test_of_two_folders_the_written_homework_is_taken(file, folder):
    file("new/homework.py", "def f():\n    return 1\n")
    file("old/homework.py", "def f():\n    raise NotImplementedError\n")
    assert b"return 1" in files.pick(folder, "tiny", functions=["f"]).data


def test_modules_beside_the_homework_come_along(file, folder):
    file("homework.py", "from mine import x\n")
    file("mine.py", "x = 1\n")
    file("not-a-module.py", "")
    assert read(folder).beside == {"mine.py": b"x = 1\n"}


def test_modules_beside_a_file_come_along_only_for_a_homework(file):
    file("mine.py", "x = 1\n")
    assert read(file("homework.py")).beside == {"mine.py": b"x = 1\n"}
    assert read(file("ada.py")).beside == {}


def test_a_huge_module_does_not_sink_the_homework(file, folder, monkeypatch):
    monkeypatch.setattr(beside, "MAX_MODULES", 100)
    file("homework.py")
    file("data.py", "#" * 200)
    result = read(folder)
    assert (result.problem, result.beside) == ("", {})
    assert "data.py" in result.notes[0]


def test_a_path_that_cannot_be_looked_at_is_bad_usage(tmp_path):
    with pytest.raises(UsageError):
        read(tmp_path / ("x" * 5000))


def test_links_are_not_followed(file, folder, tmp_path):
    (tmp_path / "secret.py").write_text("answer = 1\n")
    (folder / "homework.py").symlink_to(tmp_path / "secret.py")
    assert "homework.py is a link" in read(folder).problem


def test_a_linked_folder_is_not_entered(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/homework.py").write_text(TEXT)
    (folder / "sub").symlink_to(tmp_path / "elsewhere")
    assert "holds no homework.py" in read(folder).problem


def test_a_hard_link_is_not_followed(folder, tmp_path):
    (tmp_path / "secret.py").write_text("answer = 1\n")
    (folder / "homework.py").hardlink_to(tmp_path / "secret.py")
    assert (
        "homework.py is a link, and links are not followed: hand in the file itself, or a copy"
        in read(folder).problem
    )


def test_a_link_that_the_user_names_is_meant(file, tmp_path):
    (tmp_path / "mine.py").hardlink_to(file("homework.py"))
    (tmp_path / "latest.py").symlink_to(file("homework.py"))
    assert (
        read(tmp_path / "mine.py").source.text == read(tmp_path / "latest.py").source.text == TEXT
    )


def test_a_socket_is_no_file(folder, monkeypatch):
    monkeypatch.chdir(folder)  # its path may not be long
    with socket.socket(socket.AF_UNIX) as line:
        line.bind("homework.py")
        assert "not a regular file" in read(folder).problem


def test_folders_within_folders_without_end_hold_nobody_up(folder, monkeypatch):
    monkeypatch.chdir(folder)
    for _ in range(150):
        Path("d").mkdir()
        os.chdir("d")
    Path("homework.py").write_text(TEXT)
    assert "holds no homework.py" in read(folder).problem


@pytest.mark.parametrize("name", ["homework.py", "homework.ipynb"])
def test_more_code_than_anybody_writes_is_a_problem(file, name):
    code = "x = 1\n" * 100_000
    data = notebook(code) if name.endswith("ipynb") else code
    problem = read(file(name, data)).problem
    assert (
        problem
        == f"{name} holds more than 256 KB of code: leave out data and code that is not graded"
    )


@pytest.mark.parametrize("name", ["\x1b[31mred.py", "a\nb.py", "\u202egnp.py", "=cmd|calc.py"])
def test_names_are_shown_without_what_steers_a_terminal(file, folder, name):
    file(name)
    file("other.py")
    problem = read(folder).problem
    assert "holds 2 candidates" in problem
    assert not set("\x1b\u202e") & set(problem)


def test_a_fifo_does_not_hold_the_reader(folder):
    os.mkfifo(folder / "homework.py")
    assert "not a regular file" in read(folder).problem


def test_a_folder_by_the_name_of_a_file_is_no_homework(folder):
    (folder / "homework.py").mkdir()
    assert "holds no homework.py" in read(folder).problem


class TestZip:
    @pytest.fixture
    def zipped(self, tmp_path):
        def make(**members):
            path = tmp_path / "ada.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in members.items():
                    archive.writestr(name, text)
            return path

        return make

    @pytest.mark.parametrize(
        "name", ["homework.py", "ada/homework.py", "fizzbuzz\\homework.py", "hw5.py"]
    )
    def test_a_zip_gives_its_homework(self, zipped, name):
        assert read(zipped(**{name: TEXT})).source.text == TEXT

    def test_what_a_mac_adds_is_left_out(self, zipped):
        assert (
            read(zipped(**{"hw/homework.py": TEXT, "__MACOSX/hw/._homework.py": "\0"})).source.text
            == TEXT
        )

    @pytest.mark.parametrize("name", ["../homework.py", "/homework.py", "a/../../homework.py"])
    def test_a_path_that_escapes_is_left_out(self, zipped, name):
        result = read(zipped(**{name: TEXT}))
        assert "homework.py has a name that leads out of the folder" in result.problem
        assert result.source.text == ""

    def test_a_link_is_not_followed(self, tmp_path):
        info = zipfile.ZipInfo("homework.py")
        info.external_attr = 0o120777 << 16
        with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
            archive.writestr(info, "/etc/passwd")
        assert "is a link" in read(tmp_path / "ada.zip").problem

    def test_a_bomb_is_a_problem(self, zipped, monkeypatch):
        monkeypatch.setattr(folders, "MAX_FILE", 1 << 16)
        assert "larger than" in read(zipped(**{"homework.py": "#" * (1 << 20)})).problem

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", b"x" * 100])
    def test_a_damaged_zip_is_a_problem(self, file, data):
        assert "not a readable zip" in read(file("ada.zip", data)).problem

    @pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_what_cannot_be_unpacked_piece_by_piece_is_a_problem(self, tmp_path, compression):
        with zipfile.ZipFile(tmp_path / "ada.zip", "w", compression) as archive:
            archive.writestr("homework.py", TEXT)
        assert "is compressed in a way that is not read here" in read(tmp_path / "ada.zip").problem

    def test_names_within_are_shown_without_what_steers_a_terminal(self, zipped):
        folder = "\x1b[31m\u202e"
        notes = read(
            zipped(**{f"{folder}/homework.py": TEXT, f"{folder}/homework.ipynb": notebook("x = 1")})
        ).notes
        assert len(notes) == 1
        assert not set(folder[:1] + "\u202e") & set(notes[0])

    def test_a_huge_archive_is_a_problem(self, zipped, monkeypatch):
        monkeypatch.setattr(files, "MAX_ZIP", 10)
        assert (
            "ada.zip is larger than 0 MB: zip the homework alone"
            in read(zipped(**{"homework.py": TEXT})).problem
        )

    def test_more_files_than_a_homework_has_are_a_problem(self, zipped):
        assert (
            "holds 20001 files"
            in read(zipped(**{f"{number}.txt": "" for number in range(20_001)})).problem
        )

    def test_a_fifo_does_not_hold_the_reader(self, folder):
        os.mkfifo(folder / "ada.zip")
        assert "not a regular file" in read(folder / "ada.zip").problem

    def test_a_damaged_member_is_a_problem(self, zipped):
        path = zipped(**{"homework.py": TEXT * 50})
        data = bytearray(path.read_bytes())
        data[50:60] = b"\xff" * 10
        path.write_bytes(data)
        assert "damaged" in read(path).problem


def test_what_does_not_parse_is_pointed_at(file):
    assert read(file("homework.py", "x = 1\ndef f(:\n")).place == Place(
        "homework.py", 2, file_line=2
    )
    assert read(file("homework.py", b"x = 1\ny = '\xff'\n")).place == Place(
        "homework.py", 2, file_line=2
    )
    assert read(file("homework.py")).place is None


def test_the_graded_files_own_path_is_known_unless_it_lies_in_an_archive(file, folder):
    path = file("fizzbuzz/homework.py")
    assert read(folder).file == read(path).file == str(path)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.write(path, "homework.py")
    assert read(folder / "a.zip").file == ""


def test_a_notebooks_lines_are_known_in_its_file(file):
    book = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    book["cells"] = [
        {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None}
    ]
    book["cells"][0]["source"] = ["x = 1\n", "y = 2"]
    text = json.dumps(book, indent=1)
    place = read(file("homework.ipynb", text)).source.pointer(2)
    assert text.split("\n")[place.file_line - 1].strip() == '"y = 2"'


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("asignments/tiny", "assignments/tiny"),
        ("assignments/tinny", "assignments/tiny"),
        ("zzz", ""),
    ],
)
def test_a_misspelt_path_is_corrected(tmp_path, given, meant):
    (tmp_path / "assignments/tiny").mkdir(parents=True)
    with pytest.raises(UsageError) as caught:
        files.require_existence(tmp_path / given)
    assert caught.value.hint == (
        f"did you mean {tmp_path / meant}?" if meant else "give a .py, an .ipynb, a folder or a zip"
    )
