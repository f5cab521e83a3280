"""`grade report`: a class's gradebook as pages, as an instructor writes them."""

from urllib.parse import unquote
from xml.sax.saxutils import unescape

import pytest

from grader.classroom.gradebook import Gradebook


@pytest.fixture
def pages(klass, batch, run, course):
    """Grades a class, and writes its pages; gives their folder."""
    batch(klass(8))
    run("adjust", "s000right", "-a", "tiny", "--points", "5", "--reason", "well <b>explained</b>")

    def pages(*options):
        done = run("report", "gradebook.sqlite", "-o", "pages", *options)
        assert done.returncode == 0, done.stderr
        assert done.stderr == "pages/index.html: 8 students\n"
        return course / "pages"

    return pages


def test_each_assignment_has_a_page_and_each_student_theirs(pages):
    folder = pages()
    assert 'href="tiny/index.html"' in (folder / "index.html").read_text("utf-8")
    table = (folder / "tiny/index.html").read_text("utf-8")
    files = sorted(file.name for file in (folder / "tiny/students").iterdir())
    assert len(files) == 8
    assert all(f'href="instructors/{name}"' in table for name in files)
    assert files == sorted(file.name for file in (folder / "tiny/instructors").iterdir())
    page = (folder / "tiny/students/s000right.html").read_text("utf-8")
    assert "+5: well &lt;b&gt;explained&lt;/b&gt;" in page
    assert "105" in page


def test_written_again_the_pages_are_the_same(pages):
    folder = pages()
    before = {file: file.read_bytes() for file in folder.rglob("*.html")}
    assert {file: file.read_bytes() for file in pages().rglob("*.html")} == before


def test_anonymous_pages_name_nobody(pages):
    folder = pages("--anonymous")
    for file in folder.rglob("*"):
        assert "s00" not in file.name
        if file.is_file():
            assert "s00" not in unquote(unescape(file.read_text("utf-8")))


def test_they_are_chinese_where_chinese_is_asked_for(pages, run, course):
    pages()
    run("report", "gradebook.sqlite", "-o", "pages", "--lang", "zh")
    assert "最常见的错误" in (course / "pages/tiny/index.html").read_text("utf-8")


def test_a_gradebook_without_an_assignment_gives_a_clear_message(run, course, book):
    with Gradebook(course / "new.sqlite", create=True):
        pass
    done = run("report", "new.sqlite", "-o", "pages")
    assert done.returncode == 2
    message, hint = done.stderr.splitlines()
    assert message == "grade: new.sqlite contains no assignment yet"
    assert hint == "hint: grade batch fills it"


def test_folders_that_bear_odd_names_are_no_words_of_a_report(course, batch, run):
    for name in ("e", "name", "10"):
        folder = course / "odd" / name
        folder.mkdir(parents=True)
        (folder / "homework.py").write_text("def double(x):\n    return name\n", "utf-8")
    assert batch(course / "odd", "--anonymous").returncode == 0
    assert run("report", "gradebook.sqlite", "-o", "pages", "--anonymous").returncode == 0


def test_what_is_wrong_gives_a_clear_message(run, course):
    done = run("report", "nothing.sqlite", "-o", "pages")
    assert done.returncode == 2
    assert done.stderr.startswith("grade: there is no gradebook nothing.sqlite")
    assert not (course / "pages").exists()
