"""The report: points add up, and what is broken is nobody's loss."""

import dataclasses

import pytest

from grader.results import TIER_WORDS, CheckResult, Outcome, Place, Report, Tier


def check(score, max_score, outcome=Outcome.PARTIAL, name="test_a"):
    return CheckResult(name, "title", False, score, max_score, outcome)


def report(*checks):
    return Report("tiny", "homework.py", "E", "cpu", checks)


def test_points_add_up():
    graded = report(check(10, 10, Outcome.PASSED), check(2.5, 10), check(0, 20, Outcome.FAILED))
    assert (graded.score, graded.max_score) == (12.5, 40)


def test_a_broken_check_is_nobodys_loss():
    broken = check(0, 30, Outcome.BROKEN, "test_b")
    graded = report(check(4, 10), broken)
    assert (graded.score, graded.max_score) == (4, 10)
    assert graded.broken == (broken,)
    assert [c.name for c in graded.graded] == ["test_a"]


def test_without_checks_there_are_no_points():
    assert (report().score, report().max_score) == (0, 0)


def test_points_that_are_no_binary_fractions_add_up_to_what_a_person_expects():
    assert report(*[check(0.1, 0.7) for _ in range(3)]).score == 0.3
    assert report(*[check(0.1, 0.7) for _ in range(3)]).max_score == 2.1


@pytest.mark.parametrize("value", [report(check(1, 1)), check(1, 1)])
def test_results_do_not_change(value):
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.score = 100


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("a.py"), ""),
        (Place("a.py", 3), "line 3"),
        (Place("a.ipynb", cell=2), "code cell 2"),
        (Place("a.ipynb", 3, 2, 40), "code cell 2, line 3"),
    ],
)
def test_a_place_is_named_as_the_student_counts(place, words):
    assert place.spot == words


def test_each_tier_has_its_words():
    assert list(TIER_WORDS) == list(Tier)
