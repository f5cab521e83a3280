"""Orders are carried out by examiners that come and go."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import ClassVar

import distributed
import pytest

from grader.classroom import executors
from grader.classroom.examiner import Begin, ExaminerLostError, Graded, Order
from grader.errors import UsageError
from grader.results import Report
from grader.submission.files import Contents

BEGIN = Begin(b"course", "en")
REPORT = Report("tiny", "ada.py", "A", "cpu", ())


class FakeExaminer:
    """Does what the next line of its script says, and remembers what became of it."""

    script: ClassVar = []
    made: ClassVar = []

    def __init__(self, begin):
        self.begin = begin
        self.closed = self.hung_up = False
        self.made.append(self)

    def grade(self, order):
        what = self.script.pop(0) if self.script else REPORT
        if isinstance(what, BaseException):
            raise what
        return Graded(None, fault=what) if isinstance(what, str) else Graded(what)

    def hang_up(self):
        self.hung_up = True

    def close(self):
        self.closed = True


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr(executors, "Examiner", FakeExaminer)
    FakeExaminer.script, FakeExaminer.made = [], []
    return FakeExaminer


@pytest.fixture
def order():
    return Order(Contents("ada.py"))


def graded(order, number=1):
    with executors.local(BEGIN, 1) as executor:
        return [executor.submit(order).result() for _ in range(number)]


def test_one_examiner_serves_many(fake, order):
    assert [one.report for one in graded(order, 3)] == [REPORT] * 3
    assert len(fake.made) == 1
    assert fake.made[0].closed


def test_there_are_no_more_examiners_than_jobs(fake, order):
    with executors.local(BEGIN, 3) as executor:
        assert executor.width() == 3
        for future in [executor.submit(order) for _ in range(20)]:
            future.result()
    assert len(fake.made) <= 3
    assert {one.begin.jobs for one in fake.made} == {3}


def test_the_examiners_of_a_clusters_worker_share_its_gpu(fake, order, monkeypatch):
    worker = SimpleNamespace(state=SimpleNamespace(nthreads=4))
    monkeypatch.setattr(distributed, "get_worker", lambda: worker)
    executors._examiners.cache_clear()
    executors._grade_on_worker(BEGIN, order)
    executors._examiners.cache_clear()
    assert fake.made[0].begin.jobs == 4


@pytest.mark.parametrize(
    "failure", [ExaminerLostError("ended by signal 9"), "no process for the submission"]
)
def test_what_fails_once_is_tried_again_by_a_fresh_one(fake, order, failure):
    fake.script = [failure]
    assert graded(order)[0].report == REPORT
    assert [one.closed for one in fake.made] == [True, True]


@pytest.mark.parametrize("failure", [ExaminerLostError("ended by signal 9"), "ended by signal 9"])
def test_what_fails_twice_is_a_fault_and_the_next_one_is_graded(fake, order, failure):
    fake.script = [failure, failure]
    first, second = graded(order, 2)
    assert first.fault == "the examiner failed twice: ended by signal 9"
    assert second.report == REPORT


def test_what_fails_for_all_is_raised(fake, order):
    fake.script = [UsageError("no such device")]
    with pytest.raises(UsageError, match="no such device"):
        graded(order)
    assert fake.made[0].closed


def test_leaving_ends_what_is_at_work_and_tries_it_no_more(fake, order, monkeypatch):
    at_work, end = threading.Event(), threading.Event()

    def grade(self, order):
        at_work.set()
        end.wait(10)
        raise ExaminerLostError

    monkeypatch.setattr(FakeExaminer, "grade", grade)
    monkeypatch.setattr(FakeExaminer, "hang_up", lambda self: end.set())
    with executors.local(BEGIN, 1) as executor:
        future = executor.submit(order)
        at_work.wait(10)
    assert future.result().report is None
    assert len(fake.made) == 1
