"""Who is who: by ids alone, and rather nobody than the wrong one."""

from grader.classroom.platforms.matching import match


def test_the_strongest_id_that_both_sides_know_decides():
    people = [("1", "a", "ada"), ("", "b", "bob"), ("", "", "cleo")]
    rows = [("", "", "cleo"), ("9", "b", "x"), ("1", "z", "zed")]
    assert match(people, rows) == {2: 0, 1: 1, 0: 2}


def test_an_id_that_two_people_or_two_rows_have_decides_nothing():
    assert match([("1", "a"), ("1", "b")], [("1", "")]) == {}
    assert match([("1", "a")], [("1", ""), ("1", "")]) == {}


def test_an_id_that_decides_nothing_leaves_it_to_the_next():
    assert match([("1", "", "ada"), ("1", "", "bob")], [("1", "", "bob")]) == {0: 1}


def test_an_empty_id_is_nobodys():
    assert match([("", "")], [("", "")]) == {}


def test_case_and_spaces_around_do_not_matter():
    assert match([("", "Ada@Uni.edu ")], [("", "ada@uni.edu")]) == {0: 0}


def test_a_login_counts_for_nothing_where_another_id_speaks_against_it():
    assert match([("1", "", "jsmith")], [("2", "", "jsmith")]) == {}
    assert match([("1", "", "jsmith")], [("", "77", "jsmith")]) == {0: 0}


def test_a_person_has_one_row():
    assert match([("1", "a")], [("1", ""), ("", "a")]) == {0: 0}


def test_leading_zeros_are_part_of_an_id():
    assert match([("", "00815", "")], [("", "815", "")]) == {}


def test_without_people_nobody_is_found():
    assert match([], [("1", "a")]) == {}
    assert match([("1", "a")], []) == {}
