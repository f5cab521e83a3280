"""The results.json of PrairieLearn's external graders.

See https://docs.prairielearn.com/externalGrading/.
"""

from __future__ import annotations

import json
from typing import Any

from grader.language import one_line, printable
from grader.report.feedback import feedback, notes, points_line, printed, remarks
from grader.results import CheckResult, Report


def to_prairielearn(report: Report) -> str:
    """Return one JSON object; its score is from 0 to 1.

    A submission that cannot be read, or graded at all, is "not gradable": it costs no attempt.
    """
    return json.dumps(_results(report), ensure_ascii=False, indent=1) + "\n"


def _results(report: Report) -> dict[str, Any]:
    if report.problem or not report.max_score:
        faults = [*notes(report), *remarks(report)]
        if report.problem:
            faults = [printable(report.problem)]
        return {"gradable": False, "format_errors": faults, "message": "\n".join(faults)}

    return {
        "gradable": True,
        "score": round(report.score / report.max_score, 6),
        "message": "\n".join([points_line(report), *notes(report), *remarks(report)]),
        "tests": [_test(check) for check in report.graded],
    }


def _test(check: CheckResult) -> dict[str, Any]:
    return {
        "name": one_line(check.title),
        "points": check.score,
        "max_points": check.max_score,
        "message": "\n".join(feedback(check)),
        "output": "\n".join(printed(check)),
    }
