"""Each platform's class: downloaded, graded, exported, and imported by that platform's own rules.

Ada handed in the work, with a helper beside it; Bob half of it, and an earlier attempt or an
untouched stub where the platform hands those out; Cleo nothing. Each class of tests names the
source that its layout and its rules are taken from.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass, field

import pytest
from classroom.batch.conftest import HOMEWORK

HELPED = (
    "from arithmetic import twice\n\n\n"
    "def double(x):\n    return twice(x)\n\n\n"
    "def total(xs):\n    return sum(double(x) for x in xs)\n"
)
HELPER = "def twice(x):\n    return 2 * x\n"
POINTS = {"ada": 20.0, "bob": 8.0}


@dataclass
class Download:
    """What lies in a download, by path, and what came with it."""

    files: dict[str, str]
    roster: str
    late: tuple[str, ...] = ()
    options: list[str] = field(default_factory=list)


@pytest.fixture
def graded(course, batch, book):
    """Grades a download; gives the grades by key, and what was printed."""

    def graded(download, *options, roster="roster.csv", encoding="utf-8"):
        for name, text in download.files.items():
            path = course / "download" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            # The time of the download, long after everything was due.
            os.utime(path, (1_900_000_000,) * 2)
        (course / roster).write_text(download.roster, encoding, newline="")
        due = ("--due", "2026-11-21T23:59+00:00", "--late-penalty", "10")
        done = batch(course / "download", "--roster", course / roster, *due, *options)
        assert done.returncode == 0, done.stderr
        with book() as open_book:
            return {grade.person.key: grade for grade in open_book.grades("tiny")}, done.stderr

    return graded


@pytest.fixture
def filled(course, run):
    """Exports to a platform's file; gives its text."""

    def filled(platform, *options, file="roster.csv", encoding="utf-8"):
        output = course / "import.csv"
        done = run(
            *("export", platform, "-a", "tiny", "--file", course / file, "-o", output, *options)
        )
        assert done.returncode == 0, done.stderr
        return output.read_bytes().decode(encoding)

    return filled


def table(text, delimiter=","):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def require(grades, late=()):
    """Check whose grade is whose: nothing is lost, and nobody is late who was not."""
    assert {key: grade.score for key, grade in grades.items()} == {
        "ada": 100,
        "bob": 40,
        "cleo": None,
    }
    assert [key for key, grade in grades.items() if grade.days_late] == list(late)


class TestCanvas:
    """canvas-lms: lib/content_zipper.rb, lib/gradebook_exporter.rb, lib/gradebook_importer.rb."""

    DOWNLOAD = Download(
        {
            "lovelaceada_101_9001_homework.py": HELPED,
            "lovelaceada_101_9002_arithmetic.py": HELPER,
            "noycebob_LATE_102_9003_homework.py": HOMEWORK["stub"],
            "noycebob_LATE_102_9004_homework-1.py": HOMEWORK["half"],
        },
        "Student,ID,SIS User ID,SIS Login ID,Section,Doubles (77)\n"
        "    Points Possible,,,,,20\n"
        '"Lovelace, Ada",101,ada,al@x.edu,A,\n'
        '"Noyce, Bob",102,bob,bn@x.edu,A,\n'
        '"Patra, Cleo",103,cleo,cp@x.edu,A,\n'
        '"Student, Test",199,,3f2a9,A,\n',
    )

    def test_a_class(self, graded, filled):
        grades, said = graded(self.DOWNLOAD)
        require(grades, late=["bob"])
        assert "Canvas's bulk download" in said
        rows = {row["ID"]: row for row in table(filled("canvas", "--column", "77"))}
        assert [rows[id_]["Doubles (77)"] for id_ in ("101", "102", "103", "199")] == [
            "20.00",
            "6.00",
            "",
            "",
        ]


