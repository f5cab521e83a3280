"""Whose a row of another system's file is."""

from sample_class import grade

from grader.classroom.people import Person
from grader.classroom.platforms.matching import pair


def rows_of(people, rows):
    """Return the key of whom each row means."""
    pairs = pair([grade(person, 50) for person in people], dict(enumerate(rows)))
    return {row: found.person.key for row, (found, _percent) in pairs.grades.items()}, pairs


def test_all_ids_that_both_sides_know_must_agree():
    people = [Person("a", canvas_id="1", sis_id="x"), Person("b", canvas_id="2", sis_id="y")]
    found, pairs = rows_of(
        people, [Person("", canvas_id="1"), Person("", canvas_id="1", sis_id="y")]
    )
    assert found == {0: "a"}
    assert pairs.problems == ("1, y are ids of different people: a, b",)


def test_an_id_that_two_rows_have_decides_nothing():
    found, pairs = rows_of(
        [Person("a", sis_id="1")], [Person("", sis_id="1"), Person("", sis_id="1")]
    )
    assert found == {}
    assert [person.key for person in pairs.strangers] == ["a"]
    assert pairs.problems == ("several rows mean a: none is filled in",)


def test_an_id_that_two_people_have_decides_nothing_and_is_named():
    people = [Person("a", email="lab@x.y"), Person("b", email="lab@x.y")]
    found, pairs = rows_of(people, [Person("", email="lab@x.y")])
    assert found == {}
    assert pairs.problems == ("lab@x.y may be any of a, b",)


def test_an_id_counts_within_its_own_kind():
    found, _pairs = rows_of([Person("a", canvas_id="502")], [Person("", sis_id="502")])
    assert found == {}


def test_a_key_of_no_known_kind_may_be_any_id():
    assert rows_of([Person("502")], [Person("", sis_id="502")])[0] == {0: "502"}


def test_an_empty_id_is_nobodys():
    assert rows_of([Person("a", login="")], [Person("", login="")])[0] == {}


def test_case_and_spaces_around_do_not_matter():
    assert rows_of([Person("a", login="ADA ")], [Person("", login=" ada")])[0] == {0: "a"}


def test_a_login_that_is_an_address_is_one():
    assert rows_of([Person("a", email="ada@x.y")], [Person("", login="Ada@X.y")])[0] == {0: "a"}


def test_leading_zeros_are_part_of_an_id():
    assert rows_of([Person("a", sis_id="007")], [Person("", sis_id="7")])[0] == {}


def test_without_people_nobody_is_found():
    assert rows_of([], [Person("", sis_id="7")])[0] == {}
