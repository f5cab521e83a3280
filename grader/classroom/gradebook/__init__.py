"""The gradebook: one SQLite file that holds all that was handed in, every grading of it, and what a
teacher changed.

What is written is there to stay when the call returns, also if the power fails then. Several
commands may use the file at once, on one machine.
"""

from grader.classroom.gradebook.book import Gradebook
from grader.classroom.gradebook.changes import Change, CheckChange, changes_of
from grader.classroom.gradebook.entries import Standing

__all__ = ["Change", "CheckChange", "Gradebook", "Standing", "changes_of"]
