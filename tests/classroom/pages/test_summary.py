"""A class's figures written out for a person."""

import re

import pytest
from rich.cells import cell_len
from sample_class import ADA, LI, check, grade, persons, report

from grader.classroom.pages import to_summary
from grader.classroom.people import Person
from grader.classroom.statistics import statistics_of
from grader.language import speak
from grader.results import Hint, Outcome

CLASS = [
    grade(ADA, 100, cpu_s=1.25),
    grade(LI, 70, cpu_s=12.5, days_late=1, penalty=10),
    *(grade(person, 95) for person in persons(2)),
    grade(Person("absent")),
    grade(Person("unlucky"), fault="no memory"),
]
SUMMARY = """\
6 students: 4 graded, 1 not (the grader's fault), 1 handed in nothing; 1 late, 0 adjusted
mean 87.5 %, median 95.0 %, the middle half from 86.2 % to 96.2 %, all from 60.0 % to 100.0 %

  0–10 %
 10–20 %
 20–30 %
 30–40 %
 40–50 %
 50–60 %
 60–70 %  █████████████ 1
 70–80 %
 80–90 %
90–100 %  ████████████████████████████████████████ 3

check               passed  in part  failed  broken   mean
forward works            4        0       0       0  100 %
backward  (hidden)       1        3       0       0   75 %

most common mistakes
3 students  look at the sign  sign

most CPU time
12.5 s  李雷
 1.2 s  Ada Lovelace
"""


def test_a_person_reads_a_class_in_figures():
    assert to_summary(statistics_of(CLASS)) == SUMMARY


def test_colour_only_repeats_what_the_words_say():
    coloured = to_summary(statistics_of(CLASS), color=True)
    assert "\x1b[32m█" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).replace(" ", "") == SUMMARY.replace(" ", "")


def test_a_class_without_grades_is_still_one():
    assert to_summary(statistics_of([grade(ADA)])).splitlines()[1:] == ["nobody has a grade yet"]


def test_hints_are_in_the_language_in_force():
    with speak("zh"):
        assert "看看正负号" in to_summary(statistics_of(CLASS))


def test_a_single_student_among_many_still_has_a_bar():
    grades = [grade(person, 100) for person in persons(200)]
    shown = to_summary(statistics_of([*grades, grade(ADA, 0)]))
    assert "0–10 %  █ 1\n" in shown


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lines_keep_their_width_and_lose_no_count(width):
    hint = Hint("long", "word " * 30, "")
    long = report(check(0, title="反向传播的梯度" * 12, hint=hint))
    shown = to_summary(statistics_of([*CLASS, grade(Person("x"), long)]), width=width)
    assert max(map(cell_len, shown.splitlines())) <= width
    assert re.search(r"90–100 %  █+ 3\n", shown)
    assert re.sub(r"\s", "", shown).count("word") == 30


def test_a_hostile_name_steers_nothing_and_is_no_markup():
    person = Person("x", "[bold]\x1b[2J\u202eeve[/]")
    hint = Hint("[red]", "[link=x]", "")
    shown = to_summary(
        statistics_of([grade(person, report(check(0, title="[/]\x1b", hint=hint)), cpu_s=1)])
    )
    assert "[bold]\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}eve[/]" in shown
    assert "[link=x]  [red]" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_check_that_was_always_broken_has_no_mean():
    broken = report(
        check(0, outcome=Outcome.BROKEN, title="odd"), check(40, 40, name="test_b", title="even")
    )
    assert re.search(r"odd +0 +0 +0 +1 +–\n", to_summary(statistics_of([grade(ADA, broken)])))
