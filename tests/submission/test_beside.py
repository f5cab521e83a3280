"""Files that come with a homework: modules, packages and data, within bounds."""

import zipfile

import pytest

from grader import submission
from grader.submission import files
from grader.submission.files import beside


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files into a folder, and returns it."""

    def make(**texts):
        for name, text in texts.items():
            stem, _, ending = name.rpartition("_")
            path = tmp_path / "in" / f"{stem.replace('__', '/')}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / "in"

    return make


def picked(path):
    return files.pick(path, "fizzbuzz")


def test_a_package_that_the_homework_mentions_comes_along(folder):
    path = folder(
        homework_py="from lib.tools import f",
        lib____init___py="",
        lib__tools_py="from .deep.more import x",
        lib__deep__more_py="x = 1",
        old__tools_py="x = 2",
    )
    (path / "lib" / "__init__.py").write_text("")
    assert {*picked(path).beside} >= {"lib/__init__.py", "lib/tools.py", "lib/deep/more.py"}
    assert "old/tools.py" not in picked(path).beside
    assert picked(path / "homework.py").beside.keys() == picked(path).beside.keys()


@pytest.mark.parametrize(
    "code",
    [
        'open("scale.csv")',
        'open(f"{name}.csv")',
        'glob("*.csv")',
        "import tools",
    ],
)
def test_data_that_the_code_seems_to_open_comes_along(folder, code):
    path = folder(homework_py=code, tools_py="open('scale.csv')", scale_csv="1,2", notes_txt="no")
    assert picked(path).beside["scale.csv"] == b"1,2"
    assert "notes.txt" not in picked(path).beside


def test_data_in_a_folder_comes_along(folder):
    path = folder(homework_py='open("data/scale.csv")', data__scale_csv="1")
    assert picked(path).beside == {"data/scale.csv": b"1"}


def test_an_empty_file_is_no_data(folder):
    assert picked(folder(homework_py='open("a.csv")', a_csv="")).beside == {}


def test_data_beside_a_single_file_stays_where_it_is(folder):
    path = folder(homework_py='open("scale.csv")', scale_csv="1")
    assert picked(path / "homework.py").beside == {}


def test_data_in_a_zip_comes_along(tmp_path):
    path = tmp_path / "ada.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/homework.py", 'open("scale.csv")')
        archive.writestr("ada/scale.csv", "1")
        archive.writestr("scale.csv", "2")
    assert picked(path).beside == {"scale.csv": b"1"}


def test_data_that_is_too_large_stays_behind_with_a_note(folder, monkeypatch):
    monkeypatch.setattr(beside, "MAX_DATA", 10)
    path = folder(homework_py='open("a.csv")', a_csv="1" * 6, b_csv="2" * 6)
    contents = picked(path)
    assert contents.beside == {"a.csv": b"111111"}
    assert "b.csv and the other files beside the homework are larger" in contents.notes[0]
    assert contents.notes[0].endswith("; it does not come along")


def test_more_files_than_anybody_needs_stay_behind_with_a_note(folder, monkeypatch):
    monkeypatch.setattr(beside, "MAX_FILES", 1)
    path = folder(homework_py='open("a.csv")', a_csv="1", b_csv="2")
    assert picked(path).beside == {"a.csv": b"1"}
    assert "b.csv is one of more than 1 files" in picked(path).notes[0]


def test_a_link_is_not_followed(folder, tmp_path):
    (tmp_path / "secret.csv").write_text("1")
    path = folder(homework_py='open("a.csv")')
    (path / "a.csv").symlink_to(tmp_path / "secret.csv")
    assert picked(path).beside == {}
    assert "a.csv is a link" in picked(path).notes[0]


def test_a_file_beside_changes_the_hash(folder):
    before = picked(folder(homework_py='open("a.csv")', a_csv="1")).sha256
    assert picked(folder(a_csv="2")).sha256 != before


def test_a_notebook_that_is_run_comes_along_as_a_module(folder):
    import nbformat
    from nbformat import v4

    def book(cell):
        return nbformat.writes(v4.new_notebook(cells=[v4.new_code_cell(cell)]))

    path = folder(homework_ipynb=book("%run other.ipynb"), other_ipynb=book("x = 1"))
    assert submission.read(path, "fizzbuzz").beside["other.py"] == b"x = 1\n"


def test_a_file_that_a_cell_writes_is_beside_the_homework(folder):
    import nbformat
    from nbformat import v4

    cells = [
        "%%writefile helper.py\nx = 1",
        "%%writefile -a helper.py\ny = 2",
        "import helper",
        "%%writefile ../evil.py\nx = 1",
    ]
    book = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    read = submission.read(folder(homework_ipynb=nbformat.writes(book)), "fizzbuzz")
    assert read.beside == {"helper.py": b"x = 1\ny = 2\n"}


def test_a_module_that_is_called_like_a_test_comes_along_where_it_is_imported(folder):
    path = folder(
        homework_py="import test_data", test_data_py="x = 1", test_public_py="", setup_py=""
    )
    (path / "__init__.py").write_text("")
    assert picked(path).beside == {"test_data.py": b"x = 1"}


# ------------------------------------------------------------------------------------------- copies

STUB = "def f():\n    raise NotImplementedError\n"


@pytest.mark.parametrize(
    "name",
    [
        "homework-Copy1.py",
        "homework (1).py",
        "homework(2).py",
        "Copy of homework.py",
        "Copy of Copy of homework.py",
        "homework - Copy.py",
        "homework copy 2.py",
        "homework的副本.py",
        "“homework.ipynb”的副本.py",
    ],
)
def test_the_copy_that_was_worked_on_is_graded_with_a_note(folder, name):
    path = folder(homework_py=STUB)
    (path / name).write_text("def f():\n    return 1\n")
    contents = picked(path)
    assert contents.name == name
    assert contents.notes == (
        f"graded {name}, not homework.py: it has fewer functions that are not written yet; "
        "to choose, name the file, or keep only one",
    )


def test_of_a_homework_and_its_equal_copy_the_homework_is_graded(folder):
    path = folder(homework_py="def f(): pass")
    (path / "homework-Copy1.py").write_text("def f(): return 2")
    assert picked(path).name == "homework.py"
    assert picked(path).notes == (
        "graded homework.py, not homework-Copy1.py, its copy; "
        "to choose, name the file, or keep only one",
    )


def test_a_copy_alone_is_the_homework_beside_its_modules(folder):
    path = folder(tools_py="x = 1")
    (path / "homework (1).py").write_text("import tools")
    assert (picked(path).name, picked(path).beside) == ("homework (1).py", {"tools.py": b"x = 1"})
