"""results.json as Gradescope publishes it.

Its fields and no others, and nothing that a student may not see.
"""

import json

import pytest
from sample_class import BROKEN, check, report, scored

from grader.language import speak
from grader.report.gradescope import to_gradescope

# https://gradescope-autograders.readthedocs.io/en/latest/specs/
FIELDS = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "output_format": str,
    "test_output_format": str,
    "test_name_format": str,
    "visibility": str,
    "stdout_visibility": str,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST_FIELDS = {
    "score": (int, float),
    "max_score": (int, float),
    "status": str,
    "name": str,
    "name_format": str,
    "number": str,
    "output": str,
    "output_format": str,
    "tags": list,
    "visibility": str,
    "extra_data": dict,
}


def written(*checks, **fields):
    return json.loads(to_gradescope(report(*checks, **fields)))


def test_every_field_is_one_of_gradescopes_with_a_value_of_its_type():
    results = json.loads(to_gradescope(scored(70)))
    for fields, known in ((results, FIELDS), *((test, TEST_FIELDS) for test in results["tests"])):
        assert fields.keys() <= known.keys()
        assert all(isinstance(value, known[name]) for name, value in fields.items())


def test_points_and_outcomes_are_the_reports():
    results = json.loads(to_gradescope(scored(70)))
    assert results["score"] == 70
    assert [(test["score"], test["max_score"], test["status"]) for test in results["tests"]] == [
        (60, 60, "passed"),
        (10, 40, "failed"),
    ]


def test_a_lost_check_says_why_and_gives_its_hint_and_what_was_printed():
    (test,) = written(check(0, output="shape\n(2, 3)\n"))["tests"]
    assert test["output"] == "is wrong\nhint: look at the sign\nit printed:\n| shape\n| (2, 3)"
    assert written(check(60))["tests"][0]["output"] == ""


def test_hints_are_in_the_language_in_force():
    with speak("zh"):
        assert "看看正负号" in to_gradescope(report(check(0)))


def test_a_hidden_check_shows_once_grades_are_published_and_a_public_one_at_once():
    visible, hidden = json.loads(to_gradescope(scored(0)))["tests"]
    assert (visible["visibility"], hidden["visibility"]) == ("visible", "after_published")


def test_what_the_autograder_prints_stays_with_the_instructor():
    assert written()["stdout_visibility"] == "hidden"


def test_a_broken_check_costs_nothing_and_says_whose_fault_it_is():
    results = written(check(60), BROKEN)
    assert results["score"] == 60
    assert (
        results["output"] == "5 points could not be graded: that is the grader's fault, not yours."
    )
    broken = results["tests"][1]
    assert not {"score", "max_score", "status"} & broken.keys()
    assert broken["output"] == results["output"]
    assert "ZeroDivisionError" not in json.dumps(results)


def test_notes_and_points_that_are_graded_elsewhere_are_shown():
    results = written(check(60), notes=("a.py was taken",), ungraded=40)
    assert results["output"].splitlines() == [
        "note: a.py was taken",
        "40 more points will be graded by checks that are not here.",
    ]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a & b", "[x](javascript:y)"])
def test_markup_of_a_submission_is_plain_text(text):
    results = written(check(0, title=text, message=text, output=text), notes=(text,))
    assert (
        results["output_format"],
        results["test_output_format"],
        results["test_name_format"],
    ) == ("text",) * 3
    assert not [test for test in results["tests"] if {"output_format", "name_format"} & test.keys()]
    assert results["tests"][0]["name"] == text


def test_control_characters_and_lone_surrogates_are_replaced():
    text = to_gradescope(
        report(check(0, title="a\x1b", message="b\ud800", output="c\u202e"), notes=("d\x00",))
    )
    assert not {"\x1b", "\ud800", "\u202e", "\x00"} & set(text)
    text.encode("utf-8")


def test_chinese_stays_readable():
    assert "前向传播" in to_gradescope(report(check(60, title="前向传播")))


def test_where_everything_is_broken_no_points_are_invented():
    results = written(BROKEN)
    assert "score" not in results
    assert (
        results["output"] == "5 points could not be graded: that is the grader's fault, not yours."
    )


def test_checks_are_numbered_in_their_order_and_tagged():
    tests = json.loads(to_gradescope(scored(70)))["tests"]
    assert [test["number"] for test in tests] == ["1", "2"]
    assert [test["tags"] for test in tests] == [
        ["test_forward", "public"],
        ["test_backward", "hidden", "sign"],
    ]
