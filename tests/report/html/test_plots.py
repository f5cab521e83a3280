"""Plots as parts of a page: in its colours, with its letters, and nothing read into names."""

import re
from xml.etree import ElementTree as ET

import pytest

from grader.language import speak
from grader.report.html import plots
from grader.results import Deviation, Epoch

RUN = [Epoch(number, 1 / number, 10.0 * number) for number in range(1, 9)]
FOUND = [
    ("a: grad_w1", Deviation("grad_w1", True, 1e-6, 0.0)),
    ("b: $x_1$ <i>", Deviation("x", False, 1e-6, 0.5)),
]
DRAWN = {
    "training": lambda salt="a": plots.training(RUN, salt),
    "losses alone": lambda salt="a": plots.training([Epoch(0, 2.0), Epoch(1, 1.0)], salt),
    "one point": lambda salt="a": plots.training(RUN[:1], salt),
    "deviations": lambda salt="a": plots.deviations(FOUND, salt),
    "only right": lambda salt="a": plots.deviations(FOUND[:1], salt),
    "histogram": lambda salt="a": plots.histogram([0, 0, 3, 10, 1], salt),
    "nobody": lambda salt="a": plots.histogram([0] * 10, salt),
}


def parsed(svg):
    return ET.fromstring(
        svg.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1)
    )


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_takes_the_pages_colours_and_font(name):
    svg = DRAWN[name]()
    parsed(svg)
    assert not re.findall(r"#[0-9a-f]{6}\b(?<!\"#)", re.sub(r'href="#\w+"|url\(#\w+\)', "", svg))
    assert "font-family" not in svg
    assert "var(--ink)" in svg


@pytest.mark.parametrize("name", DRAWN)
def test_two_plots_of_a_page_share_no_id_and_each_keeps_what_it_refers_to(name):
    first, second = DRAWN[name]("a"), DRAWN[name]("b")
    ids, others = (set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (first, second))
    assert not ids & others
    assert set(re.findall(r'(?:href="#|url\(#)(\w+)', first)) <= ids


def test_names_are_shown_as_they_are():
    texts = ["".join(text.itertext()) for text in parsed(DRAWN["deviations"]()).iter("text")]
    assert "b: $x_1$ <i>" in texts


def test_chinese_is_text_for_the_browsers_letters():
    with speak("zh"):
        assert ">损失</text>" in DRAWN["training"]()
