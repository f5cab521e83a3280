"""A results.json per student.

With the grade that counts, and under a name that is one on every system.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_class import ADA, LI, check, grade, report

from grader.classroom.people import Person
from grader.classroom.platforms import to_gradescope_files
from grader.results import Outcome


def results_of(one):
    (text,) = to_gradescope_files([one]).values()
    return json.loads(text)


def names(*keys):
    return list(to_gradescope_files([grade(Person(key), 50) for key in keys]))


def test_everyone_with_a_grade_has_a_file_and_nobody_else():
    assert names("ada", "li.lei", "s-17") == ["ada.json", "li.lei.json", "s-17.json"]
    assert to_gradescope_files([grade(ADA), grade(LI, fault="no memory")]) == {}


def test_the_score_is_the_one_that_counts_and_the_output_says_how_it_came_about():
    results = results_of(grade(ADA, 80, penalty=20, days_late=2, adjust=[(5, "typo in the text")]))
    assert results["score"] == 65
    assert results["output"].splitlines() == [
        "80 of 100 points",
        "-20 for 2 days of lateness",
        "+5: typo in the text",
        "65 points in the end",
    ]
    assert [test["score"] for test in results["tests"]] == [60, 20]


def test_where_only_the_checks_decided_the_output_has_no_account():
    assert results_of(grade(ADA, 80))["output"] == ""


def test_what_the_report_remarks_comes_first():
    broken = check(0, 5, name="test_odd", outcome=Outcome.BROKEN)
    output = results_of(grade(ADA, report(check(60), broken), adjust=[(1, "bonus")]))["output"]
    assert output.index("could not be graded") < output.index("bonus")


def test_a_grade_by_hand_has_no_tests():
    assert results_of(grade(ADA, adjust=[(70, "on paper")])) == {
        "score": 70,
        "output": "+70: on paper\n70 points in the end",
        "output_format": "text",
    }


def test_a_person_of_a_fault_is_named_by_the_grade_that_was_given():
    assert results_of(grade(ADA, fault="no memory", adjust=[(70, "by eye")]))["score"] == 70


@pytest.mark.parametrize(
    "key",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "..",
        ".ssh",
        "",
        "CON",
        "nul.txt",
        "a.",
        "a b",
        "a\x00b",
    ],
)
def test_a_key_that_is_no_file_name_everywhere_gets_one(key):
    (name,) = names(key)
    assert "~" in name
    assert not {"/", "\\", "\x00", " "} & set(name)
    assert not name.startswith(".")


def test_keys_that_differ_only_in_case_do_not_share_a_file():
    first, second = names("Ada", "ada")
    assert first.casefold() != second.casefold()


def test_a_chinese_key_stays_readable():
    assert names("李雷")[0].startswith("李雷~")


@given(st.lists(st.text(max_size=300), unique=True, max_size=6))
def test_no_two_keys_share_a_file_and_every_name_is_short(keys):
    found = names(*keys)
    assert len({name.casefold() for name in found}) == len(keys)
    assert all(len(name.encode("utf-8", "surrogatepass")) < 255 for name in found)


def test_a_file_name_is_the_same_whoever_else_is_in_the_class():
    assert names("a/b")[0] in names("x", "a/b", "a_b")
