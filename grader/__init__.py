"""gradekit: graded homework for deep-learning courses.

The story starts in :mod:`grader.cli` (the command line) and :mod:`grader.grading` (the main flow).
Two processes that trust each other not at all do the work: the examiner runs the checks, which are
pytest tests, and the submission's process (:mod:`grader.worker`) runs the student's functions, and
nothing else. They talk over :mod:`grader.wire`.
"""

from __future__ import annotations

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """Give a notebook the magic ``%check``, after ``%load_ext grader``."""
    from grader.cli import magic

    magic.load(shell)
