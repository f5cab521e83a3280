"""What to look at, from `grade batch` to the pages and exports, with a real class."""

import json

import pytest
from classroom.batch.conftest import RIGHT

LOOKS = f"import sys\n\n\n{RIGHT}".replace(
    "return 2 * x", "return 2 * x if sys._getframe(0) else x"
)
EVALS = RIGHT.replace("2 * x", "eval('2') * x")
WORDS = ("_getframe", "frames of its callers", "调用者", "look at", "review")


@pytest.fixture
def graded(course, batch):
    """A class of three, of whom two are to be looked at; grades it, and gives what was said."""
    folder = course / "submissions"
    for name, text in (("ada", LOOKS), ("bob", RIGHT), ("eve", LOOKS + EVALS)):
        (folder / name).mkdir(parents=True)
        (folder / name / "homework.py").write_text(text, "utf-8")

    def graded(*options):
        done = batch(folder, *options)
        assert done.returncode == 0, done.stderr
        return done

    return graded


def test_a_run_ends_with_whom_to_look_at(graded, book):
    for _ in range(2):  # the second run grades nothing
        done = graded()
        listed = done.stderr[done.stderr.index("to look at") :].splitlines()
        assert listed[0] == "to look at, which proves nothing (2):"
        assert listed[1].startswith("  ada: homework.py, line 5: `sys._getframe`: looks at")
        assert listed[2].startswith("  eve: homework.py, line ")
        assert len(listed) == 4
        assert "look at" not in done.stdout
    with book() as open_book:
        grades = {grade.person.key: grade for grade in open_book.grades("tiny")}
    assert {key: len(grade.report.review) > 0 for key, grade in grades.items()} == {
        "ada": True,
        "bob": False,
        "eve": True,
    }
    assert {grade.final for grade in grades.values()} == {100}


def test_an_anonymous_run_names_nobody(graded):
    listed = graded("--anonymous").stderr.partition("to look at")[2]
    assert listed.count("  S-") == 2
    assert "ada" not in listed


def test_a_long_list_is_cut(course, batch):
    (course / "many").mkdir()
    for number in range(23):
        (course / f"many/s{number:02}_homework.py").write_text(LOOKS, "utf-8")
    listed = batch(course / "many").stderr.partition("to look at, which proves nothing (23):\n")[2]
    lines = listed.splitlines()
    assert lines[20] == "  … 3 more lines"
    assert "s19" in lines[19]


def test_pages_for_students_and_exports_do_not_hold_it(graded, run, course):
    graded()
    assert run("report", "gradebook.sqlite", "-o", "pages").returncode == 0
    assert "_getframe" in (course / "pages/tiny/index.html").read_text("utf-8")
    assert "_getframe" in (course / "pages/tiny/instructors/ada.html").read_text("utf-8")

    (course / "canvas.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Tiny (77)\n    Points Possible,,,,,10\nada,1,,ada,A,\n"
    )
    (course / "moodle.csv").write_text(
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments\n"
        "Participant 201,Ada Lovelace,ada,Submitted,,50,\n"
    )
    run("export", "csv", "-a", "tiny", "-o", "out.csv")
    run("export", "gradescope", "-a", "tiny", "-o", "results")
    run("export", "canvas", "-a", "tiny", "--file", "canvas.csv", "-o", "out-canvas.csv")
    run("export", "moodle", "-a", "tiny", "--file", "moodle.csv", "-o", "out-moodle.csv")
    written = [
        *course.glob("out*.csv"),
        *course.glob("results/*"),
        *course.glob("pages/*/students/*"),
    ]
    assert len(written) == 9
    for file in written:
        text = file.read_text("utf-8")
        assert [word for word in WORDS if word in text] == [], file


@pytest.mark.parametrize(
    "form",
    ["terminal", "json", "junit", "gradescope", "github", "prairielearn"],
)
def test_a_check_for_a_student_does_not_show_it(graded, run, course, form):
    file = course / "submissions/ada/homework.py"
    words = ("check", file, "-a", "tiny", "--isolation", "E", "--format", form)
    done = run(*words, "--html", "page.html")
    page = (course / "page.html").read_text("utf-8")
    for text in (done.stdout, done.stderr, page):
        assert [word for word in WORDS if word in text] == []


def test_a_check_for_an_instructor_shows_it(graded, run, course):
    file = course / "submissions/ada/homework.py"
    words = ("check", file, "-a", "tiny", "--isolation", "E", "--for", "instructor")
    done = run(*words, "--html", "page.html")
    assert "homework.py, line 5: `sys._getframe`" in done.stdout
    assert done.returncode == 0
    assert "sys._getframe" in (course / "page.html").read_text("utf-8")
    (remark,) = json.loads(run(*words, "--format", "json").stdout)["review"]
    assert remark["id"] == "frames"
