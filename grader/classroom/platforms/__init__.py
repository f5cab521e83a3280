"""A module for each platform: what it hands out, its roster, and what it takes back.

Grades leave as text: pure functions from grades, and from a file that the platform exported.
"""

from grader.classroom.platforms.blackboard import to_blackboard
from grader.classroom.platforms.brightspace import to_brightspace
from grader.classroom.platforms.canvas import to_canvas
from grader.classroom.platforms.gradescope import to_gradescope_files
from grader.classroom.platforms.moodle import to_moodle
from grader.classroom.platforms.sakai import to_sakai
from grader.classroom.platforms.spreadsheet import to_csv
from grader.classroom.platforms.worksheet import Export

__all__ = [
    "Export",
    "to_blackboard",
    "to_brightspace",
    "to_canvas",
    "to_csv",
    "to_gradescope_files",
    "to_moodle",
    "to_sakai",
]