class TestMoodle:
    """moodle: mod/assign/classes/downloader.php, gradingtable.php, feedback/offline."""

    WORKSHEET = (
        "ID,Vollständiger Name,E-Mail-Adresse,ID-Nummer,Status,Bewertung,Bestwertung,"
        "Bewertung kann geändert werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),"
        "Feedback als Kommentar\n"
        'Teilnehmer/in11,Ada Lovelace,al@x.edu,ada,Abgegeben,,"20,00",Ja,'
        '"Freitag, 20. November 2026, 10:37",-,\n'
        'Teilnehmer/in12,Bob Noyce,bn@x.edu,bob,Abgegeben,,"20,00",Ja,'
        '"Sonntag, 22. November 2026, 10:37",-,\n'
        'Teilnehmer/in13,Cleo Patra,cp@x.edu,cleo,Keine Abgabe,,"20,00",Ja,-,-,\n'
    )
    FOLDERS = Download(
        {
            "Ada Lovelace_11_assignsubmission_file/homework.py": HELPED,
            "Ada Lovelace_11_assignsubmission_file/arithmetic.py": HELPER,
            "Bob Noyce_12_assignsubmission_file/homework.py": HOMEWORK["half"],
            "Bob Noyce_12_assignsubmission_onlinetext/onlinetext.html": "<p>done</p>",
        },
        WORKSHEET,
    )
    FLAT = Download(
        {
            "Ada Lovelace_11_assignsubmission_file_homework.py": HELPED,
            "Ada Lovelace_11_assignsubmission_file_arithmetic.py": HELPER,
            "Bob Noyce_12_assignsubmission_file_homework.py": HOMEWORK["half"],
        },
        WORKSHEET,
    )

    @pytest.mark.parametrize("download", [FOLDERS, FLAT])
    def test_a_class_in_german(self, graded, filled, download):
        grades, said = graded(download)
        require(grades, late=["bob"])
        assert "Moodle's download" in said
        rows = {row["ID"]: row for row in table(filled("moodle"))}
        # importgradeslib.php finds the row by what follows the word for a participant.
        assert [rows[f"Teilnehmer/in{n}"]["Bewertung"] for n in (11, 12, 13)] == [
            "20,00",
            "6,00",
            "",
        ]


class TestVpl:
    """moodle-mod_vpl: views/downloadallsubmissions.php."""

    DOWNLOAD = Download(
        {
            "Lovelace Ada 5 ada/2026-11-20-10-37-00/homework.py": HELPED,
            "Lovelace Ada 5 ada/2026-11-20-10-37-00/arithmetic.py": HELPER,
            "Lovelace Ada 5 ada/2026-11-20-10-37-00.ceg/grade.txt": "7",
            "Noyce Bob 6 bob/2026-11-20-10-37-00/homework.py": HOMEWORK["stub"],
            "Noyce Bob 6 bob/2026-11-22-10-37-00/homework.py": HOMEWORK["half"],
            "Report.txt": "Number of users: 2\n",
        },
        "name,login\nAda Lovelace,ada\nBob Noyce,bob\nCleo Patra,cleo\n",
    )

    def test_a_class(self, graded):
        grades, said = graded(self.DOWNLOAD)
        require(grades, late=["bob"])
        assert "VPL's download" in said
        assert grades["bob"].attempts == 1


class TestBlackboard:
    """Blackboard's help, "Work Offline with Grade Data"; kwurst/bb-file-cleanup for the names."""

    GRADES = (
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Doubles [Total Pts: 20 Score] |77"\n'
        '"Lovelace"\t"Ada"\t"alove"\t"ada"\t""\n'
        '"Noyce"\t"Bob"\t"bn_7"\t"bob"\t""\n'
        '"Patra"\t"Cleo"\t"cleo"\t"cleo"\t""\n'
    )
    DOWNLOAD = Download(
        {
            "HW 2_alove_attempt_2026-11-20-10-37-00_homework.py": HELPED,
            "HW 2_alove_attempt_2026-11-20-10-37-00_arith.py": HELPER,
            "HW 2_alove_attempt_2026-11-20-10-37-00.txt": (
                "Name: Ada Lovelace (alove)\nFiles:\n\tOriginal filename: arithmetic.py\n"
                "\tFilename: HW 2_alove_attempt_2026-11-20-10-37-00_arith.py\n"
            ),
            "HW 2_bn_7_attempt_2026-11-20-10-37-00_homework.py": HOMEWORK["stub"],
            "HW 2_bn_7_attempt_2026-11-22-10-37-00_homework.py": HOMEWORK["half"],
            "HW 2_bn_7_attempt_2026-11-22-10-37-00.txt": "Name: Bob Noyce (bn_7)\n",
        },
        GRADES,
    )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_class(self, graded, filled, encoding):
        grades, said = graded(self.DOWNLOAD, roster="gc.xls", encoding=encoding)
        require(grades, late=["bob"])
        assert "Blackboard's download" in said
        text = filled("blackboard", "--column", "77", file="gc.xls", encoding=encoding)
        # Found by Username, and the column by the number at the end of its heading.
        heading = next(name for name in table(text, "\t")[0] if name.endswith("|77"))
        assert {row["Username"]: row[heading] for row in table(text, "\t")} == {
            "alove": "20.00",
            "bn_7": "6.00",
            "cleo": "",
        }


