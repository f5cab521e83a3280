"""`grade batch`, `diff`, `adjust` and `export` as an instructor runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile

import pytest
from classroom.batch.conftest import HOMEWORK, RIGHT, SCORES
from tools import heed_signals

from grader.errors import UsageError
from grader.results import Tier
from grader.sandbox import probe

needs_311 = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python reads this form of a date since 3.11"
)


def ran(done):
    """How many checks were run for each student, from the lines on stderr."""
    return {
        who: int(checks)
        for who, checks in re.findall(
            r"^\d+/\d+ (\w+): .*?, (\d+) of \d+ checks? run in", done.stderr, re.MULTILINE
        )
    }


def test_a_class_is_graded_and_each_gets_what_is_due(klass, batch, outcome):
    done = batch(klass(len(HOMEWORK), list(HOMEWORK)))
    assert done.returncode == 0, done.stderr
    scores = {key[4:]: final for key, (final, _, _) in outcome().items()}
    assert scores == SCORES
    assert "a file for each student: 9 hand-ins by 9 students" in done.stderr
    assert "9 hand-ins to grade, 0 up to date" in done.stderr
    assert len(re.findall(r"^\d/9 s00", done.stderr, re.MULTILINE)) == 9
    assert done.stdout.startswith("9 students: 9 graded")


def test_the_same_command_again_grades_nothing(klass, batch, outcome):
    folder = klass(4)
    batch(folder)
    before = outcome()
    done = batch(folder)
    assert "0 hand-ins to grade, 4 up to date" in done.stderr
    assert outcome() == before


def test_who_comes_later_is_graded_alone(klass, batch):
    batch(klass(2))
    done = batch(klass(3))
    assert "1 hand-in to grade, 2 up to date" in done.stderr
    assert list(ran(done)) == ["s002wrong"]


def test_a_repaired_check_is_run_alone_and_diff_says_what_it_changed(klass, batch, run, course):
    folder = klass(3, ["right", "half", "wrong"])
    batch(folder)
    file = course / "solutions/tiny/test_hidden.py"
    file.write_text(file.read_text().replace("result=reference", "result=1 + reference"))
    done = batch(folder)
    assert ran(done) == {"s000right": 1, "s001half": 1, "s002wrong": 1}
    done = run("diff", "-a", "tiny")
    assert done.returncode == 0
    assert "s000right  100/100 → 40/100" in done.stdout
    assert "s001half" not in done.stdout
    assert "60 → 0, because the check was changed" in done.stdout
    assert "2 students with a different score" in done.stdout
    assert "s000right" not in run("diff", "-a", "tiny", "--anonymous").stdout


def test_those_that_took_long_come_first_the_next_time(klass, batch, book):
    folder = klass(6, ["right"])
    (folder / "s004right_homework.py").write_text(
        "import time\n\n\ndef double(x):\n    until = time.process_time() + 0.3\n"
        "    while time.process_time() < until:\n        pass\n    return 2 * x\n"
    )
    batch(folder, "--jobs", "1")
    again = batch(folder, "--jobs", "1", "--fresh").stderr
    assert re.search(r"1/6 +s004right", again), again


def test_fresh_runs_all_again(klass, batch):
    folder = klass(2)
    batch(folder)
    assert ran(batch(folder, "--fresh")) == {"s000right": 2, "s001half": 2}


def test_one_student_can_be_graded_alone(klass, batch):
    folder = klass(3)
    assert list(ran(batch(folder, "--student", "s001half"))) == ["s001half"]
    done = batch(folder, "--student", "nobody")
    assert done.returncode == 2
    assert "no student matches nobody" in done.stderr


def test_a_poisoned_entry_is_noticed_and_graded_again(klass, batch, book, outcome):
    folder = klass(3)
    batch(folder)
    before = outcome()
    with book() as open_book:
        open_book._store.write(
            "UPDATE gradings SET report = replace(report, 'passed', 'failed') WHERE id = 1"
        )
    done = batch(folder)
    assert "damaged in the gradebook, and graded again: 1" in done.stderr
    assert list(ran(done).values()) == [2]
    assert outcome() == before


def test_a_check_that_is_broken_ends_with_3_and_is_tried_again(klass, batch, course):
    file = course / "solutions/tiny/test_hidden.py"
    text = file.read_text()
    file.write_text(text.replace("expect.number(", "expect.nothing("))
    folder = klass(2)
    done = batch(folder)
    assert done.returncode == 3
    assert "BROKEN: test_total" in done.stderr
    file.write_text(text)
    done = batch(folder)
    assert done.returncode == 0
    assert ran(done) == {"s000right": 1, "s001half": 1}


def test_checks_that_cannot_be_read_end_the_run_with_3(klass, batch, course):
    (course / "solutions/tiny/test_hidden.py").write_text("def test_nothing(:\n")
    done = batch(klass(2))
    assert done.returncode == 3
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_isolation_nothing_is_graded_unless_tier_e_is_requested(monkeypatch):
    monkeypatch.setattr(
        probe, "probe", lambda tier: probe.Finding(tier, "" if tier is Tier.E else "not here")
    )
    with pytest.raises(UsageError, match="cannot isolate submissions"):
        probe.choose_for_class(None)
    assert probe.choose_for_class("E") is Tier.E


def test_a_zip_of_the_class_is_graded_as_the_folder_is(klass, batch, course, outcome):
    batch(klass(4))
    unzipped = outcome()
    with zipfile.ZipFile(course / "class.zip", "w") as archive:
        for file in sorted((course / "submissions").iterdir()):
            archive.write(file, f"submissions/{file.name}")
    done = batch("class.zip", "--gradebook", "other.sqlite")
    assert done.returncode == 0, done.stderr
    assert outcome("other.sqlite") == unzipped


def test_what_cannot_be_placed_is_listed(klass, batch):
    folder = klass(2)
    (folder / "essay.pdf").write_bytes(b"%PDF")
    done = batch(folder)
    assert "not placed, and not graded (1):\n  essay.pdf: " in done.stderr


def test_a_roster_says_who_is_who_and_who_handed_in_nothing(klass, batch, course, outcome, book):
    folder = klass(1)
    (course / "class.csv").write_text(
        "login,name,email\ns000right,Ada Lovelace,ada@x.edu\neve,Eve,eve@x.edu\n"
    )
    done = batch(folder, "--roster", "class.csv")
    assert "on the roster, and handed in nothing (1):\n  Eve (eve)" in done.stderr
    assert "1/1 Ada Lovelace (s000right): 100/100" in done.stderr
    with book() as open_book:
        assert [grade.person.key for grade in open_book.grades("tiny")] == ["eve", "s000right"]


def test_the_latest_of_several_files_counts_and_with_best_the_best(klass, batch, course, outcome):
    folder = klass(0)
    for version, kind in [("", "right"), ("-1", "half")]:
        (folder / f"ada_homework{version}.py").write_text(HOMEWORK[kind])
    batch(folder)
    assert outcome()["ada"][0] == 40
    done = batch(folder, "--counts", "best")
    assert "the best attempt counts" in done.stderr
    assert outcome()["ada"][0] == 100
    assert "the best attempt counts" in batch(folder).stderr  # it is remembered


def test_late_ones_lose_points(klass, batch, outcome):
    folder = klass(1)
    os.utime(folder / "s000right_homework.py", (1763982000, 1763982000))  # 2025-11-24 11:00 UTC
    late = ("--due", "2025-11-22T12:00+00:00", "--late-penalty", "10")
    done = batch(folder, *late)
    assert "1 late" in done.stderr
    assert outcome()["s000right"][0] == 80
    batch(folder, "--late-at-most", "5")
    assert outcome()["s000right"][0] == 95
    batch(folder, "--due", "none")
    assert outcome()["s000right"][0] == 100


def test_a_due_date_that_is_none_is_refused_with_an_example(klass, batch):
    done = batch(klass(1), "--due", "tomorrow")
    assert done.returncode == 2
    assert "2026-11-30T23:59" in done.stderr


@pytest.mark.parametrize(
    "day",
    [
        "2025-11-22",
        pytest.param("20251122", marks=needs_311),
        pytest.param("2025-W47-6", marks=needs_311),
    ],
)
def test_a_day_lasts_until_its_end(klass, batch, day):
    assert re.search(r"due 2025-11-22 23:59", batch(klass(1), "--due", day).stderr)


def test_help_names_the_default_isolation_of_a_class(batch):
    assert "[default: strong]" in " ".join(batch("--help").stdout.split())


def test_a_submission_that_cannot_be_read_says_so_in_its_line(klass, batch):
    assert "s000unreadable: 0/100" in (said := batch(klass(1, ["unreadable"])).stderr)
    assert "cannot be parsed" in said


def test_a_student_can_be_taken_out(klass, batch, run, outcome):
    batch(klass(2))
    assert run("forget", "s001half").returncode != 0  # nobody there to say yes
    assert run("forget", "s001half", "--yes").returncode == 0
    assert list(outcome()) == ["s000right"]


def test_names_stay_out_of_sight_where_that_is_wanted(klass, batch):
    done = batch(klass(2), "--anonymous")
    assert not re.search(r"s00\d", done.stdout + done.stderr)
    assert "notes (1)" in done.stderr
    assert re.search(r"S-[0-9A-F]{8}: 100/100", done.stderr)


class TestAdjust:
    def test_a_change_by_hand_has_its_reason(self, klass, batch, run, outcome):
        batch(klass(1))
        done = run(
            "adjust", "s000right", "-a", "tiny", "--points", "-5", "--reason", "handed in twice"
        )
        assert done.returncode == 0
        assert "s000right: 95 points, from 100/100" in done.stdout
        assert "-5: handed in twice" in done.stdout
        assert outcome()["s000right"][0] == 95

    @pytest.mark.parametrize("points", ["inf", "nan"])
    def test_points_are_a_number(self, klass, batch, run, points):
        batch(klass(1))
        done = run("adjust", "s000right", "-a", "tiny", "--points", points, "--reason", "why")
        assert done.returncode == 2
        assert "--points must be a number" in done.stderr

    def test_points_need_a_reason(self, klass, batch, run):
        batch(klass(1))
        done = run("adjust", "s000right", "-a", "tiny", "--points", "-5")
        assert done.returncode == 2
        assert "--reason" in done.stderr

    def test_without_points_it_shows_how_the_grade_came_about(self, klass, batch, run):
        batch(klass(1))
        shown = run("adjust", "s000right", "-a", "tiny").stdout
        assert "s000right: 100 points, from 100/100" in shown
        assert "total adds up the doubles" in shown

    def test_an_unknown_student_is_refused(self, klass, batch, run):
        batch(klass(1))
        done = run("adjust", "eve", "-a", "tiny", "--points", "1", "--reason", "why")
        assert done.returncode == 2
        assert "no student eve" in done.stderr


class TestExport:
    def test_csv_has_a_row_for_each(self, klass, batch, run):
        batch(klass(3))
        rows = list(
            csv.DictReader(io.StringIO(run("export", "csv", "-a", "tiny").stdout.lstrip("\ufeff")))
        )
        assert [float(row["final"]) for row in rows] == [100, 40, 60]

    def test_canvas_is_filled_in_and_who_is_not_there_is_listed(self, course, batch, run):
        folder = course / "submissions"
        folder.mkdir()
        (folder / "lovelaceada_101_5001_homework.py").write_text(RIGHT)
        (folder / "hopper_LATE_102_5002_homework.py").write_text(HOMEWORK["half"])
        assert "Canvas" in batch(folder).stderr
        (course / "canvas.csv").write_text(
            "Student,ID,SIS User ID,SIS Login ID,Section,Tiny (77)\n"
            "    Points Possible,,,,,10\n"
            '"Lovelace, Ada",101,,ada,A,\n'
            '"Turing, Alan",103,,alan,A,3\n'
        )
        done = run("export", "canvas", "-a", "tiny", "--file", "canvas.csv", "-o", "import.csv")
        assert done.returncode == 1
        assert "graded, but not in canvas.csv (1):\n  hopper_102" in done.stderr
        assert "in canvas.csv, but not graded (1):" in done.stderr
        rows = list(csv.reader(io.StringIO((course / "import.csv").read_text("utf-8"))))
        assert [row[5] for row in rows] == ["Tiny (77)", "10", "10.00", "3"]

    def test_a_platforms_own_file_stays_as_it_is(self, klass, batch, run, course):
        batch(klass(1))
        (course / "canvas.csv").write_text("Student,ID\n")
        done = run("export", "canvas", "-a", "tiny", "--file", "canvas.csv", "-o", "./canvas.csv")
        assert done.returncode == 2
        assert (course / "canvas.csv").read_text() == "Student,ID\n"

    def test_moodle_gets_grades_and_feedback(self, course, batch, run):
        folder = course / "submissions"
        (folder / "Ada Lovelace_201_assignsubmission_file").mkdir(parents=True)
        (folder / "Ada Lovelace_201_assignsubmission_file/homework.py").write_text(HOMEWORK["half"])
        assert "Moodle" in batch(folder).stderr
        (course / "moodle.csv").write_text(
            "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments\n"
            "Participant 201,Ada Lovelace,ada@x.edu,Submitted,,50,\n"
        )
        done = run("export", "moodle", "-a", "tiny", "--file", "moodle.csv", "-o", "import.csv")
        assert done.returncode == 0, done.stderr
        (row,) = csv.DictReader(io.StringIO((course / "import.csv").read_text("utf-8")))
        assert row["Grade"] == "20.00"
        assert "total adds up the doubles" in row["Feedback comments"]

    def test_gradescope_gets_a_file_for_each(self, klass, batch, run, course):
        batch(klass(2))
        assert run("export", "gradescope", "-a", "tiny", "-o", "results").returncode == 0
        results = json.loads((course / "results/s001half.json").read_text())
        assert results["score"] == 40
        assert len(results["tests"]) == 2

    def test_a_missing_file_of_a_platform_gives_a_clear_message(self, klass, batch, run):
        batch(klass(1))
        done = run("export", "canvas", "-a", "tiny", "--file", "nowhere.csv", "-o", "x.csv")
        assert done.returncode == 2
        assert "nowhere.csv" in done.stderr


@pytest.mark.parametrize("words", [("diff",), ("adjust", "ada"), ("export", "csv")])
def test_without_a_gradebook_there_is_a_way_out(run, words):
    done = run(*words, "-a", "tiny")
    assert done.returncode == 2
    assert "there is no gradebook gradebook.sqlite" in done.stderr
    assert "hint: `grade batch` creates one" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted by /proc")
def test_ctrl_c_ends_in_order_and_the_same_command_goes_on(
    klass, command, batch, outcome, tmp_path
):
    folder = klass(30)
    words, options = command("batch", folder, "-a", "tiny", "--isolation", "E", "--jobs", "2")
    streams = {
        "stderr": subprocess.PIPE,
        "stdout": subprocess.DEVNULL,
        "text": True,
        "preexec_fn": heed_signals,
    }
    with subprocess.Popen(words, **streams, **options) as process:
        for line in process.stderr:
            if line.startswith("5/"):
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 130
    assert "run the same command again to grade the rest" in rest
    assert "Traceback" not in rest
    number = int(re.search(r"(\d+) of 30 are graded", rest)[1])
    done = batch(folder)
    assert f"{30 - number} hand-ins to grade, {number} up to date" in done.stderr
    assert len(outcome()) == 30


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize("times", [1, 2])
def test_a_killed_examiner_affects_no_other_submission(klass, command, batch, outcome, times):
    """Once, its submission is tried again.

    Twice, it is BROKEN, the class goes on, and the next run makes it good.
    """
    folder = klass(5, ["right"])
    (folder / "s001right_homework.py").write_text(HOMEWORK["endless"])
    words, options = command("batch", folder, "-a", "tiny", "--isolation", "E", "--jobs", "1")
    with subprocess.Popen(
        words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, **options
    ) as process:
        for line in process.stderr:
            if line.startswith("1/5"):
                break
        for _ in range(times):
            time.sleep(1.5)
            os.kill(examiner_of(process.pid), signal.SIGKILL)
        rest = process.stderr.read()
        code = process.wait(120)
    if times == 1:
        assert code == 0, rest
        assert outcome()["s001right"][0] == 60
        return
    assert code == 3
    assert "s001right: BROKEN: the examiner failed twice: ended by signal 9" in rest
    assert "5/5" in rest
    done = batch(folder)
    assert "1 hand-in to grade, 4 up to date" in done.stderr
    assert outcome()["s001right"][0] == 60


def examiner_of(pid):
    listed = subprocess.run(
        ["ps", "-ww", "--ppid", str(pid), "-o", "pid,args"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return next(int(line.split()[0]) for line in listed.splitlines() if "examiner" in line)
