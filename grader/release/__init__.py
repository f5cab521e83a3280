"""From solutions to what students get: stubs as script and notebook, and a repository of their own.

::

    solutions/NAME/solution.py ─ stub ─▶ homework.py, homework.ipynb
    assignments/NAME/* ───────────────▶  student's repository  ◀─ wheel ─ grader/
                                              │
                                            leak: does a line of a solution stand anywhere in it?
"""

from grader.release.course import release_in_place

__all__ = ["release_in_place"]
