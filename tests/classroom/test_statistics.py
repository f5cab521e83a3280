"""A class in figures: every student is counted once.

And what is not graded counts as nothing worse.
"""

import pytest
from sample_class import ADA, LI, SIGN, check, grade, persons, report

from grader.classroom.statistics import percents, statistics_of
from grader.results import Hint, Outcome


def of(*scores):
    return statistics_of(
        [grade(person, score) for person, score in zip(persons(len(scores)), scores, strict=True)]
    )


def test_every_student_is_graded_or_a_fault_or_absent():
    figures = statistics_of(
        [
            grade(ADA, 90),
            *(grade(person, fault="no memory") for person in persons(2)),
            grade(LI),
            grade(LI),
        ]
    )
    assert (figures.students, figures.graded, figures.faults, figures.absent) == (5, 1, 2, 2)


def test_the_spread_is_that_of_the_final_grades_after_lateness_and_adjustments():
    first, second = persons(2)
    spread = statistics_of(
        [grade(first, 90, penalty=30), grade(second, 70, adjust=[(10, "paper")])]
    ).spread
    assert (spread.least, spread.mean, spread.median, spread.most) == (60, 70, 70, 80)


def test_quartiles_lie_between_the_grades_themselves():
    spread = of(0, 25, 50, 75, 100).spread
    assert (spread.least, spread.lower, spread.median, spread.upper, spread.most) == (
        0,
        25,
        50,
        75,
        100,
    )


def test_one_grade_is_all_its_quartiles():
    spread = of(40).spread
    assert {spread.mean, spread.least, spread.lower, spread.median, spread.upper, spread.most} == {
        40
    }


def test_without_grades_there_is_no_spread():
    figures = statistics_of([grade(ADA), grade(LI, fault="no memory")])
    assert (figures.spread, figures.checks, figures.hints, figures.slowest) == (None, (), (), ())
    assert statistics_of([]).histogram == (0,) * 10


def test_a_bin_holds_its_lower_end_and_the_last_one_both():
    assert of(0, 9.99, 10, 89.99, 90, 99, 100).histogram == (2, 1, 0, 0, 0, 0, 0, 0, 1, 3)


def test_more_than_all_points_lie_in_the_last_bin():
    assert statistics_of([grade(ADA, 100, adjust=[(20, "bonus")])]).histogram[9] == 1


def test_a_grade_is_measured_by_the_points_of_the_checks_that_are_not_broken():
    broken = check(0, 40, name="test_odd", outcome=Outcome.BROKEN)
    assert percents([grade(ADA, report(check(60), broken))]) == [100]


def test_a_grade_by_hand_is_measured_by_the_points_of_all_checks_of_the_class():
    small = report(check(10, 20), check(0, 30, name="test_odd", outcome=Outcome.BROKEN))
    assert percents([grade(ADA, adjust=[(25, "paper")]), grade(LI, small)]) == [50, 50]


def test_a_grade_by_hand_in_a_class_without_reports_is_of_100_points():
    assert percents([grade(ADA, adjust=[(25, "paper")])]) == [25]


def test_where_every_check_is_broken_nothing_is_graded_and_no_score_is_zero():
    ours = report(check(0, 40, outcome=Outcome.BROKEN))
    figures = statistics_of([grade(ADA, ours)])
    assert (figures.graded, figures.faults, figures.spread) == (0, 1, None)


def test_each_check_says_how_the_class_did_in_it():
    forward, backward = of(100, 60, 30, 0).checks
    assert (forward.name, forward.title, forward.hidden) == ("test_forward", "forward works", False)
    assert (forward.passed, forward.partial, forward.failed, forward.broken) == (2, 1, 1, 0)
    assert forward.share == pytest.approx(150 / 240)
    assert backward.hidden
    assert backward.share == 0.25


def test_a_broken_check_lowers_no_share():
    ada, li = (report(check(60)), report(check(0, outcome=Outcome.BROKEN)))
    (figures,) = statistics_of([grade(ADA, ada), grade(LI, li)]).checks
    assert (figures.passed, figures.broken, figures.share) == (1, 1, 1.0)
    (figures,) = statistics_of([grade(LI, li)]).checks
    assert figures.share is None


def test_a_hint_counts_once_per_student_and_the_commonest_comes_first():
    doubtful = Hint("mask|sign", "perhaps", "也许")
    figures = statistics_of(
        [
            grade(
                ADA,
                report(check(0), check(0, name="test_b"), check(0, name="test_c", hint=doubtful)),
            ),
            grade(LI, report(check(0))),
        ]
    )
    assert [(one.hint, one.count) for one in figures.hints] == [(SIGN, 2), (doubtful, 1)]


def test_the_slowest_are_few_and_the_slowest_of_them_comes_first():
    figures = statistics_of(
        [grade(person, 50, cpu_s=float(n)) for n, person in enumerate(persons(8))]
    )
    assert [(person.key, cpu_s) for person, cpu_s in figures.slowest] == [
        ("p7", 7.0),
        ("p6", 6.0),
        ("p5", 5.0),
        ("p4", 4.0),
        ("p3", 3.0),
    ]


def test_late_and_adjusted_ones_are_counted():
    first, second, third = persons(3)
    figures = statistics_of(
        [
            grade(first, 50, days_late=2),
            grade(second, 50, adjust=[(1, "a"), (2, "b")]),
            grade(third, 50),
        ]
    )
    assert (figures.late, figures.adjusted) == (1, 1)
