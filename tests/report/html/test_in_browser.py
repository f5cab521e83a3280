"""The pages in a real browser.

Whoever looks, by whatever means, finds all, and the page asks nobody for anything.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import HOSTILE, PAGES, class_page, classmates
from tools import needs_chromium

from grader.language import speak

pytestmark = needs_chromium
DESKTOP, PHONE = {"width": 1100, "height": 900}, {"width": 360, "height": 740}
LOOKS = {
    "light": {"color_scheme": "light", "viewport": DESKTOP},
    "dark": {"color_scheme": "dark", "viewport": DESKTOP},
    "phone": {"color_scheme": "light", "viewport": PHONE, "is_mobile": True, "has_touch": True},
}


SEEN = [(name, "light") for name in PAGES] + [
    (name, look) for name in ("student", "class", "hostile") for look in ("dark", "phone")
]


@pytest.mark.parametrize(("name", "look"), SEEN)
def test_a_page_is_accessible_quiet_and_fits(visit, name, look):
    """axe-core finds nothing serious, the console stays empty, nothing but the file is fetched.

    Nothing sticks out.
    """
    with speak("zh" if look == "dark" else "en"):
        visited = visit(PAGES[name](), **LOOKS[look])
    for details in visited.page.locator("details").all():
        details.evaluate("element => element.open = true")
    found = Axe().run(visited.page).response["violations"]
    serious = [
        (one["id"], one["nodes"][0]["html"])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not serious
    assert not visited.complaints
    assert visited.requests == [visited.page.url]
    assert visited.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_dark_is_dark_and_light_is_light(visit):
    def lightness(look):
        page = visit(PAGES["student"](), **LOOKS[look]).page
        return page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]"
        )

    assert lightness("dark") < 64
    assert lightness("light") > 192


def test_what_means_harm_is_shown_as_text(visit):
    visited = visit(PAGES["hostile"](), **LOOKS["light"])
    text = visited.page.inner_text("main")
    assert "<script>document.title='stolen'</script>" in text
    assert visited.page.title() == "tiny"
    assert visited.page.locator("script, img, iframe, object").count() == 0
    assert not {"\x1b", "\u202e", "\ud800"} & set(text)
    assert len(text) < 100_000
    assert not visited.complaints


def test_a_script_that_got_in_would_not_run(visit):
    injected = PAGES["class"]().replace(
        "</main>", "<script>document.title='stolen'</script></main>"
    )
    visited = visit(injected)
    assert visited.page.title() == "Backprop by hand"
    assert "Content Security Policy" in visited.complaints[0]


def test_right_and_wrong_answers_differ_in_shape_and_in_words(visit):
    page = visit(PAGES["student"]()).page
    right, wrong = page.locator(".board .right").first, page.locator(".board .wrong").first
    style = (
        "element => [getComputedStyle(element).borderStyle, getComputedStyle(element).borderRadius]"
    )
    assert all(a != b for a, b in zip(right.evaluate(style), wrong.evaluate(style), strict=True))
    assert wrong.text_content().split() == ["15", "fizz✗wrong"]
    assert page.locator(".board li").count() == 100
    assert page.locator(".board .wrong").count() == 6


def test_the_training_run_is_drawn_and_can_be_read_as_numbers(visit):
    page = visit(PAGES["student"]()).page
    assert page.locator("figure svg text", has_text="accuracy in %").count() == 1
    page.get_by_text("as numbers").click()
    assert page.locator("figure tbody tr").count() == 9
    assert page.locator("figure tbody tr").last.locator("td").all_inner_texts() == [
        "900",
        "0.1333",
        "86",
    ]


def test_what_was_expected_and_returned_is_folded_and_opens(visit):
    page = visit(PAGES["student"](), **LOOKS["phone"]).page
    example = page.locator("details.example").first
    assert not example.locator("pre").is_visible()
    example.locator("summary").click()
    assert "expected" in example.locator("pre").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_functions_to_write_are_one_line(visit):
    page = visit(PAGES["to be written"](), **LOOKS["phone"]).page
    assert page.get_by_text("to write").count() == 1


class TestClass:
    @pytest.fixture
    def visited(self, visit):
        return visit(class_page(classmates()), viewport=DESKTOP)

    @pytest.fixture
    def page(self, visited):
        yield visited.page
        assert not visited.complaints

    def heading(self, page, words):
        return page.locator("#class thead th", has_text=words)

    def column(self, page, number):
        cells = page.locator(f"#class tbody tr:not([hidden]) > :nth-child({number})")
        return [text.split("\n")[0] for text in cells.all_inner_texts()]

    def test_everybody_is_there_with_a_link_to_their_page(self, page):
        assert page.locator("#class tbody tr").count() == 304
        assert (
            page.get_by_role("link", name="Student 7", exact=True).get_attribute("href")
            == "students/s007.html"
        )
        assert page.get_by_role("status").inner_text() == "304 of 304 shown"

    def test_a_click_sorts_and_another_one_turns_it_round(self, page):
        heading = self.heading(page, "score")
        for clicks, order in ((1, "ascending"), (2, "descending")):
            heading.get_by_role("button").click()
            assert heading.get_attribute("aria-sort") == order
            points = [-1.0 if text == "–" else float(text) for text in self.column(page, 2)]
            assert points == sorted(points, reverse=clicks == 2)
        assert page.locator("[aria-sort]").count() == 1

    def test_names_are_sorted_as_people_count(self, page):
        self.heading(page, "score").get_by_role("button").click()
        self.heading(page, "Student").get_by_role("button").click()
        names = [name for name in self.column(page, 1) if name.startswith("Student")]
        assert [int(name.split()[1]) for name in names] == list(range(300))

    def test_keys_alone_do_it_too(self, page):
        heading = self.heading(page, "days late")
        heading.get_by_role("button").focus()
        page.keyboard.press("Enter")
        assert heading.get_attribute("aria-sort") == "ascending"

    def test_a_name_or_an_id_filters_as_it_is_typed(self, page):
        page.get_by_label("name or id").press_sequentially("s29")
        assert self.column(page, 1) == [f"Student {n} s{n}" for n in range(290, 300)]
        assert page.get_by_role("status").inner_text() == "10 of 304 shown"
        page.get_by_label("name or id").press("Enter")
        assert page.get_by_role("status").inner_text() == "10 of 304 shown"

    @pytest.mark.parametrize(
        ("state", "count"),
        [("late", 33), ("adjusted", 15), ("without a grade", 2), ("to look at", 1)],
    )
    def test_a_state_filters(self, page, state, count):
        page.get_by_label("show").select_option(state)
        assert page.get_by_role("status").inner_text() == f"{count} of 304 shown"

    def test_a_mistake_filters_and_filters_add_up(self, page):
        page.get_by_label("mistake", exact=True).select_option("sign")
        shown = int(page.get_by_role("status").inner_text().split()[0])
        page.get_by_label("show").select_option("late")
        both = int(page.get_by_role("status").inner_text().split()[0])
        assert 0 < both < shown < 304

    def test_late_and_adjusted_are_marked_in_words(self, page):
        row = page.locator("#class tbody tr", has_text="s067")
        assert row.locator("td").nth(4).inner_text() == "late 2"
        assert row.locator("td").nth(5).inner_text() == "+2.5"

    def test_a_name_that_means_harm_is_a_name(self, page):
        assert page.locator("#class a", has_text=HOSTILE[:30]).count() == 1
        assert page.title() == "Backprop by hand"

    def test_the_class_in_figures_is_there(self, page):
        text = page.inner_text("body")
        for words in ("304\xa0students", "mean ", "Most common mistakes", "look at the sign"):
            assert words.replace("\xa0", " ") in text.replace("\xa0", " ")
        assert page.locator(".plot svg").count() == 1

    def test_on_paper_nothing_is_left_to_be_clicked(self, page):
        page.emulate_media(media="print")
        assert page.locator(".filters").is_hidden()
        assert page.locator("#class tbody tr").first.is_visible()
