"""An examiner: a process of its own that grades one submission after the other.

::

    grade batch ── Begin, Order … ──▶ examiner ──fork──▶ submission
                ◀── Graded …  ───────

Both ends are ours and trust each other. The examiner has its own warm process. It ends when its
channel is closed, also in the middle of a submission, and leaves nothing behind.
"""

from grader.classroom.examiner.messages import Begin, Graded, Order
from grader.classroom.examiner.process import Examiner, ExaminerLostError

__all__ = ["Begin", "Examiner", "ExaminerLostError", "Graded", "Order"]
