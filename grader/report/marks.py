"""How the outcome of a check is marked: by a word, or by a sign."""

from __future__ import annotations

from grader.language import _, later
from grader.results import Outcome

SIGNS = {Outcome.PASSED: "✓", Outcome.PARTIAL: "◐", Outcome.FAILED: "✗", Outcome.BROKEN: "!"}
TO_DO = later("TODO")
_WORDS = {
    Outcome.PASSED: later("ok"),
    Outcome.PARTIAL: later("part"),
    Outcome.FAILED: later("FAIL"),
    Outcome.BROKEN: later("BROKEN"),
}


def word(outcome: Outcome) -> str:
    """Return the word for an outcome, in the language in force."""
    return _(_WORDS[outcome])