class TestBrightspace:
    """D2L's knowledge base, article 3538; cgmb/d2lmf for the folders."""

    DOWNLOAD = Download(
        {
            "152711-351765 - Ada Lovelace - Nov 20, 2026 1037 AM/homework.py": HELPED,
            "152711-351765 - Ada Lovelace - Nov 20, 2026 1037 AM/arithmetic.py": HELPER,
            "152712-351765 - Bob Noyce - Nov 20, 2026 1037 AM/homework.py": HOMEWORK["stub"],
            "152712-351765 - Bob Noyce - Nov 22, 2026 937 PM/homework.py": HOMEWORK["half"],
            "index.html": "<html></html>",
        },
        "OrgDefinedId,Username,Last Name,First Name,Email,"
        "Doubles Points Grade <Numeric MaxPoints:20>,End-of-Line Indicator\n"
        "#ada,#al,Lovelace,Ada,al@x.ca,,#\n"
        "#bob,#bn,Noyce,Bob,bn@x.ca,,#\n"
        "#cleo,#cp,Patra,Cleo,cp@x.ca,,#\n",
    )

    def test_a_class(self, graded, filled):
        grades, said = graded(self.DOWNLOAD)
        require(grades, late=["bob"])
        assert "Brightspace's download" in said
        rows = table(filled("brightspace", "--column", "Doubles"))
        heading = "Doubles Points Grade <Numeric MaxPoints:20>"
        assert {row["OrgDefinedId"]: row[heading] for row in rows} == {
            "#ada": "20.00",
            "#bob": "6.00",
            "#cleo": "",
        }
        assert {row["End-of-Line Indicator"] for row in rows} == {"#"}


class TestSakai:
    """sakai: AssignmentServiceImpl.zipSubmissions, SpreadsheetExporter, AssignmentAction.uploadAll."""

    GRADES = (
        '\ufeff"Doubles","SCORE_GRADE_TYPE"\n""\n'
        '"Display ID","ID","Last Name","First Name","grade","Submission date","Late submission"\n'
        '"ada","ada","Lovelace","Ada","","",""\n'
        '"bob","bob","Noyce","Bob","","",""\n'
        '"cleo","cleo","Patra","Cleo","","",""\n'
    )
    DOWNLOAD = Download(
        {
            "HW2/Lovelace, Ada(ada)/Submission attachment(s)/homework.py": HELPED,
            "HW2/Lovelace, Ada(ada)/Submission attachment(s)/arithmetic.py": HELPER,
            "HW2/Lovelace, Ada(ada)/timestamp.txt": "2026-11-20T10:37:00Z",
            "HW2/Noyce, Bob(bob)/Submission attachment(s)/homework.py": HOMEWORK["half"],
            "HW2/Noyce, Bob(bob)/timestamp.txt": "20261122103700000",
            "HW2/grades.csv": GRADES,
        },
        GRADES,
    )

    def test_a_class(self, graded, filled):
        grades, said = graded(self.DOWNLOAD)
        require(grades, late=["bob"])
        assert "Sakai's download" in said
        rows = list(csv.reader(io.StringIO(filled("sakai", "--points", "20"))))
        # By place: from the fourth line on, the eid is in the second column, the grade in the fifth.
        assert {row[1]: row[4] for row in rows[3:]} == {"ada": "20.00", "bob": "6.00", "cleo": ""}


class TestGradescope:
    """Gradescope's export, as scripts of its users read it; its autograder's results.json."""

    DOWNLOAD = Download(
        {
            "submission_metadata.yml": (
                "submission_1:\n  :submitters:\n  - :name: Ada Lovelace\n    :sid: ada\n"
                "    :email: al@x.edu\n  :created_at: 2026-11-20 10:37:00.1 Z\n"
                "submission_2:\n  :submitters:\n  - :name: Bob Noyce\n    :sid: bob\n"
                "    :email: bn@x.edu\n  :created_at: 2026-11-22 10:37:00.1 Z\n"
            ),
            "submission_1/homework.py": HELPED,
            "submission_1/arithmetic.py": HELPER,
            "submission_2/homework.py": HOMEWORK["half"],
        },
        "First Name,Last Name,SID,Email,Role\n"
        "Ada,Lovelace,ada,al@x.edu,Student\nBob,Noyce,bob,bn@x.edu,Student\n"
        "Cleo,Patra,cleo,cp@x.edu,Student\nPat,Prof,,prof@x.edu,Instructor\nTom,Helper,t,t@x.edu,TA\n",
    )

    def test_a_class(self, graded):
        grades, said = graded(self.DOWNLOAD)
        require(grades, late=["bob"])
        assert "Gradescope's export" in said
        assert "2 rows of staff" in said


