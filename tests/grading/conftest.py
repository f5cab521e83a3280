"""What tests of grading need.

The shipped assignments' references, with something wrong in them, graded.
"""

from pathlib import Path

import pytest

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.grading.listener import Silence
from grader.results import Outcome, Tier
from grader.sandbox.warms import Warms

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def warms():
    with Warms(Tier.E) as all_of_them:
        yield all_of_them


@pytest.fixture
def diagnosed(warms, tmp_path):
    """Grades the reference with functions of its own defined below it.

    Gives what did not pass, by the check's name.
    """

    def diagnose(name, text, only=None, *, solutions=True):
        assignment = assignments.load(
            ROOT / "assignments" / name, ROOT / "solutions" if solutions else None
        )
        file = tmp_path / "homework.py"
        file.write_text(
            (ROOT / "solutions" / name / "solution.py").read_text("utf-8") + "\n\n" + text, "utf-8"
        )
        manifest = assignment.manifest
        warm = warms.get(manifest.preload, autograd=manifest.autograd)
        report = grading.grade(assignment, submission.read(file, name), warm, Silence(), only=only)
        assert not report.broken
        return {check.name: check for check in report.checks if check.outcome is not Outcome.PASSED}

    return diagnose
