"""Results as text: one function per format. Nothing here decides a score."""

from grader.report.classroom50 import to_classroom50
from grader.report.github import to_github, to_github_summary
from grader.report.gradescope import to_gradescope
from grader.report.json import to_json
from grader.report.junit import to_junit
from grader.report.prairielearn import to_prairielearn
from grader.report.terminal import to_overview, to_terminal

__all__ = [
    "to_classroom50",
    "to_github",
    "to_github_summary",
    "to_gradescope",
    "to_json",
    "to_junit",
    "to_overview",
    "to_prairielearn",
    "to_terminal",
]
