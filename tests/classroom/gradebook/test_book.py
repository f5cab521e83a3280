"""What a gradebook keeps, and what of it counts."""

import sqlite3
from datetime import datetime, timedelta, timezone

import pytest

from grader.checks.policy import Policy
from grader.classroom.gradebook import Gradebook
from grader.classroom.people import Person
from grader.errors import UsageError
from grader.grading.fingerprint import SharedFingerprint

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


def current(book):
    return book._store.rows("SELECT submission FROM gradings WHERE current")


def test_a_grading_is_there_for_whoever_opens_the_file_next(file, klass):
    number = klass.hand_in()
    klass.grade(number, 10, 5)
    with Gradebook(file) as other:
        assert other.grading(number).report.score == 15
        assert other._store.rows("SELECT text FROM submissions")[0]["text"] == "def f(): pass\n"


def test_a_submission_has_one_current_grading_and_keeps_those_before(klass, book):
    number = klass.hand_in()
    for score in (1, 2, 3):
        klass.grade(number, score)
    assert len(current(book)) == 1
    assert book.grading(number).report.score == 3
    assert len(book._store.rows("SELECT id FROM gradings")) == 3


def test_two_current_gradings_cannot_be(klass, book):
    number = klass.hand_in()
    klass.grade(number, 1)
    klass.grade(number, 2)
    with pytest.raises(UsageError, match="UNIQUE"):
        book._store.write("UPDATE gradings SET current = 1")


def test_two_commands_at_once_leave_one_current_grading_each(file, klass, book, graded):
    number = klass.hand_in()
    with Gradebook(file) as other:
        for score in range(5):
            klass.grade(number, score)
            other.record(klass.run, number, graded(score), "0.1")
    assert len(current(book)) == 1


def test_a_fault_does_not_take_away_the_grade_that_is_there(klass, book):
    number = klass.hand_in()
    klass.grade(number, 10)
    klass.grade(number, fault="the machine was full")
    assert book.grading(number).report.score == 10


def test_a_fault_is_kept_where_there_is_nothing_better(klass):
    klass.grade(klass.hand_in(), fault="the machine was full")
    grade = klass.grades()["ada"]
    assert grade.final is None
    assert grade.attempt.fault == "the machine was full"


def test_what_was_handed_in_and_not_graded_yet_says_so(klass):
    klass.hand_in()
    assert klass.grades()["ada"].attempt.fault == "not graded yet"


@pytest.mark.parametrize(
    "poison",
    [
        "UPDATE gradings SET score = 10",
        "UPDATE gradings SET report = replace(report, '\"score\":3', '\"score\":9')",
        "UPDATE gradings SET report = substr(report, 1, 100)",
        "UPDATE gradings SET checks = 'other'",
        "UPDATE gradings SET fault = 'none'",
        "UPDATE submissions SET sha256 = 'of another file'",
    ],
)
def test_an_entry_that_is_not_as_it_was_written_is_not_believed(klass, book, poison):
    number = klass.hand_in()
    klass.grade(number, 3)
    book._store.write(poison)
    assert book.grading(number).damaged
    assert book.grading(number).report is None
    assert book.earlier(number) is None
    assert "damaged" in klass.grades()["ada"].attempt.fault


def test_the_basis_comes_back_as_it_was(klass, book):
    basis = SharedFingerprint("a", "b", "c", "d", "e")
    number = klass.hand_in()
    klass.grade(number, 1, basis=basis)
    assert book.grading(number).basis == basis


def test_the_same_file_again_is_the_same_submission(klass):
    assert klass.hand_in(data=b"1") == klass.hand_in(data=b"1")
    assert klass.hand_in(data=b"2") != klass.hand_in(data=b"1")


def test_an_earlier_report_is_that_of_the_same_submission_else_the_students_latest(klass, book):
    first = klass.hand_in(data=b"1")
    klass.grade(first, 1)
    second = klass.hand_in(data=b"2", place=1)
    assert book.earlier(second).score == 1
    klass.grade(second, 2)
    assert (book.earlier(first).score, book.earlier(second).score) == (1, 2)
    assert book.earlier(klass.hand_in("bob")) is None


