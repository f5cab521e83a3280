"""One directory decides whom a folder, a file or a row means."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.people import IDS, Directory, Person

ADA = Person("S1", "Ada Lovelace", sis_id="1001", canvas_id="502", login="ada")
BOB = Person("S2", "Bob Noyce", sis_id="502", canvas_id="777", login="bob")


@pytest.fixture
def directory():
    directory = Directory()
    assert directory.enrol([ADA, BOB]) == []
    return directory


def who(directory, claim):
    number = directory.find(claim).number
    return None if number is None else directory[number].key


@pytest.mark.parametrize(
    ("claim", "key"),
    [
        (Person("?", canvas_id="502"), "S1"),
        (Person("?", sis_id="502"), "S2"),
        (Person("1001"), "S1"),
        (Person("502"), "S2"),  # Ada's in Canvas, of which she does not know
        (Person("?", canvas_id="502", sis_id="502"), None),
        (Person("?", canvas_id="1001"), None),
        (Person("Bob Noyce"), "S2"),
        (Person("Noyce_Bob_hw2"), "S2"),
        (Person("Bob_Noyce_Smith"), None),
        (Person("?", name="Bob Noyce", canvas_id="999"), None),
        (Person("hw2_1001_Lovelace"), "S1"),
        (Person("1001 Bob Noyce"), None),  # the number says Ada
    ],
)
def test_an_id_counts_within_its_kind_and_several_or_none_is_nobody(directory, claim, key):
    assert who(directory, claim) == key


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (Person("1001 bob noyce"), "may be any of Ada Lovelace (S1), Bob Noyce (S2)"),
        (Person("?", canvas_id="502", sis_id="502"), "ids of different people"),
        (Person("?", login="ada", sis_id="9"), "ada is an id of Ada Lovelace (S1), with another"),
        (Person("?", login="nobody"), ""),
    ],
)
def test_the_reason_is_told(directory, claim, words):
    problem = directory.find(claim).problem
    assert words in problem
    assert bool(problem) == bool(words)


def test_a_moodle_number_counts_only_with_the_name():
    directory = Directory()
    directory.enrol([Person("a", "Ada Lovelace", moodle_id="7")])
    assert who(directory, Person("?", "Ada Lovelace", moodle_id="7")) == "a"
    assert who(directory, Person("?", "Group A-Ada Lovelace", moodle_id="7")) == "a"
    assert who(directory, Person("?", "Group A", moodle_id="7")) is None


def test_whose_family_name_comes_first_nobody_guesses():
    directory = Directory()
    directory.enrol([Person("1", "Wei Li"), Person("2", "Li, Wei".replace(",", ""))])
    assert who(directory, Person("Li Wei")) is None
    assert who(directory, Person("?", "Wei Li", login="x")) is None
    assert who(directory, Person("Wei, Li")) == "2"


def test_who_was_not_on_the_roster_is_somebody_of_the_corrected_one():
    directory = Directory([Person("3", "Emile Zola", sis_id="3"), Person("ÉMILE ZOLA")])
    directory.enrol([Person("3", "Émile Zola", sis_id="3")])
    assert who(directory, Person("ÉMILE ZOLA")) == "3"


def test_a_chinese_name_within_a_files_name_is_found():
    directory = Directory()
    directory.enrol([Person("1700000012", "张三", sis_id="1700000012"), Person("s", "李四")])
    for key in ("h3_1700000012_张三", "张三_backprop", "1700000012张三", "3_张三"):
        assert who(directory, Person(key)) == "1700000012"
    assert who(directory, Person("1700000012_李四")) is None


def test_the_same_folders_again_are_the_same_students():
    claims = [Person("ada_lovelace"), Person("Ada Lovelace"), Person("Ada"), Person("ada")]
    directory = Directory()
    directory.admit(claims)
    again = Directory(directory)
    assert [again[match.number].key for match in again.admit(claims).values()] == [
        claim.key for claim in claims
    ]


def test_what_a_roster_corrects_is_forgotten():
    directory = Directory([Person("1", "Ada L", sis_id="1", login="adam")])
    directory.enrol(
        [
            Person("1", "Ada L", sis_id="1", login="ada"),
            Person("2", "Adam", sis_id="2", login="adam"),
        ]
    )
    assert who(directory, Person("?", login="adam")) == "2"


def test_a_longer_name_of_the_same_letters_is_another():
    directory = Directory()
    directory.enrol([Person("1", "Wang Xian")])
    assert who(directory, Person("?", "Wang Xi An", login="x")) is None
    assert who(directory, Person("?", "wangxian", canvas_id="7")) == "1"


def test_what_stands_beside_a_chinese_name_may_be_anothers():
    directory = Directory()
    directory.enrol([Person("a", "A", login="A"), Person("b", "李李", login="b")])
    assert who(directory, Person("A 李李")) is None
    assert who(directory, Person("hw1 李李 final")) == "b"


def test_a_name_that_holds_anothers_may_be_either():
    directory = Directory()
    directory.enrol([Person("a", "李雷", login="a"), Person("b", "A 李雷", login="b")])
    assert who(directory, Person("2_A 李雷")) is None
    assert who(directory, Person("2_李雷")) == "a"


class TestAdmission:
    def test_who_is_nobody_is_added_once(self, directory):
        claims = [Person("eve"), Person("eve"), Person("1001")]
        matches = directory.admit(claims)
        assert [directory[matches[claim].number].key for claim in claims] == ["eve", "eve", "S1"]
        assert len(directory) == 3

    def test_two_of_one_name_in_a_download_are_two_people(self):
        directory = Directory()
        claims = [Person(f"Wei Wang_{n}", "Wei Wang", moodle_id=str(n)) for n in (1, 2)]
        directory.admit(claims)
        assert len(directory) == 2

    def test_two_who_may_both_be_somebody_are_nobody(self):
        directory = Directory()
        directory.enrol([Person("ww", "Wei Wang")])
        claims = [Person(f"weiwang_{n}", "weiwang", canvas_id=str(n)) for n in (1, 2)]
        assert {match.number for match in directory.admit(claims).values()} == {None}

    def test_what_a_download_tells_is_added_and_nothing_is_replaced(self, directory):
        directory.admit([Person("x", "Ada L.", canvas_id="502", email="ada@x.y")])
        assert directory[0] == dataclasses.replace(ADA, email="ada@x.y")


class TestEnrolment:
    def test_a_folders_name_and_the_rosters_line_are_one_student(self):
        directory = Directory([Person("ada")])
        directory.enrol([Person("1001", "Ada Lovelace", login="ada", sis_id="1001")])
        assert [person.key for person in directory] == ["1001"]
        assert list(directory.changes()) == [(Person("ada"), directory[0])]

    def test_one_folder_is_one_student(self):
        directory = Directory([Person("502")])
        notes = directory.enrol([ADA, BOB])
        assert [person.key for person in directory] == ["S2", "S1"]
        assert notes == []

    def test_two_lines_of_one_name_are_two_students(self):
        directory = Directory()
        assert directory.enrol([Person("a", "Wei Wang"), Person("b", "Wei Wang")]) == []
        assert who(directory, Person("Wei Wang")) is None

    def test_the_roster_gives_names_and_keeps_ids(self):
        directory = Directory([Person("lovelaceada_502", "lovelaceada", canvas_id="502")])
        directory.enrol([Person("ada", "Ada Lovelace", login="ada", canvas_id="502")])
        assert list(directory) == [Person("ada", "Ada Lovelace", login="ada", canvas_id="502")]

    def test_nobody_takes_the_key_of_another(self):
        directory = Directory([Person("ada", "Ada Byron", sis_id="1")])
        directory.enrol([Person("ada", "Ada Lovelace", sis_id="2", login="alove")])
        assert [person.key for person in directory] == ["ada", "2"]


TEXT = st.text("ab12 ,_李", max_size=4).map(str.strip)
PERSON = st.builds(Person, TEXT.filter(bool), TEXT, **dict.fromkeys(IDS, TEXT))


@given(st.lists(PERSON, max_size=6), st.lists(PERSON, max_size=6), st.lists(PERSON, max_size=6))
def test_nobody_is_lost_and_no_ids_are_mixed_whatever_people_are_called(known, roster, claims):
    by_key = list({person.key: person for person in known}.values())
    directory = Directory(by_key)
    directory.enrol(list({person.key: person for person in roster}.values()))
    matches = directory.admit(claims)

    keys = [person.key for person in directory]
    assert len(set(keys)) == len(keys)
    assert all(matches[claim].number is not None or matches[claim].problem for claim in claims)
    for claim, match in matches.items():
        if match.number is not None:
            person = directory[match.number]
            for kind in ("canvas_id", "sis_id"):
                assert getattr(claim, kind) in ("", getattr(person, kind))
