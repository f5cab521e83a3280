"""Results as text: one function per format, and nothing of it decides a score."""

from grader.report.json import to_json
from grader.report.table import to_table
from grader.report.terminal import to_terminal

__all__ = ["to_json", "to_table", "to_terminal"]
