"""A class for tests: people, reports, grades."""

from datetime import datetime, timedelta, timezone

from grader.classroom.grades import Adjustment, Attempt, Grade
from grader.classroom.people import Person
from grader.results import CheckResult, Hint, Outcome, Reason, Report

SIGN = Hint("sign", "look at the sign", "看看正负号")
AT = datetime(2026, 11, 20, 23, 59, tzinfo=timezone(timedelta(hours=8)))
ADA = Person("ada", "Ada Lovelace", "ada@uni.edu", "ada", "00815", "101", "2001")
LI = Person("li", "李雷", "li@uni.edu", "lilei", "00816", "102", "2002")


def check(score, most=60, *, name="test_forward", **fields):
    outcome = Outcome.PASSED if score == most else Outcome.PARTIAL if score else Outcome.FAILED
    given = {"title": "forward works", "hidden": False, "outcome": outcome, **fields}
    if given["outcome"] not in (Outcome.PASSED, Outcome.BROKEN):
        given = {"reason": Reason.WRONG, "message": "is wrong", "hint": SIGN, **given}
    return CheckResult(name, score=score, max_score=most, **given)


def report(*checks, **fields):
    return Report("tiny", "homework.py", "A", "cpu", checks, **fields)


def scored(score):
    """The report of an assignment of 100 points."""
    return report(
        check(min(score, 60)),
        check(max(score - 60, 0), 40, name="test_backward", title="backward", hidden=True),
    )


def grade(
    person, score=None, *, anonymous="", penalty=0.0, days_late=0, adjust=(), fault="", **attempt
):
    """A student's grade; without a score and a fault, of one who handed in nothing."""
    result = score if isinstance(score, Report) else None if score is None else scored(score)
    handed_in = (
        Attempt(result, AT, None, fault, "homework.py", **attempt) if result or fault else None
    )
    adjustments = tuple(Adjustment(points, reason, "Turing", AT) for points, reason in adjust)
    attempts = 1 if handed_in else 0
    return Grade(
        person, anonymous or f"s-{person.key}", handed_in, attempts, days_late, penalty, adjustments
    )


BROKEN = check(
    0,
    5,
    name="test_odd",
    title="odd one",
    outcome=Outcome.BROKEN,
    message="ZeroDivisionError (hidden.py)",
)


def persons(count):
    return [Person(f"p{n}", f"Person {n}") for n in range(count)]
