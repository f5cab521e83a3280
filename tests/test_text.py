"""Text from elsewhere: nothing of it steers a terminal or hides, and the rest stays as it is."""

import pytest

from grader.text import plural, printable

LOST = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("text", ["", "x = 1\n\ty", "损失 × 2 − 1 °C", "👩‍🔬 é", "C:\\new [bold] [/]"])
def test_harmless_text_stays_as_it_is(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    "char",
    ["\x1b", "\x00", "\r", "\b", "\x07", "\x7f", "\x9b", "\u2028", "\u2029", "\ud800", "\u202e", "\u2066", "\u200f"],
)
def test_a_character_that_steers_or_hides_is_replaced(char):
    assert printable(f"a{char}[2Jb") == f"a{LOST}[2Jb"


def test_long_text_is_shortened_and_says_so():
    assert printable("x" * 2001) == "x" * 2000 + " …"
    assert printable("x" * 2000) == "x" * 2000
    assert printable("abcdef", 3) == "abc …"


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 point"), (1.0, "1 point"), (0, "0 points"), (2, "2 points"), (0.5, "0.5 points")]
)
def test_one_is_singular_and_all_else_plural(count, words):
    assert plural(count, "point") == words
