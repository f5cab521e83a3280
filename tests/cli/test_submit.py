"""`grade submit`, as a student uses it in a course that says how to hand in."""

import hashlib
import re
import subprocess
import sys
import zipfile

import pytest

RIGHT = "from helper import twice\n\n\ndef double(x):\n    return twice(x)\n\n\ndef total(xs):\n    return 2 * sum(xs)\n"
HELPER = "def twice(x):\n    return 2 * x\n"
ZIP = '[hand_in]\nkind = "zip"\nen = "Upload it to Canvas."\nzh = "上传到 Canvas。"\n'
GIT = '[hand_in]\nkind = "git-tag"\n'


@pytest.fixture
def handing_in(course, grade):
    """Makes a homework with a module beside it, in a course that wants it so."""

    def make(settings=ZIP, text=RIGHT):
        (course / "course.toml").write_text(settings, "utf-8")
        folder = course / "assignments/tiny"
        (folder / "homework.py").write_text(text)
        (folder / "helper.py").write_text(HELPER)
        return folder

    return make


def answered(course, answer, *arguments):
    """Run it with an answer to its question."""
    command = [sys.executable, "-m", "grader", "submit", *map(str, arguments)]
    return subprocess.run(
        command, cwd=course, input=answer, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_zip_holds_the_students_own_files_and_the_receipt_its_hash(handing_in, course, grade):
    handing_in()
    done = grade("submit", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "tiny: 100 of 100 points" in done.stdout
    assert "Upload it to Canvas." in done.stdout
    with zipfile.ZipFile(course / "tiny.zip") as archive:
        sent = {name: archive.read(name).decode() for name in archive.namelist()}
    assert sent == {"homework.py": RIGHT, "helper.py": HELPER}
    assert all(f"  {name}  (" in done.stdout for name in sent)
    digest = re.search(r"sha256 ([0-9a-f]{64})", done.stdout)[1]
    assert digest == hashlib.sha256((course / "tiny.zip").read_bytes()).hexdigest()


def test_what_was_handed_in_gets_the_same_points(handing_in, course, grade):
    handing_in()
    grade("submit", "--yes")
    done = grade("check", "tiny.zip", "-a", "tiny")
    assert "100 of 100 points" in done.stdout


def test_the_same_files_give_the_same_receipt(handing_in, grade):
    handing_in()
    first, second = (re.findall(r"sha256 \w+", grade("submit", "--yes").stdout) for _ in "12")
    assert first == second


def test_it_asks_and_no_hands_nothing_in(handing_in, course):
    handing_in()
    done = answered(course, "n\n")
    assert "Write it?" in done.stdout
    assert "nothing was handed in" in done.stdout
    assert (done.returncode, done.stderr) == (1, "")
    assert not (course / "tiny.zip").exists()
    assert answered(course, "\n").returncode == 1
    done = answered(course, "y\n")
    assert "tiny.zip is ready, and not handed in yet.\nUpload it to Canvas." in done.stdout
    assert (course / "tiny.zip").exists()
    assert "It replaces the one that is there." in answered(course, "n\n").stdout


def test_checks_that_fail_are_named_before_the_question(handing_in, course):
    handing_in(text=RIGHT.replace("return twice(x)", "return 3 * x"))
    done = answered(course, "n\n")
    assert "tiny: 60 of 100 points\n  FAIL  double doubles" in done.stdout


def test_what_is_not_finished_is_told_before_the_question(handing_in, course):
    handing_in(text="def double(x):\n    raise NotImplementedError('double it')\n")
    done = answered(course, "n\n")
    assert done.stdout.index("double is still to be written") < done.stdout.index("Write it?")


@pytest.mark.parametrize("settings", ["", '[hand_in]\nen = "Bring it on paper."\n'])
def test_a_course_that_collects_otherwise_says_so(handing_in, grade, settings):
    handing_in(settings)
    done = grade("submit", "--yes")
    assert done.returncode == 2
    assert "does not collect homework by `grade submit`" in done.stderr
    assert ("Bring it on paper." in done.stderr) == bool(settings)


def test_a_student_reads_what_to_hand_in_and_only_an_instructor_of_course_toml(
    handing_in, grade, course
):
    handing_in("")
    assert "[hand_in] in course.toml" in grade("submit").stderr
    (course / "solutions").rename(course / "elsewhere")
    done = grade("submit")
    assert "hint: hand in homework.py or homework.ipynb where" in done.stderr
    assert "course.toml" not in done.stderr + grade("submit", "--help").stdout


@pytest.mark.parametrize(
    "settings", ['[hand_in]\nkind = "fax"\n', "[hand_in]\nbox = 3\n", "[hand_in\n"]
)
def test_settings_that_are_wrong_are_one_line(handing_in, grade, settings):
    handing_in(settings)
    done = grade("submit", "--yes")
    assert done.returncode == 2
    assert done.stderr.startswith("grade: ")
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_missing_is_named(handing_in, grade):
    handing_in('[hand_in]\nkind = "zip"\nfolder = "out"\n')
    done = grade("submit", "--yes")
    assert (done.returncode, "out is not a folder" in done.stderr) == (2, True)


def git(folder, *arguments):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_a_tag_names_the_commit_and_is_pushed(handing_in, course, grade, tmp_path):
    handing_in(GIT)
    git(tmp_path, "init", "-q", "--bare", "remote")
    git(course, "init", "-q")
    git(course, "add", "-A")
    git(course, "commit", "-qm", "done")
    git(course, "remote", "add", "origin", str(tmp_path / "remote"))
    done = grade("submit", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    (tag,) = git(tmp_path / "remote", "tag").split()
    assert re.fullmatch(r"submit/tiny/\d{8}T\d{6}Z", tag)
    assert git(tmp_path / "remote", "rev-parse", tag) == git(course, "rev-parse", "HEAD")
    assert tag in done.stdout


def test_what_is_not_committed_is_not_tagged(handing_in, course, grade):
    folder = handing_in(GIT)
    git(course, "init", "-q")
    git(course, "add", "-A")
    git(course, "commit", "-qm", "done")
    (folder / "homework.py").write_text(RIGHT + "# more\n")
    done = grade("submit", "--yes")
    assert (done.returncode, "not committed" in done.stderr) == (2, True)
    assert git(course, "tag") == ""


def test_outside_a_repository_git_says_what_is_wrong(handing_in, grade):
    handing_in(GIT)
    done = grade("submit", "--yes", GIT_CEILING_DIRECTORIES="/")
    assert done.returncode == 2
    assert "git status failed" in done.stderr


def test_below_a_students_report_stands_how_to_hand_in(handing_in, course, grade):
    handing_in()
    instructors = grade("check")
    assert "Upload it to Canvas." not in instructors.stdout
    (course / "solutions").rename(course / "elsewhere")
    students = grade("check")
    assert students.stdout.rstrip().endswith("`grade submit` hands it in. Upload it to Canvas.")
    assert "hands it in" not in grade("check", "--format", "json").stdout
    assert "用 `grade submit` 提交。上传到 Canvas。" in grade("check", "--lang", "zh").stdout


def test_below_full_marks_stands_what_to_do_next(handing_in, course, grade):
    handing_in("")
    next_step = "All checks here pass: hand in assignments/tiny/homework.py as your course asks."
    assert next_step not in grade("check").stdout
    (course / "solutions").rename(course / "elsewhere")
    assert grade("check").stdout.rstrip().endswith(next_step)
    assert next_step not in grade("check", "--check", "double").stdout
    handing_in("", text=RIGHT.replace("twice(x)", "x"))
    assert next_step not in grade("check").stdout
