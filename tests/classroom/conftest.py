"""A folder to fill like a platform does, a reader of it, and a gradebook without examiners."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path

import pytest
from classroom.shown import CODE

from grader.checks.policy import Policy
from grader.classroom.examiner import Graded
from grader.classroom.gradebook import Gradebook
from grader.classroom.hand_ins import Known, understand
from grader.classroom.people import Directory, HandIn, Person
from grader.classroom.roster import Roster
from grader.grading.fingerprint import SharedFingerprint
from grader.results import CheckResult, Fingerprint, Outcome, Reason, Report
from grader.submission.files import Contents

BASIS = SharedFingerprint("checks", "reference", "settings", "grader", "hints")


def report(*scores, submission="ada.py", **inputs):
    """A report whose checks are worth 10 points each."""
    hashes = dict.fromkeys(Fingerprint.__dataclass_fields__, "same") | inputs
    checks = [
        CheckResult(
            name=f"test_{number}",
            title=f"check {number}",
            hidden=False,
            score=score,
            max_score=10.0,
            outcome=Outcome.PASSED if score == 10 else Outcome.FAILED,
            reason=None if score == 10 else Reason.WRONG,
            inputs=Fingerprint(**hashes),
        )
        for number, score in enumerate(scores)
    ]
    return Report("tiny", submission, "A", "cpu", tuple(checks))


def _graded(*scores, basis=BASIS, fault="", **inputs):
    return Graded(
        report=None if fault else report(*scores, **inputs),
        basis=basis,
        text="def f(): pass\n",
        examiner_cpu_s=0.25,
        submission_cpu_s=0.5,
        started_at=time.time(),
        wall_s=1.0,
        fault=fault,
    )


class Class:
    """Hands in and grades in one line each."""

    def __init__(self, book):
        self.book = book
        book.set_policy("tiny", "Tiny", Policy(), {})
        self.run = self.next_run()

    def next_run(self):
        self.run = self.book.start_run("tiny", "teacher", "folder")
        return self.run

    def hand_in(self, key="ada", data=b"1", place=0, **known):
        person = key if isinstance(key, Person) else Person(key)
        handed_in = HandIn(person, Path(f"{person.key}.py"), **known)
        number, _anonymous = self.book.hand_in(
            self.run, "tiny", handed_in, Contents(f"{person.key}.py", "homework.py", data), place
        )
        return number

    def contents(self, key):
        return Contents(f"{key}.py", "homework.py", b"1")

    def grade(self, number, *scores, **options):
        self.book.record(self.run, number, _graded(*scores, **options), "0.1")

    def grades(self):
        return {grade.person.key: grade for grade in self.book.grades("tiny")}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "gradebook.sqlite"


@pytest.fixture
def book(file):
    with Gradebook(file, create=True) as book:
        yield book


@pytest.fixture
def klass(book):
    return Class(book)


@pytest.fixture
def graded():
    return _graded


@pytest.fixture
def tree(tmp_path):
    """Write files below a folder, each a second newer than the one before.

    An empty name ending in / is a folder.
    """

    def make(*names, folder="download"):
        root = tmp_path / folder
        root.mkdir(parents=True, exist_ok=True)
        for second, name in enumerate(names):
            path = root / name
            if name.endswith("/"):
                path.mkdir(parents=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(CODE, "utf-8")
            os.utime(path, (1_700_000_000 + second,) * 2)
        return root

    return make


@pytest.fixture
def zipped(tmp_path):
    """Zip a folder's content, as a platform does."""

    def make(root, name="download.zip", top=""):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(root.rglob("*")):
                archive.write(file, f"{top}{file.relative_to(root)}")
        return path

    return make


@pytest.fixture
def roster(tmp_path):
    def make(text):
        file = tmp_path / "roster.csv"
        file.write_text(text, "utf-8")
        return Roster.read(file)

    return make


@pytest.fixture
def take():
    """Read a folder or a zip; what it says stays valid, though not what was unpacked."""

    def make(path, roster=None, assignment="fizzbuzz"):
        known = Known.by_roster(roster, Directory()) if roster else None
        with understand(path, assignment, known) as intake:
            return intake

    return make


@pytest.fixture
def placed(take):
    """Give (key, file name) of all that was placed, in order."""

    def make(path, roster=None):
        return [(one.person.key, one.path.name) for one in take(path, roster).hand_ins]

    return make
