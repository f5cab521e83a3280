"""Grades for other systems: pure functions from grades, and from a file that such a system exported, to text."""

from grader.export.canvas import to_canvas
from grader.export.gradescope import to_gradescope_files
from grader.export.moodle import to_moodle
from grader.export.spreadsheet import to_csv
from grader.export.worksheet import Export

__all__ = ["Export", "to_canvas", "to_csv", "to_gradescope_files", "to_moodle"]