class TestWhichAttemptCounts:
    def test_the_last_one(self, klass):
        klass.grade(klass.hand_in(data=b"1", place=0), 10)
        klass.grade(klass.hand_in(data=b"2", place=1), 4)
        grade = klass.grades()["ada"]
        assert (grade.final, grade.attempts) == (4, 2)

    def test_the_one_of_the_latest_run_also_if_it_was_there_before(self, klass):
        first = klass.hand_in(data=b"1")
        klass.grade(first, 10)
        klass.next_run()
        klass.grade(klass.hand_in(data=b"2"), 4)
        klass.next_run()
        klass.hand_in(data=b"1")
        assert klass.grades()["ada"].final == 10

    def test_the_best_one(self, klass, book):
        book.set_policy("tiny", "Tiny", Policy(), {"counts": "best"})
        klass.grade(klass.hand_in(data=b"1", place=0), 10)
        klass.grade(klass.hand_in(data=b"2", place=1), 4)
        assert klass.grades()["ada"].final == 10


class TestPolicies:
    def test_options_are_remembered_and_go_before_the_assignments_own(self, book):
        own = Policy(grace_minutes=5, late_percent_per_day=10)
        book.set_policy("tiny", "Tiny", own, {"due": NOON, "late_percent_per_day": 20.0})
        policy = book.set_policy("tiny", "Tiny", own, {"counts": "best"})
        assert policy == Policy(due=NOON, grace_minutes=5, late_percent_per_day=20, counts="best")
        assert book.policy("tiny") == policy

    def test_what_earlier_runs_set_can_be_forgotten(self, book):
        book.set_policy("tiny", "Tiny", Policy(), {"counts": "best", "grace_minutes": 5.0})
        policy = book.set_policy("tiny", "Tiny", Policy(), {"grace_minutes": 7.0}, forget=True)
        assert policy == Policy(grace_minutes=7)

    def test_a_due_date_can_be_taken_back(self, book):
        book.set_policy("tiny", "Tiny", Policy(due=NOON), {})
        assert book.set_policy("tiny", "Tiny", Policy(due=NOON), {"due": None}).due is None

    def test_lateness_counts_from_when_it_was_handed_in(self, klass, book):
        book.set_policy("tiny", "Tiny", Policy(due=NOON, late_percent_per_day=10), {})
        klass.grade(klass.hand_in(at=NOON + timedelta(hours=25)), 10, 10)
        grade = klass.grades()["ada"]
        assert (grade.days_late, grade.penalty, grade.final) == (2, 4, 16)

    def test_an_unknown_assignment_is_refused_with_a_list_of_the_known_ones(self, klass, book):
        with pytest.raises(UsageError, match="no assignment torch") as caught:
            book.grades("torch")
        assert "tiny" in caught.value.hint


