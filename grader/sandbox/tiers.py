"""Isolation tiers: what stands between a submission and the rest of the machine.

Only the plain tier exists yet; the stronger ones keep their names, so that no report has to change its words.
"""

from __future__ import annotations

from enum import Enum

from grader.errors import UsageError
from grader.language import _, later


class Tier(str, Enum):
    """From the strongest to none; the letter stands in every report."""

    A = "A"  # a jail within a warm jail
    B = "B"  # a jail per submission
    C = "C"  # Landlock and seccomp, no jail
    E = "E"  # a process of its own with limits, no isolation


WORDS = {
    Tier.A: later("bubblewrap jail, forked within"),
    Tier.B: later("bubblewrap jail per submission"),
    Tier.C: later("Landlock and seccomp"),
    Tier.E: later("a process of its own with limits, no isolation"),
}
AVAILABLE = (Tier.E,)


def choose(wanted: str | None) -> Tier:
    """Give the strongest available tier, or the one that was asked for.

    Raises:
        UsageError: that one cannot be had.
    """
    if wanted is None:
        return AVAILABLE[0]
    tier = Tier(wanted)
    if tier not in AVAILABLE:
        raise UsageError(
            _("isolation tier {tier} is not available in this version").format(tier=tier.value),
            hint=_("available: {tiers}").format(tiers=", ".join(t.value for t in AVAILABLE)),
        )
    return tier
