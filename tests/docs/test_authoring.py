"""The tutorial of docs/authoring.md, followed to the letter.

Gives a sixth assignment that works.
"""

import subprocess
import sys

import pytest
from docs.following import ROOT, File, Reader, steps_of

from grader import grading, submission
from grader.checks.assignment import load
from grader.grading.diagnosis import read_mistakes
from grader.grading.listener import Silence
from grader.results import Outcome
from grader.submission import Submission
from grader.submission.source import Source

DOCUMENT = ROOT / "docs/authoring.md"


@pytest.fixture
def reader(tmp_path):
    reader = Reader(tmp_path)
    reader.follow(DOCUMENT)
    return reader


@pytest.fixture
def softmax(reader):
    return load(reader.root / "assignments/softmax", reader.root / "solutions")


@pytest.fixture
def grade(warm):
    def grade(handed_in, assignment):
        return grading.grade(assignment, handed_in, warm, Silence())

    return grade


def test_a_new_author_who_follows_the_tutorial_gets_a_sixth_assignment_that_works(
    reader, softmax, grade
):
    """One test, so that in several processes too the tutorial is followed once."""
    the_reference_gets_100_points_and_the_stubs_none(softmax, grade)
    each_mistake_gets_its_own_hint_in_two_languages(softmax, grade)
    a_students_copy_grades_by_itself(reader, softmax, grade)
    what_authors_copy_is_in_the_house_style(reader)


def the_reference_gets_100_points_and_the_stubs_none(softmax, grade):
    assert grade(submission.read(softmax.reference_file, "softmax"), softmax).score == 100
    for name in ("homework.py", "homework.ipynb"):
        report = grade(submission.read(softmax.folder / name, "softmax"), softmax)
        assert (report.score, report.max_score) == (0, 100)


def each_mistake_gets_its_own_hint_in_two_languages(softmax, grade):
    mistakes = read_mistakes(softmax)
    assert len(mistakes) >= 4
    for mistake in mistakes:
        source = Source(
            "homework.py", f"{softmax.reference_file.read_text('utf-8')}\n\n{mistake.text}"
        )
        report = grade(Submission(softmax.folder, source), softmax)
        lost = [check for check in report.checks if check.score < check.max_score]
        assert {check.name for check in lost} == set(mistake.checks)
        assert {check.hint.id for check in lost} == {mistake.id}
        assert mistake.hint.en
        assert mistake.hint.zh


def a_students_copy_grades_by_itself(reader, softmax, grade):
    copy = reader.root.parent / "students"
    assignment = load(copy / "assignments/softmax", None)
    right = grade(submission.read(softmax.reference_file, "softmax"), assignment)
    assert (right.score, right.max_score, right.ungraded) == (40, 40, 60)
    assert {check.outcome for check in right.checks} == {Outcome.PASSED}
    assert not (copy / "solutions").exists()
    assert "argmax" not in (copy / "assignments/softmax/homework.ipynb").read_text("utf-8")


def what_authors_copy_is_in_the_house_style(reader):
    files = [
        step.path
        for step in steps_of(DOCUMENT)
        if isinstance(step, File) and step.path.endswith(".py")
    ]
    assert len(files) >= 7
    for check in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *check, *files, "assignments/softmax"]
        done = subprocess.run(command, cwd=reader.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
