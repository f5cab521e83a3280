"""A report for programs; its keys are fixed, see docs/json.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from grader.results import CheckResult, Report

SCHEMA = 1


def to_json(*reports: Report) -> str:
    """Return one JSON object: a report, or the list of several."""
    shown = _report(reports[0]) if len(reports) == 1 else _all(reports)
    text = json.dumps(shown, ensure_ascii=False, indent=1)
    return "".join(map(_escaped, text)) + "\n"


def read_json(text: str) -> Report:
    """Return the report that :func:`to_json` wrote.

    Raises:
        ValueError: the text is not a report.
    """
    return msgspec.json.decode(text, type=Report)


def _escaped(char: str) -> str:
    """Return a character for JSON; what would not be shown is escaped, and has the same value."""
    return char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1]


def _all(reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "score": sum(report.score for report in reports),
        "max_score": sum(report.max_score for report in reports),
        "ungraded": sum(report.ungraded for report in reports),
        "reports": [_report(report) for report in reports],
    }


def _report(report: Report) -> dict[str, Any]:
    # A student's report does not even say that there is such a list.
    review = {"review": msgspec.to_builtins(report.review)} if report.for_instructor else {}
    return {
        "schema": SCHEMA,
        "assignment": report.assignment,
        "submission": report.submission,
        "file": report.file,
        "score": report.score,
        "max_score": report.max_score,
        "ungraded": report.ungraded,
        "isolation": report.isolation,
        "device": report.device,
        "for_instructor": report.for_instructor,
        "problem": report.problem,
        "to_do": msgspec.to_builtins(report.to_do),
        "notes": list(report.all_notes),
        "checks": [_check(check) for check in report.checks],
        **review,
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
        "place": check.place and vars(check.place),
        "shown": msgspec.to_builtins(check.shown),
        "usage": check.usage and vars(check.usage),
    }