class TestNbgrader:
    """nbgrader: server_extensions/formgrader, plugins/zipcollect.py, its timestamp.txt."""

    DOWNLOAD = Download(
        {
            "submitted/ada/ps1/homework.py": HELPED,
            "submitted/ada/ps1/arithmetic.py": HELPER,
            "submitted/ada/ps1/timestamp.txt": "2026-11-20 10:37:00.0 UTC",
            "submitted/bob/ps1/homework.py": HOMEWORK["half"],
            "submitted/bob/ps1/timestamp.txt": "2026-11-22 02:37:00.0 EST",
        },
        "id,first_name,last_name,email\nada,Ada,Lovelace,al@x\nbob,Bob,Noyce,bn@x\ncleo,Cleo,P,cp@x\n",
    )

    def test_a_class(self, graded):
        grades, said = graded(self.DOWNLOAD)
        assert {key: grade.score for key, grade in grades.items()} == {
            "ada": 100,
            "bob": 40,
            "cleo": None,
        }
        assert "nbgrader's submissions" in said
        assert grades["bob"].days_late == 1


class TestGroups:
    """A group's work is graded once, and is each member's."""

    def test_a_table_says_who_is_in_it(self, course, graded):
        (course / "groups.csv").write_text("group,member\nTeam 4,ada\nTeam 4,Bob Noyce\n")
        download = Download(
            {"Team 4_51_assignsubmission_file/homework.py": HOMEWORK["half"]},
            "name,login\nAda Lovelace,ada\nBob Noyce,bob\nCleo Patra,cleo\n",
        )
        grades, said = graded(download, "--groups", course / "groups.csv")
        assert {key: grade.score for key, grade in grades.items()} == {
            "ada": 40,
            "bob": 40,
            "cleo": None,
        }
        assert "Ada Lovelace (ada), Bob Noyce (bob): 40/100" in said
        assert "2 hand-ins to grade" in said

    def test_the_roster_says_it_where_the_table_does_not(self, course, graded):
        (course / "groups.csv").write_text("group;member\nTeam 4;ada\n")
        download = Download(
            {"team4/homework.py": HOMEWORK["half"], "team-5/homework.py": HOMEWORK["right"]},
            "name,login,group\nAda,ada,Team 4\nBob,bob,Team 4\nCleo,cleo,Team 5\n",
        )
        grades, _said = graded(download, "--groups", course / "groups.csv")
        assert {key: grade.score for key, grade in grades.items()} == {
            "ada": 40,
            "bob": None,
            "cleo": 100,
        }

    def test_without_it_the_default_group_is_nobodys_and_listed(self, graded):
        download = Download(
            {
                "Default group_assignsubmission_file/homework.py": HOMEWORK["half"],
                "Ada Lovelace_1_assignsubmission_file/homework.py": HOMEWORK["right"],
            },
            "name,login\nAda Lovelace,ada\n",
        )
        grades, said = graded(download)
        assert list(grades) == ["ada"]
        assert "is a group's: say who is in it by --groups" in said


def test_a_run_that_fails_leaves_the_policy_and_the_class_as_they_were(course, graded, batch, book):
    download = Download({"ada/homework.py": HOMEWORK["right"]}, "name,login\nAda,ada\n")
    graded(download)
    with book() as open_book:
        before = (open_book.policy("tiny"), list(open_book.directory()))

    (course / "roster.csv").write_text("name,login\nAda,ada\nEve,eve\n")
    options = ("--late-penalty", "0", "--roster", course / "roster.csv", "--student", "nobody")
    assert batch(course / "download", *options).returncode == 2
    with book() as open_book:
        assert (open_book.policy("tiny"), list(open_book.directory())) == before


def test_a_run_that_fails_makes_no_gradebook(course, klass, run):
    klass(1)
    done = run("batch", course / "submissions", "-a", "tiny", "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode != 0
    assert not (course / "gradebook.sqlite").exists()
