"""A class that hands in for the tiny course, and `grade` as an instructor runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.classroom.gradebook import Gradebook

ROOT = Path(__file__).resolve().parents[3]
RIGHT = (
    "def double(x):\n    return 2 * x\n\n\ndef total(xs):\n    return sum(double(x) for x in xs)\n"
)
HOMEWORK = {
    "right": RIGHT,
    "half": "def double(x):\n    return 2 * x\n",
    "wrong": RIGHT.replace("2 * x", "3 * x"),
    "raises": RIGHT.replace("2 * x", "x.nothing"),
    "stub": "def double(x):\n    raise NotImplementedError\n",
    "unreadable": "def double(x:\n",
    "ends": "import os\n\n\ndef double(x):\n    os._exit(0)\n",
    "prints": RIGHT.replace("return 2 * x", "print('double: 100 points')\n    return 2 * x"),
    "endless": RIGHT.replace("return 2 * x", "while True:\n        pass"),
}
SCORES = {
    "right": 100,
    "half": 40,
    "wrong": 60,
    "raises": 60,
    "stub": 0,
    "unreadable": 0,
    "ends": 0,
    "prints": 100,
    "endless": 60,
}
QUICK = [kind for kind in HOMEWORK if kind != "endless"]


@pytest.fixture
def klass(course):
    """Makes a folder of submissions, of all kinds in turn."""

    def make(number, kinds=QUICK, folder="submissions"):
        place = course / folder
        place.mkdir(exist_ok=True)
        for n in range(number):
            kind = kinds[n % len(kinds)]
            (place / f"s{n:03}{kind}_homework.py").write_text(
                f"# {n}\n{HOMEWORK[kind]}", encoding="utf-8"
            )
        return place

    return make


@pytest.fixture
def command(course):
    """The command line and the environment of a `grade` command."""

    def command(*arguments):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        return [sys.executable, "-m", "grader", *map(str, arguments)], {
            "cwd": course,
            "env": environment,
        }

    return command


@pytest.fixture
def run(command):
    """Runs `grade` to its end."""

    def run(*arguments):
        words, options = command(*arguments)
        return subprocess.run(
            words, capture_output=True, text=True, timeout=300, check=False, **options
        )

    return run


@pytest.fixture
def batch(run):
    """Runs `grade batch` on the tiny course.

    Without isolation unless told, for most tests are not about that.
    """

    def batch(folder, *options):
        return run("batch", folder, "-a", "tiny", "--isolation", "E", "--jobs", "2", *options)

    return batch


@pytest.fixture
def book(course):
    """Opens the gradebook of a course's folder."""

    def book(name="gradebook.sqlite"):
        return Gradebook(course / name)

    return book


@pytest.fixture
def outcome(book):
    """Gives what stands in a gradebook: of each student, score and what each check came to."""

    def outcome(name="gradebook.sqlite"):
        with book(name) as open_book:
            return {
                grade.person.key: (
                    grade.final,
                    grade.attempt.fault,
                    [
                        (c.name, c.score, c.outcome, c.reason, c.message, c.hint)
                        for c in grade.report.checks
                    ],
                )
                for grade in open_book.grades("tiny")
            }

    return outcome
