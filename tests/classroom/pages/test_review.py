"""The class's page and the instructor's show what to look at; a student's page does not."""

from dataclasses import replace

import pytest
from sample_class import ADA, LI, grade, scored

from grader.classroom.grades import anonymised
from grader.classroom.pages import to_pages
from grader.classroom.platforms import to_csv, to_gradescope_files
from grader.results import Place, Remark

MANY = tuple(
    Remark("table", Place("ada_101_homework.py", line), "holds <many> numbers", "很多数字", "W")
    for line in (3, 9)
)
REMARKED = grade(ADA, replace(scored(70), review=MANY, for_instructor=True))
CLASS = [REMARKED, grade(LI, 100)]


@pytest.fixture(scope="module")
def pages():
    pages, _statistics = to_pages(CLASS, "Tiny")
    return pages


def test_the_class_page_lists_students_with_remarks(pages):
    page = pages["index.html"]
    listed = page[page.index("To look at") : page.index('id="students"')]
    assert 'href="instructors/ada.html"' in listed
    assert "ada_101_homework.py, line 3: `W`: holds &lt;many&gt; numbers" in listed
    assert "李雷" not in listed


def test_the_table_can_be_filtered_by_it(pages):
    page = pages["index.html"]
    assert '<option value="review">' in page
    assert page.count('data-states="below review"') == 1


def test_an_instructors_page_of_a_student_shows_all(pages):
    page = pages["instructors/ada.html"]
    assert "line 3: `W`" in page
    assert "line 9: `W`" in page
    assert "To look at" not in pages["instructors/li.html"]


def test_no_students_page_shows_any(pages):
    for name, page in pages.items():
        if name.startswith("students/"):
            assert "To look at" not in page
            assert "many&gt;" not in page


def test_a_class_without_remarks_has_no_list():
    pages, _statistics = to_pages([grade(LI, 100)], "Tiny")
    assert "to look at" not in pages["index.html"].lower()


def test_anonymous_remarks_name_no_file_of_theirs():
    (remark, _) = anonymised(REMARKED).report.review
    assert remark.place == Place("homework.py", 3)


def test_no_export_holds_it():
    files = to_gradescope_files(CLASS)
    for text in (*files.values(), to_csv(CLASS, anonymous=False), to_csv(CLASS, anonymous=True)):
        assert "many" not in text
        assert "很多" not in text
