"""A wrong submission reads the same of a hidden check, whatever the hidden inputs were.

Each attack of the family ``tell`` is graded in courses that differ by their hidden inputs alone. All
that a report for a student says of a hidden check must be the same, apart from which of the few
sentences it is; else it tells what code that has seen the inputs chose.
"""

from dataclasses import replace

import pytest
from attacks.arena import ATTACKS, HERE
from tiers import ATTACKED

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.grading.listener import Silence
from grader.sandbox.warms import Warms

pytestmark = pytest.mark.slow
# What stands in the hidden checks of the attacked courses, and what is put in its place.
FIRST_INPUT = {"target": "[4.5,", "target_torch": "[[0.25,"}
SENTENCES = {
    "",
    "a value is wrong, or has the wrong shape or type",
    "it raises an error, or ends its process",
    "it is too slow, or uses too much memory or another resource",
    "it is not defined, or not written yet",
    "not run: a check that it depends on got no points",
}
OTHERS = (4.75, 5.0, 5.25, 6.5, 9.0)
TELLING = [
    attack
    for attack in ATTACKS
    if attack.name.startswith("tell/") and attack.assignment in FIRST_INPUT
]


def course_with(folder, name, number):
    """Copy a course, with another first number in its hidden inputs."""
    old = FIRST_INPUT[name]
    for file in (HERE / "course").rglob("*"):
        if file.is_file() and file.suffix in (".py", ".toml") and name in file.parts:
            copy = folder / file.relative_to(HERE / "course")
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text("utf-8")
            copy.write_text(text.replace(old, old.rstrip(",0123456789.") + f"{number},"), "utf-8")
    return assignments.load(folder / "assignments" / name, folder / "solutions")


def hidden_part(report):
    """All that a report says of its hidden checks and of itself, as far as a student reads it."""
    shown = report.for_student()
    hidden = [check for check in shown.checks if check.hidden]
    assert {check.message for check in hidden} <= SENTENCES
    return [replace(check, message="", reason=None) for check in hidden], shown.all_notes


@pytest.mark.parametrize("tier", ATTACKED)
@pytest.mark.parametrize("attack", TELLING, ids=lambda attack: attack.name)
def test_a_hidden_check_reads_the_same_whatever_its_inputs(tier, attack, tmp_path):
    parts = []
    with Warms(tier) as warms:
        for number in OTHERS:
            assignment = course_with(tmp_path / str(number), attack.assignment, number)
            file = tmp_path / "homework.py"
            file.write_text(attack.file.read_text("utf-8"), "utf-8")
            warm = warms.get(assignment.manifest.preload, autograd=assignment.manifest.autograd)
            report = grading.grade(
                assignment, submission.read(file, attack.assignment), warm, Silence()
            )
            parts.append(hidden_part(report))
    assert all(part == parts[0] for part in parts)
