"""An examiner in a process of its own: it grades one submission after the other, with its own warm
process.

::

    grade batch ── Begin, Grade … ──▶ examiner ──fork──▶ submission
                ◀── Graded …  ───────

Both ends are ours and trust each other. It ends when its line is hung up, also in the middle of a
submission, and leaves nothing.
"""

from grader.classroom.examiner.messages import Begin, Grade, Graded
from grader.classroom.examiner.process import Examiner, LostError

__all__ = ["Begin", "Examiner", "Grade", "Graded", "LostError"]
