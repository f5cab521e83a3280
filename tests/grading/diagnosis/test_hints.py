"""The catalogue: both languages take the same values, and every id names one hint."""

import re
from pathlib import Path

import pytest

from grader.checks.assignment import load
from grader.grading.diagnosis import read_mistakes
from grader.grading.diagnosis.hints import Bilingual, catalogue, hint, perhaps, two
from grader.results import Hint

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(file.parent.name for file in ROOT.glob("assignments/*/assignment.toml"))
BRACES = re.compile(r"{\w*}")
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("id_", catalogue())
def test_both_languages_fill_in_the_same(id_):
    entry = catalogue()[id_]
    assert sorted(BRACES.findall(entry.en)) == sorted(BRACES.findall(entry.zh))
    assert CHINESE.search(entry.zh)
    assert not CHINESE.search(entry.en)


@pytest.mark.parametrize("id_", catalogue())
def test_every_hint_is_used_somewhere(id_):
    package = ROOT / "grader" / "grading" / "diagnosis"
    code = "".join(
        file.read_text("utf-8") for file in [*package.glob("*.py"), package / "exceptions.toml"]
    )
    assert f'"{id_}"' in code


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_mistake_has_an_id_of_its_own_and_both_languages(name):
    mistakes = read_mistakes(load(ROOT / "assignments" / name, ROOT / "solutions"))
    assert len(mistakes) >= 12
    hints = [mistake.hint for mistake in mistakes if mistake.hint]
    for each in hints:
        assert each.id not in catalogue()
        assert CHINESE.search(each.zh)
        assert not CHINESE.search(each.en)
    texts = [text for each in hints for text in (each.en, each.zh)]
    assert len(set(texts)) == len(texts)


def test_values_are_filled_in_by_language():
    given = hint("factor", name="w1", factor=Bilingual("half of", "的 1/2"))
    assert given.id == "factor"
    assert given.en.startswith("Your w1 is half of what it should be")
    assert given.zh.startswith("你的 w1 处处是正确值的 1/2")


def test_a_doubtful_hint_names_all_that_fit():
    one = Hint("a", "You did a.", "你做了 a。")
    assert perhaps(one, ["b", "c"]) == Hint("a|b|c", "Perhaps: you did a.", "可能是：你做了 a。")


def test_two_hints_are_one():
    both = two(Hint("a", "You did a.", "你做了 a。"), Hint("b", "You did b.", "你做了 b。"))
    assert both.id == "a+b"
    assert both.en == "Perhaps there are two mistakes. First: you did a. Second: you did b."


def test_a_name_keeps_its_capitals_after_a_colon():
    for text, within in (
        ("ReLU is missing.", "ReLU is missing."),
        ("Line 3 names it.", "line 3 names it."),
        ("A sum.", "a sum."),
        ("w1 = w1 - … is new.", "w1 = w1 - … is new."),
    ):
        assert perhaps(Hint("a", text, "甲"), ["b"]).en == f"Perhaps: {within}"
