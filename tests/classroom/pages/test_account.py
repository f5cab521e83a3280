"""How a grade came about, in lines that add up."""

from sample_class import ADA, grade

from grader.classroom.pages.account import account


def test_without_lateness_and_adjustments_there_is_nothing_to_explain():
    assert list(account(grade(ADA, 80))) == []
    assert list(account(grade(ADA))) == []


def test_each_step_has_a_line():
    one = grade(ADA, 80, penalty=10, days_late=1, adjust=[(-2.5, "copied"), (1, "bonus")])
    assert list(account(one)) == [
        "80 of 100 points",
        "-10 for 1 day of lateness",
        "-2.5: copied",
        "+1: bonus",
        "68.5 points in the end",
    ]


def test_a_reason_steers_nothing():
    assert next(account(grade(ADA, adjust=[(1, "\x1b[2J")]))) == "+1: \ufffd[2J"
