"""What stands on a student's page, and in the small table, whatever a report holds."""

import re
from html.parser import HTMLParser

import pytest
from pages import PAGES, every_kind, graded, hostile_report, to_be_written, unreadable
from sample_class import LI, check, grade, report

from grader.classroom.pages import to_student_page
from grader.language import speak
from grader.report.html import to_fragment, to_html

VOID = {"meta", "br", "input", "img", "link", "hr"}


class Page(HTMLParser):
    """The text that is shown, the tags, and whether each that was opened was closed."""

    def __init__(self, page):
        super().__init__()
        self.text, self.tags, self.ids, self.addresses, self.open = "", [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        self.addresses += [
            value for name, value in attributes if name in ("href", "src", "xlink:href", "action")
        ]
        if tag in VOID:
            self.text += " "
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.text += " " * (tag in ("td", "th", "tr"))

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.text += data

    @property
    def words(self):
        return " ".join(self.text.split())


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_whole_in_itself(name, language):
    """It is well-formed, its ids are its own, and it points to nothing but what lies beside it."""
    with speak(language):
        text = PAGES[name]()
    page = Page(text)
    assert not page.open
    assert len(page.ids) == len(set(page.ids))
    assert not [address for address in page.addresses if ":" in address or address.startswith("/")]
    assert not re.search(r"@import|url\((?!#)", text)
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in text
    text.encode("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_same_report_gives_the_same_page(name):
    assert PAGES[name]() == PAGES[name]()


def test_a_page_says_all_that_a_report_does():
    words = Page(to_html([every_kind()], {"tiny": "A network that plays FizzBuzz"})).words
    for said in (
        "A network that plays FizzBuzz 23 of 80 points",
        "note: homework.py was taken",
        "20 points could not be graded: that is the grader's fault, not yours.",
        "◐ part 5/10 both gradients a.py, line 7 is wrong hint: the gradient passes through ReLU "
        "unchanged",
        "it printed: shape (2, 3)",
        "✗ FAIL 0/30 a hidden one hidden stopped",
        "94 of 100 right",
        "test_backward grad_w2 ✗ FAIL 0.5 1e-06",
        "isolation A (its own namespaces",
        "test_forward 0.50 10 40 4096 MB",
    ):
        assert said in words


def test_of_a_broken_check_its_message_stays_with_the_author():
    assert "KeyError" not in to_html([every_kind()], {})


def test_of_several_reports_each_has_its_section_and_the_points_add_up():
    words = Page(to_html([every_kind(), report(check(60))], {})).words
    assert words.count("How it was graded") == 2
    assert "Homework 83 of 140 points" in words


def test_a_page_of_a_class_says_how_the_grade_came_about():
    words = Page(to_student_page(graded(), "Tiny")).words
    assert (
        "李雷 18 of 80 points 23 of 80 points -10 for 1 day of lateness +5: fine 18 points in the "
        "end" in words
    )


@pytest.mark.parametrize(
    ("handed_in", "words"),
    [
        (grade(LI), "no grade yet nothing was handed in"),
        (grade(LI, fault="out of memory"), "no grade yet could not be graded: out of memory"),
        (grade(LI, adjust=[(7, "by hand")]), "Tiny 李雷 7"),
    ],
    ids=["nothing", "our fault", "by hand"],
)
def test_a_page_without_a_report_says_why(handed_in, words):
    assert words in Page(to_student_page(handed_in, "Tiny")).words


def test_a_page_is_chinese_where_chinese_is_spoken():
    with speak("zh"):
        words = Page(to_html([every_kind()], {"tiny": "作业"})).words
    assert "提示：梯度原样穿过了 ReLU" in words
    assert not re.search(r"\b(the|of|are|points|hint|part)\b", words.replace("86 of 100", ""))


@pytest.mark.parametrize(
    "made", [lambda: to_html([hostile_report()], {}), lambda: to_fragment(hostile_report())]
)
def test_what_means_harm_is_shown_as_text_and_shortened(made):
    text = made()
    page = Page(text)
    assert not {"script", "img"} & set(page.tags)
    assert "<script>document.title='stolen'</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert not {"\x1b", "\u202e", "\ud800"} & set(text)
    assert len(text) < 100_000


def test_the_small_table_says_what_a_person_needs():
    words = Page(to_fragment(every_kind())).words
    assert words.startswith(
        "tiny: 23 of 80 points result score Check ✓ ok 10/10 forward works ◐ part 5/10 both "
        "gradients"
    )
    assert "it printed: | shape" in words


def test_the_small_table_brings_no_style_that_could_touch_its_page():
    assert not {"style", "script", "html", "body"} & set(Page(to_fragment(every_kind())).tags)


def test_what_steers_a_template_is_text_in_a_title():
    assert "{{ 7 * 7 }}" in Page(to_html([report(check(60))], {"tiny": "{{ 7 * 7 }}"})).text


def test_what_was_expected_and_returned_is_folded_below_its_check():
    page = to_html([every_kind()], {})
    assert page.count('<details class="example">') == 1
    assert "grad_w2 returned:\n  &gt;0.25&lt; 2" in page


@pytest.mark.parametrize("make", [lambda one: to_html([one], {}), to_fragment])
def test_what_is_to_be_written_is_one_entry(make):
    page = make(to_be_written())
    words = Page(page).words
    assert "3 functions to write; begin with forward (homework.py, line 9): write forward" in words
    assert "then backward, train" in words
    assert "TODO" in words
    assert "0/60" in words
    assert "FAIL" not in words


@pytest.mark.parametrize("make", [lambda one: to_html([one], {}), to_fragment])
def test_what_cannot_be_read_is_one_entry_with_a_pointer(make):
    page = make(unreadable())
    assert "    x = )\n        ^" in page
    assert Page(page).words.count("FAIL") == 1
    assert "0/100" in Page(page).words
