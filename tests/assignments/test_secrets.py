"""Right work keeps its points whatever a course's secret draws; see benchmarks/right_over_secrets.py for more."""

from pathlib import Path

import pytest

from grader.checks.assignment import load
from grader.checks.secret import Secret
from grader.grading.grader import Grader
from grader.results import Outcome, Tier

ROOT = Path(__file__).resolve().parents[2]
# The four light ones; of 40 secrets, 3 once drew a network for two_layer_nn that cannot learn.
NAMES = sorted(file.parent.name for file in ROOT.glob("assignments/two_layer_*/assignment.toml"))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_gets_everything_with_any_secret(name, tmp_path):
    lost = {}
    with Grader(Tier.E, "cpu") as grader:
        for number in range(24):
            assignment = load(ROOT / "assignments" / name, ROOT / "solutions")
            vars(assignment)["secret"] = Secret(number.to_bytes(32, "big"), tmp_path)
            report = grader.grade_file(assignment, ROOT / "solutions" / name / "solution.py")
            for check in report.checks:
                if check.outcome is not Outcome.PASSED:
                    lost[number, check.name] = check.message
    assert lost == {}
