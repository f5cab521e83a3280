"""What a run changed, and why."""

from dataclasses import replace

import msgspec
import pytest

from grader.classroom.gradebook import changes_of
from grader.classroom.pages.changes import to_changes
from grader.errors import UsageError
from grader.results import Outcome


def test_a_changed_check_is_the_cause(klass, book):
    number = klass.hand_in()
    klass.grade(number, 10, 5)
    klass.next_run()
    klass.grade(number, 10, 10, check="repaired")
    (change,) = changes_of(book, "tiny")
    assert (change.before, change.after, change.new_attempt) == ((15, 20), (20, 20), False)
    (check,) = change.checks
    assert (check.name, check.before, check.after, check.why) == (
        "test_1",
        5,
        10,
        "the check was changed",
    )


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("reference", "reference"),
        ("settings", "limits"),
        ("grader", "the grader or its libraries"),
        ("program", "submission"),
    ],
)
def test_each_cause_has_its_words(klass, book, field, words):
    number = klass.hand_in()
    klass.grade(number, 5)
    klass.grade(number, 10, **{field: "other"})
    assert words in changes_of(book, "tiny")[-1].checks[0].why


def test_what_did_not_change_is_not_listed(klass, book):
    number = klass.hand_in()
    klass.grade(number, 5)
    klass.next_run()
    klass.grade(number, 5, check="another text")
    assert changes_of(book, "tiny") == []


def test_a_new_attempt_is_held_against_the_one_before(klass, book):
    klass.grade(klass.hand_in(data=b"1"), 5)
    klass.next_run()
    klass.grade(klass.hand_in(data=b"2"), 10, program="other")
    (change,) = changes_of(book, "tiny")
    assert (change.before, change.after, change.new_attempt) == ((5, 10), (10, 10), True)


def test_a_check_that_is_new_or_gone_is_listed(klass, book):
    number = klass.hand_in()
    klass.grade(number, 10)
    klass.next_run()
    klass.grade(number, 10, 10)
    klass.next_run()
    klass.grade(number, 10)
    assert changes_of(book, "tiny", klass.run - 1)[0].checks[0].why == "the check is new"
    assert changes_of(book, "tiny")[0].checks[0].why == "the check is gone"


def test_what_was_graded_for_the_first_time_has_nothing_before(klass, book):
    klass.grade(klass.hand_in(), 5)
    (change,) = changes_of(book, "tiny")
    assert (change.before, change.after, change.checks) == (None, (5, 10), ())


def test_a_run_that_graded_nothing_is_refused(klass, book):
    with pytest.raises(UsageError, match="no such run"):
        changes_of(book, "tiny")
    klass.grade(klass.hand_in(), 5)
    with pytest.raises(UsageError, match="no such run"):
        changes_of(book, "tiny", 99)


def test_a_reader_sees_scores_checks_and_causes(klass, book):
    number = klass.hand_in("ada[bold]")
    klass.grade(number, 5)
    klass.next_run()
    klass.grade(number, 10, check="repaired")
    text = to_changes(changes_of(book, "tiny"), anonymous=False)
    assert "ada[bold]  5/10 → 10/10" in text
    assert "check 0: 5 → 10, because the check was changed" in text
    assert "1 student with a different score, 0 graded for the first time" in text


def test_an_anonymous_reader_sees_no_name(klass, book):
    klass.grade(klass.hand_in(), 5)
    text = to_changes(changes_of(book, "tiny"), anonymous=True)
    assert "ada" not in text
    assert klass.grades()["ada"].anonymous in text


def test_a_check_that_is_broken_now_is_named_as_the_cause(klass, book, graded):
    number = klass.hand_in()
    klass.grade(number, 10, 10)
    whole = graded(10, 10)
    broken = whole.report
    checks = (
        broken.checks[0],
        replace(broken.checks[1], outcome=Outcome.BROKEN, score=0.0, message="TypeError"),
    )
    klass.next_run()
    book.record(
        klass.run,
        number,
        msgspec.structs.replace(whole, report=replace(broken, checks=checks)),
        "0.1",
    )
    text = to_changes(changes_of(book, "tiny"), anonymous=False)
    assert "ada  20/20 → 10/10" in text
    assert "because it is BROKEN now: TypeError" in text


def test_those_whose_total_stays_are_not_listed(klass, book):
    number = klass.hand_in()
    klass.grade(number, 10, 5)
    klass.next_run()
    klass.grade(number, 5, 10, check="other")
    assert changes_of(book, "tiny") == []


def test_an_anonymous_list_is_in_the_order_of_the_anonymous_ids(klass, book):
    for key in "abcdefgh":
        klass.grade(klass.hand_in(key), 5)
    text = to_changes(changes_of(book, "tiny"), anonymous=True)
    ids = [line.split()[0] for line in text.splitlines() if line.startswith("S-")]
    assert len(ids) == 8
    assert ids == sorted(ids)
