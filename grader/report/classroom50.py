"""The result.json that Classroom 50 collects, schema `classroom50/result/v1`.

See https://github.com/foundation50/classroom50.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from grader.errors import UsageError
from grader.language import _, one_line
from grader.report.feedback import feedback
from grader.results import CheckResult, Outcome, Report

SCHEMA = "classroom50/result/v1"
_KEYS = {  # by the environment variable that holds it
    "CLASSROOM": "classroom",
    "ASSIGNMENT": "assignment",
    "ASSIGNMENT_TYPE": "assignment_type",
    "OWNER": "owner",
    "SUBMISSION_TAG": "submission",
    "COMMIT_URL": "commit",
    "RELEASE_URL": "release",
    "REVIEW_URL": "review",
}
_TYPES = ("individual", "group")


def read_context(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what a runner of Classroom 50 states about a submission, by the result's keys.

    Raises:
        UsageError: something is missing, or does not fit the schema.
    """
    values = {"ASSIGNMENT_TYPE": _TYPES[0]}
    values |= {name: environment[name] for name in _KEYS if environment.get(name)}
    values.setdefault("REVIEW_URL", values.get("COMMIT_URL", ""))

    missing = [name for name in _KEYS if not values.get(name)]
    if missing:
        raise UsageError(
            _(
                "--format classroom50 needs the environment variables {names}",
                names=_(", ").join(missing),
            ),
            hint=_("Classroom 50's runner sets them"),
        )
    if values["ASSIGNMENT_TYPE"] not in _TYPES:
        raise UsageError(_("ASSIGNMENT_TYPE is not one of {types}", types=_(", ").join(_TYPES)))
    if not values["SUBMISSION_TAG"].startswith("submit/"):
        raise UsageError(_("SUBMISSION_TAG does not begin with submit/"))

    return {key: values[name] for name, key in _KEYS.items()}


def to_classroom50(report: Report, context: Mapping[str, str], at: datetime) -> str:
    """Return one JSON object.

    Its points are whole numbers: those of the checks are rounded so that their sum is the rounded
    total.

    Args:
        context: see :func:`read_context`.
        at: when it was graded.
    """
    scores = rounded([check.score for check in report.graded])
    most = rounded([check.max_score for check in report.graded])
    tests = [_test(*each) for each in zip(report.graded, map(min, scores, most), most, strict=True)]
    tests += [_test(check, 0, 0) for check in report.broken]

    result = {
        "schema": SCHEMA,
        **context,
        "datetime": at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(most),
        "tests": tests,
    }
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _test(check: CheckResult, score: int, most: int) -> dict[str, Any]:
    return {
        "test-name": one_line(check.title),
        "passed": check.outcome is Outcome.PASSED,
        "score": score,
        "max-score": most,
        "message": "\n".join(feedback(check)),
    }


def rounded(points: Sequence[float]) -> list[int]:
    """Round numbers so that their sum is rounded too.

    Those with the largest fractions are rounded up.
    """
    floors = [math.floor(number + 1e-9) for number in points]
    ups = math.floor(sum(points) + 0.5) - sum(floors)
    order = sorted(range(len(points)), key=lambda index: floors[index] - points[index])
    for index in order[:ups]:
        floors[index] += 1
    return floors
