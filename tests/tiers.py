"""The isolation tiers as parameters of a test.

Each with the reason why it is skipped where it is not to be had.
"""

import os

import pytest

from grader.results import Tier
from grader.sandbox import bubblewrap
from grader.worker.walls import landlock

needs_bubblewrap = pytest.mark.skipif(not bubblewrap.path(), reason="bubblewrap is not installed")
needs_landlock = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
WALLED = [
    pytest.param(Tier.A, marks=needs_bubblewrap, id="A"),
    pytest.param(Tier.B, marks=needs_bubblewrap, id="B"),
    pytest.param(Tier.C, marks=needs_landlock, id="C"),
]
ALL = [*WALLED, pytest.param(Tier.E, id="E")]
# In CI, root is attacked in some tiers, and an ordinary user in the others.
ATTACKED = [tier for tier in WALLED if tier.id in os.environ.get("GRADEKIT_ATTACKED_TIERS", "ABC")]
