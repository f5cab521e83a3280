"""From solutions to what students get: stubs as script and notebook, and a repository of their own.

::

    solutions/NAME/solution.py ─ stub ─▶ homework.py, homework.ipynb ─┐
    assignments/NAME/* ───────────────────────────────────────────────┼─▶ a student's repository
    grader/ ─ wheel ──────────────────────────────────────────────────┘
                                                    ▲
                              leak: is a line of a solution anywhere in it?
"""

from grader.course.release.course import release_in_place
from grader.course.release.repository import release_repository

__all__ = ["release_in_place", "release_repository"]
