"""Isolation tiers."""

from grader.sandbox.tiers import WORDS, Tier


def test_each_tier_has_its_words():
    assert list(WORDS) == list(Tier)
