"""From points to grades."""

from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from grader.checks.policy import Policy
from grader.classroom.grades import Adjustment, Attempt, anonymised, grade_of
from grader.classroom.people import Person
from grader.results import CheckResult, Outcome, Place, Report

DUE = datetime(2026, 11, 20, 23, 59, tzinfo=timezone.utc)
STRICT = Policy(due=DUE, grace_minutes=15, late_percent_per_day=10, late_percent_at_most=50)


def attempt(score, **known):
    check = CheckResult("test_all", "all", False, score, 100.0, Outcome.PARTIAL)
    return Attempt(Report("tiny", "ada.py", "A", "cpu", (check,)), **known)


def grade(*attempts, policy=STRICT, adjustments=()):
    return grade_of(Person("ada", name="Ada Lovelace"), "S-1", attempts, policy, adjustments)


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (timedelta(days=-3), 0),
        (timedelta(0), 0),
        (timedelta(minutes=15), 0),
        (timedelta(minutes=16), 1),
        (timedelta(hours=24), 1),
        (timedelta(hours=24, seconds=1), 2),
    ],
)
def test_each_day_that_was_begun_after_the_due_date_counts_once_the_grace_is_over(after, days):
    assert STRICT.days_late(DUE + after, late=None) == days


def test_time_zones_are_distinguished():
    eastern = datetime(2026, 11, 21, 7, 50, tzinfo=timezone(timedelta(hours=8)))
    assert STRICT.days_late(eastern, late=None) == 0


@pytest.mark.parametrize(("late", "days"), [(True, 1), (False, 0), (None, 0)])
def test_the_platforms_word_counts_where_there_is_no_time(late, days):
    assert STRICT.days_late(None, late=late) == days


def test_without_a_due_date_the_platforms_word_counts_no_more():
    assert Policy(late_percent_per_day=10).days_late(None, late=True) == 0


def test_where_there_is_a_time_it_counts_and_not_the_platforms_word():
    assert STRICT.days_late(DUE, late=True) == 0


@pytest.mark.parametrize(
    ("due", "at", "days"),
    [
        # Clocks go back in the night: 24.5 hours later, and 23.5 on the clock.
        ("2026-10-31T20:00-04:00", "2026-11-01T19:30-05:00", 1),
        ("2026-10-31T20:00-04:00", "2026-11-02T00:30+00:00", 1),
        ("2026-10-31T20:00-04:00", "2026-11-01T20:30-05:00", 2),
        # They go forward: 23.5 hours later, and 24.5 on the clock.
        ("2026-03-07T20:00-05:00", "2026-03-08T20:30-04:00", 2),
        # Half an hour later, the clock shows half an hour less.
        ("2026-11-01T01:45-04:00", "2026-11-01T01:15-05:00", 1),
    ],
)
def test_a_day_is_one_by_the_courses_clock(due, at, days):
    policy = Policy(due=datetime.fromisoformat(due), time_zone="America/New_York")
    assert policy.days_late(datetime.fromisoformat(at), late=None) == days


def test_a_time_zone_that_is_none_is_refused():
    with pytest.raises(ValueError, match="there is no time zone 'Mars/Base'"):
        Policy(time_zone="Mars/Base")


def test_without_a_due_date_nobody_is_late():
    assert Policy(late_percent_per_day=10).days_late(DUE + timedelta(days=9), late=None) == 0


def test_lateness_costs_percent_of_the_assignments_points_up_to_a_limit():
    late = [grade(attempt(80, at=DUE + timedelta(days=days))) for days in (1, 3, 9)]
    assert [(one.penalty, one.final) for one in late] == [(10, 70), (30, 50), (50, 30)]


def test_no_grade_is_below_zero():
    assert grade(attempt(5, at=DUE + timedelta(days=3))).final == 0


def test_an_adjustment_may_go_beyond_full_marks():
    bonus = [Adjustment(5, "a bug found", "prof", DUE), Adjustment(2.5, "another", "prof", DUE)]
    one = grade(attempt(100), adjustments=bonus)
    assert (one.adjusted, one.final) == (7.5, 107.5)


def test_who_handed_in_nothing_has_no_grade_unless_somebody_gives_one():
    assert grade().final is None
    assert grade(adjustments=[Adjustment(60, "an oral exam", "prof", DUE)]).final == 60


def test_what_could_not_be_graded_is_no_zero():
    one = grade(Attempt(None, fault="the machine failed"))
    assert (one.score, one.max_score, one.final) == (None, None, None)


class TestWhichAttemptCounts:
    LATE = DUE + timedelta(days=1)

    def test_the_last_one(self):
        assert grade(attempt(90), attempt(40)).final == 40

    def test_the_best_one_after_what_lateness_costs(self):
        best = msgspec.structs.replace(STRICT, counts="best")
        one = grade(attempt(85, at=DUE), attempt(90, at=self.LATE), policy=best)
        assert (one.final, one.days_late, one.attempts) == (85, 0, 2)

    def test_the_best_one_is_none_that_could_not_be_graded(self):
        best = msgspec.structs.replace(STRICT, counts="best")
        assert grade(Attempt(None, fault="failed"), attempt(0), policy=best).final == 0


def test_an_anonymous_grade_names_no_file_of_theirs():
    file = "lovelaceada_11_502_hw.py"
    message = f"double is not defined in {file}"
    lost = CheckResult(
        "test_all", "all", False, 0, 1, Outcome.FAILED, message=message, place=Place(file, 3)
    )
    report = Report(
        "tiny",
        f"in/{file}",
        "A",
        "cpu",
        (lost,),
        notes=(f"graded {file}, not b.py",),
        file=f"in/{file}",
    )
    nobodys = anonymised(grade(Attempt(report, file=file)))
    assert "lovelace" not in repr(nobodys.attempt)
    assert nobodys.report.notes == ("graded homework.py, not b.py",)
    assert nobodys.report.checks[0].message == "double is not defined in homework.py"


def test_an_anonymous_grade_does_not_say_whose_it_is():
    assert anonymised(grade(attempt(1))).person == Person("S-1")


@pytest.mark.parametrize(
    "table",
    [
        {"due": "2026-11-20T23:59:00"},  # whose midnight?
        {"due": "tomorrow"},
        {"grace_minutes": -1},
        {"late_percent_per_day": 101},
        {"counts": "first"},
        {"penalty": 3},
    ],
)
def test_a_table_that_makes_no_sense_is_refused(table):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(table, Policy)
