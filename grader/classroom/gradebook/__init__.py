"""The gradebook: one SQLite file with all hand-ins, every grading, and what a teacher changed.

What is written is on the disk when the call returns, and survives a power cut. Several commands on
one machine can use the file at once.
"""

from grader.classroom.gradebook.book import Gradebook, changed
from grader.classroom.gradebook.changes import Change, CheckChange, changes_of
from grader.classroom.gradebook.entries import Grading

__all__ = ["Change", "CheckChange", "Gradebook", "Grading", "changed", "changes_of"]
