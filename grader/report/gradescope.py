"""The results.json that Gradescope reads: https://gradescope-autograders.readthedocs.io/en/latest/specs/."""

from __future__ import annotations

import json
from typing import Any

from grader.language import _
from grader.report.feedback import feedback
from grader.results import CheckResult, Outcome, Report
from grader.text import plural, printable


def to_gradescope(report: Report) -> str:
    """Give one JSON object; its score leaves broken checks out, as the report's does."""
    return json.dumps(results(report), ensure_ascii=False, indent=1) + "\n"


def results(report: Report) -> dict[str, Any]:
    """Give the object that is written; every text in it is plain, so that nothing of a submission becomes HTML."""
    return {
        "score": report.score,
        "output": "\n".join(_remarks(report)),
        "output_format": "text",
        "test_name_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",  # what the autograder itself prints is the instructor's to read
        "extra_data": {"assignment": report.assignment, "isolation": report.isolation, "device": report.device},
        "tests": [_test(check) for check in report.checks],
    }


def _remarks(report: Report) -> list[str]:
    remarks = [_("note: {note}").format(note=printable(note)) for note in report.notes]
    if report.ungraded:
        points = plural(report.ungraded, "more point")
        remarks.append(_("{points} will be graded by checks that are not here.").format(points=points))
    if report.broken:
        points = plural(sum(check.max_score for check in report.broken), "point")
        remarks.append(_("{points} could not be graded: that is the grader's fault, not yours.").format(points=points))
    return remarks


def _test(check: CheckResult) -> dict[str, Any]:
    test = {
        "name": printable(check.title),
        "output": "\n".join([*feedback(check), *_printed(check)]),
        # What is shown of a hidden check gives nothing away, but while a student may hand in again at will, its points
        # and hints would be something to tune to: they show once the instructor publishes the grades.
        "visibility": "after_published" if check.hidden else "visible",
        "extra_data": {"check": check.name, "outcome": check.outcome.value, "hint": check.hint and check.hint.id},
    }
    if check.outcome is Outcome.BROKEN:  # without points it counts for nothing, and without a status it is not red
        return test
    status = "passed" if check.outcome is Outcome.PASSED else "failed"
    return {"score": check.score, "max_score": check.max_score, "status": status, **test}


def _printed(check: CheckResult) -> list[str]:
    if not check.output:
        return []
    return [_("it printed:"), *(f"| {line}" for line in printable(check.output).strip().splitlines())]
