"""What an instructor should look at: shown to instructors, and in nothing that a student gets."""

import json
from dataclasses import replace

import pytest
from sample_class import AT, check, report, scored
from tools import ROOT

from grader.language import speak
from grader.report.classroom50 import read_context, to_classroom50
from grader.report.github import to_github, to_github_summary
from grader.report.gradescope import to_gradescope
from grader.report.html import to_fragment, to_html
from grader.report.json import read_json, to_json
from grader.report.junit import to_junit
from grader.report.prairielearn import to_prairielearn
from grader.report.terminal import to_terminal
from grader.results import Place, Remark

REMARK = Remark("frames", Place("homework.py", 7), "looks <around>", "四处<张望>", "sys._getframe")
WORDS = ("looks &lt;around", "looks <around", "四处", "_getframe", "To look at", "to look at")
FULL = replace(scored(70), review=(REMARK,), for_instructor=True)
CONTEXT = read_context(
    {
        "CLASSROOM": "dl",
        "ASSIGNMENT": "tiny",
        "ASSIGNMENT_TYPE": "individual",
        "OWNER": "ada",
        "SUBMISSION_TAG": "submit/1",
        "COMMIT_URL": "https://example.org/c",
        "RELEASE_URL": "https://example.org/r",
        "REVIEW_URL": "https://example.org/v",
    }
)
# Formats for students alone, which would not show it even of a report for instructors.
FOR_STUDENTS = {
    "classroom50": lambda shown: to_classroom50(shown, CONTEXT, AT),
    "fragment": to_fragment,
    "github summary": lambda shown: to_github_summary([shown]),
    "gradescope": to_gradescope,
    "junit": lambda shown: to_junit([shown], AT),
    "prairielearn": to_prairielearn,
}
FOR_BOTH = {
    "github": lambda shown: to_github([shown], ROOT, "token"),  # as on a terminal
    "html": lambda shown: to_html([shown], {}),
    "json": to_json,
    "terminal": to_terminal,
}


def words_in(text):
    return [word for word in WORDS if word in text]


@pytest.mark.parametrize("form", [*FOR_STUDENTS, *FOR_BOTH])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_format_shows_it_to_a_student(form, language):
    write = {**FOR_STUDENTS, **FOR_BOTH}[form]
    with speak(language):
        shown = write(FULL.for_student())
        assert words_in(shown) == []
        assert shown == write(replace(FULL, review=()).for_student())


@pytest.mark.parametrize("form", FOR_STUDENTS)
def test_a_format_for_students_does_not_show_it_at_all(form):
    assert words_in(FOR_STUDENTS[form](FULL)) == []


def test_a_students_json_does_not_say_that_there_is_a_list():
    assert "review" not in json.loads(to_json(FULL.for_student()))
    several = json.loads(to_json(FULL.for_student(), FULL.for_student()))
    assert all("review" not in one for one in several["reports"])


def test_an_instructors_json_holds_it():
    (remark,) = json.loads(to_json(FULL))["review"]
    assert (remark["id"], remark["place"]["line"]) == ("frames", 7)
    assert read_json(to_json(FULL)).review == (REMARK,)
    assert json.loads(to_json(replace(FULL, review=())))["review"] == []


def test_a_terminal_shows_where_and_what():
    text = to_terminal(FULL)
    assert "  homework.py, line 7: `sys._getframe`: looks <around>\n" in text
    assert "proves nothing" in text
    with speak("zh"):
        assert "四处<张望>" in to_terminal(FULL)


def test_a_page_shows_it_as_text():
    page = to_html([FULL], {})
    assert "homework.py, line 7: `sys._getframe`: looks &lt;around&gt;" in page
    assert "To look at" not in to_html([replace(FULL, review=())], {})


def test_a_remark_on_all_of_a_file_has_no_line():
    whole = Remark("unread", Place("homework.py"), "could not be looked through", "无法查看")
    text = to_terminal(report(check(60), review=(whole,)))
    assert "  homework.py: could not be looked through\n" in text
