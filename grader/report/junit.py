"""The XML that CI systems read: it fits the schemas of Ant's JUnit task (Windy Road) and Jenkins.

A check is a test case: a `failure` if the student lost points, an `error` if it is broken. These
schemas have no points: they are properties of the suite, and a failure's message begins with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from xml.etree import ElementTree as ET

from grader.language import _, one_line
from grader.report.feedback import feedback, notes, printed, remarks
from grader.results import CheckResult, Outcome, Report

# What XML 1.0 forbids, even as a character reference: https://www.w3.org/TR/xml/#charsets
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(reports: Sequence[Report], at: datetime) -> str:
    """Return an XML document with a suite for each report.

    Args:
        at: when they were graded.
    """
    root = ET.Element("testsuites")
    for number, report in enumerate(reports):
        root.append(_suite(report, number, at))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(report: Report, number: int, at: datetime) -> ET.Element:
    outcomes = [check.outcome for check in report.checks]
    failures = sum(outcome in (Outcome.FAILED, Outcome.PARTIAL) for outcome in outcomes)
    suite = ET.Element(
        "testsuite",
        id=str(number),
        name=_clean(report.assignment),
        package="grade",
        hostname="localhost",
        timestamp=at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S"),
        tests=str(len(outcomes)),
        failures=str(failures),
        errors=str(outcomes.count(Outcome.BROKEN)),
        time=_seconds(*report.checks),
    )

    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report):
        ET.SubElement(properties, "property", name=name, value=_clean(value))

    suite.extend(_case(report, check) for check in report.checks)
    ET.SubElement(suite, "system-out").text = _clean("\n".join(_outputs(report)))
    ET.SubElement(suite, "system-err").text = ""
    return suite


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "score", f"{report.score:g}"
    yield "max_score", f"{report.max_score:g}"
    yield "ungraded", f"{report.ungraded:g}"
    yield "isolation", report.isolation
    yield "device", report.device
    for check in report.checks:
        yield f"{check.name}.score", f"{check.score:g}"
        yield f"{check.name}.max_score", f"{check.max_score:g}"
        yield f"{check.name}.hidden", str(check.hidden).lower()
        if check.hint:
            yield f"{check.name}.hint", check.hint.id


def _case(report: Report, check: CheckResult) -> ET.Element:
    case = ET.Element(
        "testcase", classname=_clean(report.assignment), name=check.name, time=_seconds(check)
    )
    if check.outcome is Outcome.PASSED:
        return case

    broken = check.outcome is Outcome.BROKEN
    points = _(
        "{score:g}/{points:g}: {title}",
        score=check.score,
        points=check.max_score,
        title=check.title,
    )
    points = _clean(one_line(points))
    kind = check.reason.value if check.reason else check.outcome.value
    if broken:
        kind = "broken"

    fault = ET.SubElement(case, "error" if broken else "failure", message=points, type=kind)
    fault.text = _clean("\n".join(feedback(check)))
    return case


def _outputs(report: Report) -> Iterator[str]:
    yield from notes(report)
    yield from remarks(report)
    for check in report.checks:
        lines = printed(check)
        if lines:
            yield f"{check.name}:"
            yield from lines


def _seconds(*checks: CheckResult) -> str:
    """Return the CPU seconds that checks used, as a decimal number."""
    return f"{sum(check.usage.cpu_s for check in checks if check.usage):.3f}"


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
