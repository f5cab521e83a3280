"""The results.json that Gradescope reads.

See https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

from __future__ import annotations

import json
from typing import Any

from grader.language import one_line
from grader.report.feedback import feedback, notes, printed, remarks
from grader.results import CheckResult, Outcome, Report

PLAIN = {  # every text is plain, so that nothing of a submission becomes HTML
    "output_format": "text",
    "test_name_format": "text",
    "test_output_format": "text",
    "visibility": "visible",
    "stdout_visibility": "hidden",  # what the autograder itself prints is for the instructor
}


def to_gradescope(report: Report) -> str:
    """Return one JSON object; its score leaves out broken checks, as the report's does."""
    return json.dumps(results(report), ensure_ascii=False, indent=1) + "\n"


def results(report: Report) -> dict[str, Any]:
    """Return the object that is written."""
    # If all checks are broken, there is no score.
    graded = {"score": report.score} if report.graded else {}
    return {
        **graded,
        **PLAIN,
        "output": "\n".join([*notes(report), *remarks(report)]),
        "extra_data": {
            "assignment": report.assignment,
            "isolation": report.isolation,
            "device": report.device,
        },
        "tests": [_test(check, number) for number, check in enumerate(report.checks, start=1)],
    }


def _test(check: CheckResult, number: int) -> dict[str, Any]:
    test = {
        "name": one_line(check.title),
        "number": str(number),
        "output": "\n".join([*feedback(check), *check.shown.example, *printed(check)]),
        # What is shown of a hidden check reveals nothing. But students who can hand in again could
        # tune their code to its points and hints: these are shown once grades are published.
        "visibility": "after_published" if check.hidden else "visible",
        "tags": [
            check.name,
            "hidden" if check.hidden else "public",
            *([check.hint.id] if check.hint else []),
        ],
        "extra_data": {
            "check": check.name,
            "outcome": check.outcome.value,
            "hint": check.hint and check.hint.id,
        },
    }
    if check.outcome is Outcome.BROKEN:
        # Without points, it does not count.
        return test

    status = "passed" if check.outcome is Outcome.PASSED else "failed"
    return {"score": check.score, "max_score": check.max_score, "status": status, **test}
