"""Every attack, in every tier that this machine offers: nothing forged, leaked, harmed or left
behind.

A header in each attack says what it deserves, and what tier E, which isolates nothing, cannot keep
it from.
"""

import contextlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from attacks.arena import ATTACKS, Arena
from tiers import ATTACKED

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.grading.listener import Silence
from grader.report.json import to_json
from grader.report.terminal import to_terminal
from grader.results import Tier
from grader.sandbox.warms import Warms

ROOT = Path(__file__).resolve().parents[2]
HONEST = "def double(x):\n    return 2 * x\n\n\ndef shift(x):\n    return x + 1\n"
pytestmark = pytest.mark.slow
# The examiner alone answers dishonest homework, in the same way in each tier: one is enough.
IN_TIERS = [
    pytest.param(*tier.values, attack, marks=tier.marks, id=f"{attack.name}-{tier.id}")
    for attack in ATTACKS
    for tier in (ATTACKED[-1:] if attack.is_dishonest else ATTACKED)
]
ATTACKS_IN_E = [
    attack
    for attack in ATTACKS
    if not attack.is_dishonest and not attack.in_e.startswith("not run")
]


@pytest.fixture(scope="module")
def arena():
    with pytest.MonkeyPatch.context() as patch, Arena() as arena:
        patch.setenv("SECRET", arena.secret)
        yield arena


@pytest.fixture(scope="module")
def grade(arena, tmp_path_factory):
    """Grade a text in a tier; one warm process serves all attacks on a tier, as in a class."""
    with contextlib.ExitStack() as stack:
        warms = {}

        def grade(tier, text, name="target", checks=()):
            if tier not in warms:
                warms[tier] = stack.enter_context(Warms(tier))
            course = arena.root / "course" if name.startswith("target") else ROOT
            assignment = assignments.load(course / "assignments" / name, course / "solutions")
            limits = replace(assignment.limits, cpu_s=min(assignment.limits.cpu_s, 2), wall_s=3)
            assignment = replace(assignment, limits=limits)
            file = tmp_path_factory.mktemp("submission") / "homework.py"
            file.write_text(text, "utf-8")
            manifest = assignment.manifest
            warm = warms[tier].get(
                manifest.preload, autograd=manifest.autograd, imports=manifest.imports
            )
            return grading.grade(
                assignment, submission.read(file, name), warm, Silence(), only=checks or None
            )

        yield grade


def held(tier, attack, arena, grade, capfd):
    """Grade an attack, require that it got no more than it deserves; return what else it did."""
    report = grade(
        tier, arena.put_in(attack.file.read_text("utf-8")), attack.assignment, attack.checks
    )
    assert report.isolation == tier.value
    assert report.score <= attack.deserves, report.checks
    assert report.broken == ()
    shown = report.for_student()
    said = "".join([to_json(shown), to_terminal(shown), *capfd.readouterr()])
    told = [f"{word} was told" for word in (arena.secret, arena.proof) if word in said]
    done = [*told, *arena.told(), *arena.changed(), *arena.left()]
    after = grade(tier, HONEST)
    assert after.score == 100, after.checks
    return done


@pytest.mark.parametrize(("tier", "attack"), IN_TIERS)
def test_in_a_walled_tier_an_attack_gets_and_does_nothing(tier, attack, arena, grade, capfd):
    assert held(tier, attack, arena, grade, capfd) == []


@pytest.mark.parametrize("attack", ATTACKS_IN_E, ids=lambda attack: attack.name)
def test_without_isolation_an_attack_gets_nothing_and_does_what_its_header_says(
    attack, arena, grade, capfd
):
    done = held(Tier.E, attack, arena, grade, capfd)
    if not attack.in_e:
        assert done == []
    elif (
        os.geteuid() == 0
    ):  # who may do anything; else the attack would be none in the walled tiers either
        assert done != []
