"""The process apart that looks submissions through, and what a report gets of it."""

import pytest

from grader.checks import assignment as assignments
from grader.checks.assignment import Manifest
from grader.grading import fingerprint, review
from grader.grading.fingerprint import AssignmentFingerprint
from grader.grading.grader import Grader
from grader.grading.review import Reviewer
from grader.results import Tier
from grader.sandbox.forked import Bounds
from grader.submission import Submission
from grader.submission.program import Program
from grader.submission.source import Source

MANIFEST = Manifest("Tiny", ["f"], [])
LOOKS = "import sys\n\n\ndef double(x):\n    sys._getframe(0)\n    return 2 * x\n"


def submission(text, **fields):
    return Submission("homework.py", Source("homework.py", text), **fields)


def remarks(text, **fields):
    with Reviewer() as reviewer:
        return reviewer.review(MANIFEST, submission(text, **fields))


def test_it_reads_the_homework_and_what_it_imports():
    beside = {"helper.py": b"x = eval('1')\n", "data.csv": b"1", "other.py": b"y = eval('1')\n"}
    text = "import sys, helper\ndef f(x): return sys._getframe(helper.x)\n"
    found = remarks(text, beside=beside)
    assert [(remark.id, remark.place.file) for remark in found] == [
        ("frames", "homework.py"),
        ("code", "helper.py"),
    ]
    assert all(remark.en != remark.zh for remark in found)


def test_of_what_cannot_be_read_nothing_is_said():
    assert remarks("", problem="no Python") == ()


@pytest.mark.parametrize("failure", [RecursionError("deep"), MemoryError(), ValueError("odd")])
def test_what_cannot_be_looked_through_is_the_remark(monkeypatch, failure):
    def fail(*_):
        raise failure

    monkeypatch.setattr(review, "Program", fail)
    (remark,) = remarks("def f(x): return x\n")
    assert (remark.id, remark.place.file, remark.place.line) == ("unread", "homework.py", 0)


def test_an_endless_search_ends(monkeypatch):
    def endless(*_):
        while True:
            pass

    monkeypatch.setattr(review, "Program", endless)
    monkeypatch.setattr(review, "_BOUNDS", Bounds(0.3, 20, 256 << 20))
    with Reviewer() as reviewer:
        (remark,) = reviewer.review(MANIFEST, submission("def f(x): return x\n"))
        assert remark.id == "unread"
        # The next one gets a fork of its own.
        monkeypatch.setattr(review, "Program", Program)
        assert reviewer.review(MANIFEST, submission("def f(x): return x\n")) == ()


def test_a_report_holds_the_remarks_and_costs_no_points(course):
    file = course / "homework.py"
    file.write_text(f"{LOOKS}\n\ndef total(xs):\n    return sum(map(double, xs))\n", "utf-8")
    assignment = assignments.load(course / "assignments/tiny", course / "solutions")
    with Grader(Tier.E, "cpu", review=True) as grader:
        report = grader.grade_file(assignment, file)
    assert report.score == report.max_score == 100
    (remark,) = report.review
    assert (remark.id, remark.place.line) == ("frames", 5)
    assert report.for_student().review == ()


def test_another_rule_runs_no_check_again_that_passed(course, monkeypatch):
    def shared():
        for kept in (fingerprint._grader, fingerprint._program_of_hints):
            kept.cache_clear()
        assignment = assignments.load(course / "assignments/tiny", course / "solutions")
        return AssignmentFingerprint(assignment, "cpu").shared(whole=False)

    before = shared()
    files = fingerprint._files
    monkeypatch.setattr(
        fingerprint,
        "_files",
        lambda path: [file for file in files(path) if file.name != "rules.toml"],
    )
    after = shared()
    monkeypatch.undo()
    shared()
    assert before.grader == after.grader
    assert before.hints != after.hints