class TestStudents:
    def test_news_of_a_student_is_added_and_nothing_is_lost(self, klass):
        klass.hand_in(Person("ada", name="Ada Lovelace"))
        klass.hand_in(Person("ada", email="ada@example.com"))
        person = klass.grades()["ada"].person
        assert (person.name, person.email) == ("Ada Lovelace", "ada@example.com")

    def test_a_student_whom_a_roster_gives_another_key_stays_one(self, klass):
        klass.grade(klass.hand_in(Person("lovelaceada-12", canvas_id="12")), 10)
        klass.hand_in(Person("ada", canvas_id="12"))
        assert {key: grade.final for key, grade in klass.grades().items()} == {"ada": 10}

    def test_a_student_number_of_a_roster_adds_no_student_whichever_came_first(self, klass):
        folder, roster = Person("ada"), Person("1001", login="ada", sis_id="1001")
        for person in (folder, roster, folder):
            klass.grade(klass.hand_in(person), 10)
            assert len(klass.grades()) == 1
        assert list(klass.grades()) == ["1001"]
        klass.hand_in(Person("1002", login="bob"))
        klass.hand_in(Person("bob"))
        assert list(klass.grades()) == ["1001", "1002"]

    def test_one_who_is_forgotten_leaves_nothing(self, klass, book):
        for key in ("ada", "test_public"):
            klass.grade(klass.hand_in(key), 10)
            book.adjust("tiny", key, 1, "why", "prof")
        book.forget("test_public")
        assert list(klass.grades()) == ["ada"]
        for table in ("students", "submissions", "gradings", "adjustments"):
            assert len(book._store.rows(f"SELECT * FROM {table}")) == 1

    def test_an_id_that_two_students_have_joins_nobody(self, klass):
        klass.hand_in(Person("ada", email="lab@example.com"))
        klass.hand_in(Person("bob", sis_id="2"))
        klass.hand_in(Person("eve", email="lab@example.com", sis_id="2"))
        assert list(klass.grades()) == ["ada", "bob", "eve"]

    def test_those_who_handed_in_nothing_are_listed(self, klass, book):
        book.enrol([Person("eve")])
        assert klass.grades()["eve"].attempt is None

    def test_an_anonymous_id_stays_and_says_nothing(self, klass):
        klass.hand_in()
        first = klass.grades()["ada"].anonymous
        klass.hand_in()
        assert klass.grades()["ada"].anonymous == first
        assert "ada" not in first.lower()


class TestAdjustments:
    def test_points_are_added_and_reasons_kept(self, klass, book):
        klass.grade(klass.hand_in(), 8)
        book.adjust("tiny", "ada", -5, "copied a function", "prof")
        book.adjust("tiny", "ada", 1, "a good question", "prof")
        grade = klass.grades()["ada"]
        assert (grade.score, grade.final) == (8, 4)
        assert [(one.points, one.reason, one.by) for one in grade.adjustments] == [
            (-5, "copied a function", "prof"),
            (1, "a good question", "prof"),
        ]

    @pytest.mark.parametrize("name", ["ada", "Ada Lovelace", "12"])
    def test_a_student_is_found_by_key_name_or_id(self, klass, book, name):
        klass.hand_in(Person("ada", name="Ada Lovelace", canvas_id="12"))
        assert book.grade("tiny", name).person.key == "ada"

    def test_a_student_is_found_by_the_anonymous_id(self, klass, book):
        klass.hand_in()
        assert book.grade("tiny", klass.grades()["ada"].anonymous).person.key == "ada"

    def test_a_name_that_two_have_is_refused_with_their_keys(self, klass, book):
        for key in ("ada1", "ada2"):
            klass.hand_in(Person(key, name="Ada"))
        with pytest.raises(UsageError, match="several") as caught:
            book.adjust("tiny", "Ada", 1, "why", "prof")
        assert "ada1, ada2" in caught.value.hint

    @pytest.mark.parametrize("name", ["", " "])
    def test_an_empty_name_is_refused_although_a_field_is_empty(self, klass, book, name):
        klass.hand_in(Person("ada", name="Ada"))
        with pytest.raises(UsageError, match="the student's name is empty"):
            book.forget(name)
        assert list(klass.grades()) == ["ada"]

    def test_a_name_that_nobody_has_is_refused(self, klass, book):
        with pytest.raises(UsageError, match="no student"):
            book.adjust("tiny", "nobody", 1, "why", "prof")


def test_a_file_that_cannot_be_written_gives_a_clear_message(klass, book, monkeypatch):
    book._store._database.execute("PRAGMA query_only = ON")
    with pytest.raises(UsageError, match="cannot be used"):
        klass.next_run()


def test_the_schema_names_what_the_issue_of_a_grading_needs(klass, file):
    klass.grade(klass.hand_in(), 10)
    with sqlite3.connect(file) as database:
        database.row_factory = sqlite3.Row
        row = dict(database.execute("SELECT * FROM gradings").fetchone())
    assert (row["tier"], row["device"], row["score"], row["version"]) == ("A", "cpu", 10, "0.1")
    assert row["wall_s"] == 1.0
    assert datetime.fromisoformat(row["started_at"]) <= datetime.fromisoformat(row["finished_at"])
