"""Isolation tiers: what stands between a submission and the rest of the machine."""

from __future__ import annotations

from enum import Enum

from grader.language import later


class Tier(str, Enum):
    """From the strongest to none; the letter stands in every report."""

    A = "A"
    B = "B"
    C = "C"
    E = "E"


WORDS = {
    Tier.A: later("namespaces of its own within a bubblewrap jail, Landlock, seccomp"),
    Tier.B: later("a bubblewrap jail per submission, Landlock, seccomp"),
    Tier.C: later("Landlock and seccomp, no jail"),
    Tier.E: later("a process of its own with limits, no isolation"),
}
