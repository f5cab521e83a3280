"""Grades for other systems.

Pure functions from grades, and from a file that such a system exported, to text.
"""

from grader.classroom.platforms.canvas_gradebook import to_canvas
from grader.classroom.platforms.gradescope_results import to_gradescope_files
from grader.classroom.platforms.moodle_worksheet import to_moodle
from grader.classroom.platforms.spreadsheet import to_csv
from grader.classroom.platforms.worksheet import Export

__all__ = ["Export", "to_canvas", "to_csv", "to_gradescope_files", "to_moodle"]
