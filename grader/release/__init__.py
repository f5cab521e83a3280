"""From solutions to what students get: stubs as script and notebook, and a repository of their own.

And to what grades them on Gradescope, with all solutions in it: ``autograder``.

::

    solutions/NAME/solution.py ─ stub ─▶ homework.py, homework.ipynb ─┐
    assignments/NAME/* ───────────────────────────────────────────────┼─▶ a student's repository
    grader/ ─ wheel ──────────────────────────────────────────────────┘
                                                    ▲
                              leak: does a line of a solution stand anywhere in it?
"""

from grader.release.autograder import insist_on_full_marks, insist_on_room, pack_autograder, write_autograder
from grader.release.course import release_in_place
from grader.release.repository import release_repository

__all__ = [
    "insist_on_full_marks",
    "insist_on_room",
    "pack_autograder",
    "release_in_place",
    "release_repository",
    "write_autograder",
]
