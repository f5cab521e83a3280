"""The machine's form of a report; its keys are fixed, see docs/json.md."""

from __future__ import annotations

import json
from typing import Any

from grader.results import CheckResult, Report

SCHEMA = 1


def to_json(report: Report) -> str:
    """Give one JSON object."""
    return json.dumps(_report(report), ensure_ascii=False, indent=1) + "\n"


def _report(report: Report) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "assignment": report.assignment,
        "submission": report.submission,
        "score": report.score,
        "max_score": report.max_score,
        "ungraded": report.ungraded,
        "isolation": report.isolation,
        "device": report.device,
        "notes": list(report.notes),
        "checks": [_check(check) for check in report.checks],
    }


def _check(check: CheckResult) -> dict[str, Any]:
    hint = check.hint
    return {
        "name": check.name,
        "title": check.title,
        "hidden": check.hidden,
        "score": check.score,
        "max_score": check.max_score,
        "outcome": check.outcome.value,
        "reason": check.reason.value if check.reason else None,
        "message": check.message,
        "hint": {"id": hint.id, "en": hint.en, "zh": hint.zh} if hint else None,
        "output": check.output,
    }
