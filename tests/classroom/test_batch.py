"""What is to be graded, and what becomes of it on the way."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from dataclasses import replace
from pathlib import Path

import pytest
from classroom.batch.conftest import HOMEWORK

from grader.checks import assignment as assignments
from grader.checks.policy import Policy
from grader.classroom import batch
from grader.classroom.executors import Executor
from grader.classroom.people import HandIn, Person
from grader.errors import SandboxError, UsageError
from grader.results import Report


def executor(*outcomes):
    """Gives each order the next outcome at once."""
    left = list(outcomes)

    def submit(order):
        future, outcome = Future(), left.pop(0)
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
        return future

    return Executor(submit, lambda: 1, "here")


def hand_ins(*keys):
    return [HandIn(Person(key), Path(f"{key}{n}.py")) for n, key in enumerate(keys)]


@pytest.mark.parametrize(
    ("counts", "chosen"),
    [("last", [("ada", 1), ("bob", 0)]), ("best", [("ada", 0), ("ada", 1), ("bob", 0)])],
)
def test_the_last_attempts_are_graded_and_all_where_the_best_counts(counts, chosen):
    found = batch.attempts(hand_ins("ada", "ada", "bob"), Policy(counts=counts))
    assert [(one.person.key, place) for place, one in found] == chosen


@pytest.fixture
def graded_by(klass, book):
    """Grades two submissions by an executor; gives the faults that stand in the gradebook."""

    def graded_by(some_executor):
        todo = [
            batch.Todo(
                (klass.hand_in(key),), ("S-1",), (Person(key),), klass.contents(key), damaged=False
            )
            for key in ("ada", "bob")
        ]
        list(batch.grade(book, klass.run, todo, some_executor, fresh=False))
        return {key: grade.attempt.fault for key, grade in klass.grades().items()}

    return graded_by


def test_one_whose_workers_all_died_is_a_fault_and_the_class_goes_on(graded_by, graded):
    faults = graded_by(executor(RuntimeError("attempted on 4 workers"), graded(10)))
    assert faults == {"ada": "RuntimeError: attempted on 4 workers", "bob": ""}


def test_a_cluster_that_is_lost_ends_the_run(graded_by):
    with pytest.raises(SandboxError, match="cancelled the submissions"):
        graded_by(executor(CancelledError(), CancelledError()))


def test_what_would_fail_with_all_ends_the_run(graded_by):
    with pytest.raises(UsageError, match="no such device"):
        graded_by(executor(UsageError("no such device"), UsageError("no such device")))


def test_a_report_is_in_the_gradebook_when_it_is_given(klass, book, graded):
    todo = [
        batch.Todo(
            (klass.hand_in(),), ("S-1",), (Person("ada"),), klass.contents("ada"), damaged=False
        )
    ]
    for done in batch.grade(book, klass.run, todo, executor(graded(10)), fresh=False):
        assert isinstance(done.graded.report, Report)
        assert klass.grades()["ada"].final == 10


@pytest.fixture
def options(course):
    """The options of a run on a class of two, without isolation."""
    folder = course / "submissions"
    folder.mkdir()
    for student in ("ada", "bob"):
        (folder / f"{student}_homework.py").write_text(f"# {student}\n{HOMEWORK['right']}", "utf-8")
    return batch.Options(
        folder=folder,
        assignment=assignments.load(course / "assignments/tiny", course / "solutions"),
        gradebook=course / "gradebook.sqlite",
        by="teacher",
        jobs=1,
        isolation="E",
    )


def test_a_run_yields_an_event_at_each_step(options):
    understood, ready, planned, *gradings, finished = batch.run(options)
    assert len(understood.intake.hand_ins) == 2
    assert (ready.examiners, ready.tier) == (1, "E")
    assert (len(planned.todo), planned.up_to_date) == (2, 0)
    assert [done.broken for done in gradings] == [False, False]
    assert ([grade.final for grade in finished.grades], finished.broken) == ([100, 100], 0)


def test_the_roster_and_the_folder_are_read_before_anything_is_started(options, monkeypatch):
    started = []
    monkeypatch.setattr(batch.probe, "choose_for_class", started.append)
    for wrong in ({"roster": Path("nowhere.csv")}, {"folder": Path("nowhere")}, {"student": "x"}):
        with pytest.raises(UsageError, match=r"nowhere|no student matches x"):
            next(batch.run(replace(options, **wrong)))
    assert not started
    assert not options.gradebook.exists()


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_each_examiner_decides_on_its_device(options, device):
    assert batch._begin(replace(options, device=device)).device == device


@pytest.mark.parametrize("student", ["", " "])
def test_an_empty_name_is_no_student(options, student):
    with pytest.raises(UsageError, match="the student's name is empty"):
        next(batch.run(replace(options, student=student)))


def test_a_run_that_is_closed_early_keeps_what_was_graded(options):
    events = batch.run(options)
    assert any(isinstance(event, batch.Done) for event in events)  # up to the first one
    events.close()

    (planned,) = (event for event in batch.run(options) if isinstance(event, batch.Planned))
    assert (len(planned.todo), planned.up_to_date) == (1, 1)
