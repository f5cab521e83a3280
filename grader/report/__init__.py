"""Results as text: one function per format, and nothing of it decides a score."""

from grader.report.gradescope import to_gradescope
from grader.report.json import to_json
from grader.report.statistics import to_summary
from grader.report.table import to_table
from grader.report.terminal import to_terminal

__all__ = ["to_gradescope", "to_json", "to_summary", "to_table", "to_terminal"]
