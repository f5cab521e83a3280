"""The report for programs: its values are exact, and its text can be shown anywhere."""

import json

from grader.report.json import to_json
from grader.results import CheckResult, Outcome, Reason, Report


def test_what_would_control_a_terminal_is_escaped_and_has_the_same_value():
    text = "梯度 a\u202eb\x1b[2J\u200b\U000e0041\u2028\x9b\n👩‍🔬"
    check = CheckResult("a", text, False, 0, 1, Outcome.FAILED, Reason.WRONG, text, None, text)
    shown = to_json(Report("tiny", text, "E", "cpu", (check,)))
    report = json.loads(shown)
    assert report["submission"] == text
    assert [report["checks"][0][key] for key in ("title", "message", "output")] == [text] * 3
    assert shown.replace("\n", "").isprintable()
    assert "梯度" in shown
