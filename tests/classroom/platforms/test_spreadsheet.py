"""All grades as a table: numbers are numbers, no cell is a formula, and anonymous means it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_class import ADA, LI, check, grade, report

from grader.classroom.people import Person
from grader.classroom.platforms import to_csv
from grader.results import Outcome

CLASS = [
    grade(
        ADA, 80, anonymous="s-9", penalty=20.0, days_late=2, adjust=[(5.0, "typo"), (0.5, "bonus")]
    ),
    grade(LI, anonymous="s-1"),
    grade(Person("eve", "Eve"), anonymous="s-5", fault="/srv/eve/homework.py: no memory"),
]


def rows(grades, *, anonymous=False):
    text = to_csv(grades, anonymous=anonymous)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_row_holds_all_that_is_known_of_a_student():
    assert rows(CLASS)[0] == {
        "key": "ada",
        "name": "Ada Lovelace",
        "email": "ada@uni.edu",
        "login": "ada",
        "sis_id": "00815",
        "canvas_id": "101",
        "moodle_id": "2001",
        "file": "homework.py",
        "handed_in_at": "2026-11-20T23:59:00+08:00",
        "github": "",
        "reasons": "typo; bonus",
        "fault": "",
        "anonymous": "s-9",
        "assignment": "tiny",
        "attempts": "1",
        "days_late": "2",
        "score": "80",
        "max_score": "100",
        "penalty": "20",
        "adjustment": "5.5",
        "final": "65.5",
        "isolation": "A",
        "device": "cpu",
        "hints": "sign",
        "percent": "65.5",
        "test_forward": "60",
        "test_backward": "20",
    }


def test_who_handed_in_nothing_or_is_not_graded_has_a_row_without_a_grade():
    _ada, absent, fault = rows(CLASS)
    assert (absent["name"], absent["attempts"], absent["final"], absent["test_forward"]) == (
        "李雷",
        "0",
        "",
        "",
    )
    assert (fault["final"], fault["fault"]) == ("", "/srv/eve/homework.py: no memory")


def test_a_broken_check_says_so_and_one_that_was_not_run_is_empty():
    odd = check(0, 5, name="test_odd", outcome=Outcome.BROKEN)
    first, second = rows([grade(ADA, report(check(60), odd)), grade(LI, report(check(30)))])
    assert (first["test_odd"], second["test_odd"]) == ("broken", "")
    assert (first["final"], first["percent"]) == ("60", "100")


def test_points_keep_their_decimals_and_no_needless_ones():
    row = rows([grade(ADA, report(check(33.3333, 60.0)))])[0]
    assert (row["score"], row["max_score"]) == ("33.3333", "60")


def test_a_byte_order_mark_comes_first_and_lines_end_as_the_standard_says():
    text = to_csv(CLASS, anonymous=False)
    assert text.startswith("\ufeffkey,name,")
    assert text.count("\r\n") == text.count("\n") == 4


def test_nothing_of_an_anonymous_table_tells_who_somebody_is():
    text = to_csv(CLASS, anonymous=True)
    for secret in (
        "ada",
        "Lovelace",
        "李雷",
        "eve",
        "uni.edu",
        "00815",
        "101",
        "2001",
        "homework",
        "2026",
        "typo",
        "/srv",
    ):
        assert secret not in text
    assert {"anonymous", "final", "test_forward", "hints"} <= rows(CLASS, anonymous=True)[0].keys()


def test_the_rows_of_an_anonymous_table_are_not_in_the_order_of_the_class_list():
    assert [row["anonymous"] for row in rows(CLASS, anonymous=True)] == ["s-1", "s-5", "s-9"]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "'=1",
        '"=1"',
        "＝1",
        " '=1",
    ],
)
def test_text_that_a_spreadsheet_takes_for_a_formula_gets_a_quote(text):
    row = rows([grade(Person("x", text), 50, adjust=[(1, text)])])[0]
    assert row["name"].startswith("'")
    assert row["reasons"].startswith("'")


@pytest.mark.parametrize(
    "text", ["Ada", "O'Brien", "Anne-Marie", "a=b", "李雷", "3-1", 'the "great"']
)
def test_harmless_text_stays_as_it_is(text):
    assert rows([grade(Person("x", text), 50)])[0]["name"] == text


def test_numbers_stay_numbers_also_below_zero():
    assert rows([grade(ADA, 50, adjust=[(-7.5, "late")])])[0]["adjustment"] == "-7.5"


def test_text_that_hides_or_steers_is_shown_for_what_it_is():
    assert rows([grade(Person("x", "a\x1b\u202eb"), 50)])[0]["name"] == "a\ufffd\ufffdb"


@given(st.text(max_size=20))
def test_no_cell_of_text_begins_a_formula(text):
    name = rows([grade(Person(text, text), 50)])[0]["name"]
    assert not name.strip(' "').startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_an_empty_class_is_a_heading():
    assert rows([]) == []
