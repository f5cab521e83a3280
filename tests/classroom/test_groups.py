"""Whose a group's work is, and whose it is not."""

import pytest

from grader.classroom.groups import Groups, of_roster, read
from grader.classroom.hand_ins import Known, understand
from grader.classroom.people import Directory, Person
from grader.errors import UsageError

CLASS = [Person("1", "Ann", sis_id="1"), Person("2", "Bob", sis_id="2"), Person("3", "Cy")]


def groups(**members):
    return of_roster(
        {name: tuple(CLASS[n] for n in numbers) for name, numbers in members.items()},
        {person.key: number for number, person in enumerate(CLASS)},
    )


@pytest.mark.parametrize(
    "claim", [Person("x", "team4"), Person("Team 4"), Person("x", github="team-4")]
)
def test_platforms_write_a_groups_name_in_their_ways(claim):
    assert groups(**{"Team 4": [0, 2]}).find(claim) == ("Team 4", (0, 2))


def test_a_name_without_letters_is_no_groups():
    assert groups(**{"🚀": [0]}).find(Person("2")) == ("", ())


def test_two_groups_that_are_called_alike_are_refused():
    with pytest.raises(UsageError, match=r"two groups are called alike: C\+\+ and C"):
        groups(**{"C++": [0], "C": [1]})


@pytest.mark.parametrize("group", ["Bob", "2"])
def test_whoever_calls_a_group_as_somebody_else_is_called_gets_nothing(tree, group):
    directory = Directory()
    directory.enrol(CLASS)
    known = Known(directory, groups(**{group: [0, 2]}))
    with understand(tree(f"{group}/homework.py"), "fizzbuzz", known) as intake:
        assert intake.hand_ins == ()
        assert "may be that of a group, or of Bob (2)" in intake.unplaced[0].why


def test_a_member_may_be_named_twice_and_in_any_way(tmp_path):
    (tmp_path / "g.csv").write_text("group,member\nA,1\nA,Ann\nA,Bob\n")
    directory = Directory()
    directory.enrol(CLASS)
    assert read(tmp_path / "g.csv", directory, Groups()).find(Person("A")) == ("A", (0, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no columns group and member"),
        ("team,points\n", "has no columns group and member"),
        ("group,member\nA,Zoe\n", "line 2: Zoe is not on the roster"),
        ("group,member\n,Ann\n", "line 2: "),
    ],
)
def test_what_is_wrong_in_the_table_is_said_with_its_line(tmp_path, text, words):
    (tmp_path / "g.csv").write_text(text)
    directory = Directory()
    directory.enrol(CLASS)
    with pytest.raises(UsageError, match=words):
        read(tmp_path / "g.csv", directory, Groups())
