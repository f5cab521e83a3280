"""Isolation tiers: the strongest that is there, or the one that was asked for, or a clear no."""

import pytest

from grader.errors import UsageError
from grader.sandbox import tiers
from grader.sandbox.tiers import AVAILABLE, WORDS, Tier


def test_by_default_the_strongest_available_tier_is_taken():
    assert tiers.choose(None) is AVAILABLE[0]
    assert list(AVAILABLE) == sorted(AVAILABLE)


def test_a_tier_that_is_there_can_be_asked_for():
    assert tiers.choose("E") is Tier.E


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_a_tier_that_is_not_there_is_refused_and_never_replaced(letter):
    with pytest.raises(UsageError, match=f"isolation tier {letter} is not available") as caught:
        tiers.choose(letter)
    assert caught.value.hint == "available: E"


def test_a_letter_that_names_no_tier_is_no_tier():
    with pytest.raises(ValueError, match="'Z' is not a valid Tier"):
        tiers.choose("Z")


def test_every_tier_has_its_words():
    assert set(WORDS) == set(Tier)
