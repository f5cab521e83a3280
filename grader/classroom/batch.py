"""A whole class: grade what was handed in, into a gradebook.

::

    intake ─▶ submissions ─▶ what is up to date ─▶ left as it is
                        └──▶ the others, with their earlier results ─▶ executor ─▶ gradebook, one by one
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass

from grader import __version__
from grader.checks.policy import Policy
from grader.classroom.examiner import Grade, Graded
from grader.classroom.executors import Executor
from grader.classroom.gradebook import Gradebook
from grader.classroom.people import HandIn
from grader.errors import GradeError, SandboxError
from grader.grading.fingerprint import Basis
from grader.language import _
from grader.submission import files
from grader.submission.files import Contents


@dataclass(frozen=True)
class Todo:
    """A submission to grade.

    Attributes:
        number: the gradebook's.
        anonymous: the student's id that says nothing of them.
        damaged: whether it was graded, and the entry is not as it was written.
    """

    number: int
    anonymous: str
    handed_in: HandIn
    picked: Contents
    damaged: bool


@dataclass(frozen=True)
class Done:
    """A submission that was graded, and is in the gradebook."""

    todo: Todo
    graded: Graded


def attempts(hand_ins: Sequence[HandIn], policy: Policy) -> list[tuple[int, HandIn]]:
    """Give what is to be graded, each with its place among the student's attempts: all, or only the
    last ones.

    Args:
        hand_ins: of each student from the first to the last.
    """
    places: dict[str, int] = {}
    numbered = []
    for handed_in in hand_ins:
        place = places[handed_in.person.key] = places.get(handed_in.person.key, -1) + 1
        numbered.append((place, handed_in))
    if policy.counts == "best":
        return numbered
    return [
        (place, handed_in) for place, handed_in in numbered if place == places[handed_in.person.key]
    ]


def enter(
    gradebook: Gradebook,
    run: int,
    assignment: str,
    chosen: Sequence[tuple[int, HandIn]],
    basis: Basis,
    *,
    fresh: bool,
) -> Iterator[Todo | None]:
    """Enter what was handed in, and give what of it is to be graded; None for what is up to date.

    Args:
        basis: what it would be graded by.
        fresh: whether earlier results don't matter.
    """
    for place, handed_in in chosen:
        picked = files.pick(handed_in.path, assignment)
        number, anonymous = gradebook.hand_in(run, assignment, handed_in, picked, place)
        standing = gradebook.standing(number)
        report = standing.report if standing and standing.basis == basis else None
        if report and not report.broken and not fresh:
            yield None
        else:
            yield Todo(
                number, anonymous, handed_in, picked, damaged=bool(standing and standing.damaged)
            )


def grade(
    gradebook: Gradebook, run: int, todo: Sequence[Todo], executor: Executor, *, fresh: bool
) -> Iterator[Done]:
    """Grade submissions, and give each when it is in the gradebook.

    Raises:
        GradeError: nothing can be graded at all, or no longer.
    """
    waiting, at_work = deque(todo), dict[Future[Graded], Todo]()
    while waiting or at_work:
        while waiting and len(at_work) < 2 * executor.width() + 1:  # so that nobody waits for us
            one = waiting.popleft()
            earlier = None if fresh else gradebook.earlier(one.number)
            at_work[executor.submit(Grade(one.picked, earlier))] = one
        for future in wait(at_work, return_when=FIRST_COMPLETED).done:
            one, graded = at_work.pop(future), _result(future)
            gradebook.record(run, one.number, graded, __version__)
            yield Done(one, graded)


def _result(future: Future[Graded]) -> Graded:
    try:
        return future.result()
    except GradeError:
        raise
    except CancelledError:  # by nobody here: the scheduler is gone
        hint = _("the same command goes on when it is there again")
        raise SandboxError(_("the cluster gave up what it was to grade"), hint=hint) from None
    except Exception as error:  # noqa: BLE001 - whatever befell it on the way, for example all workers that tried it
        fault = f"{type(error).__name__}: {error}"
        return Graded(None, started_at=time.time(), fault=fault)
