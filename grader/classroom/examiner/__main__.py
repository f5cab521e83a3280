"""The examiner's process itself: it grades what comes over its channel, until that is closed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import threading
import time
from pathlib import Path

from grader.classroom.examiner.messages import Begin, Channel, Graded, HungUpError, Order, Refusal
from grader.course import bundle
from grader.errors import GradeError, SandboxError
from grader.grading.fingerprint import AssignmentFingerprint, SubmissionFingerprint
from grader.grading.grader import Grader
from grader.language import _, speak
from grader.results import Tier
from grader.sandbox import probe

_END_S = 15.0


def main(descriptor: int, room: str) -> None:
    """Grade until the channel is closed.

    Args:
        descriptor: of our end.
        room: an empty folder.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    control = socket.socket(fileno=descriptor)
    threading.Thread(target=_end_when_hung_up, args=(control,), daemon=True).start()

    with contextlib.suppress(HungUpError, KeyboardInterrupt):
        _serve(Channel(control), Path(room))


def _end_when_hung_up(control: socket.socket) -> None:
    """End this process in order when the other end goes, in the middle of a submission too."""
    line = select.poll()
    line.register(control, 0)  # hanging up is reported unasked
    line.poll()

    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_END_S)
    os._exit(1)


def _serve(channel: Channel, room: Path) -> None:
    begin = channel.read(Begin)
    with speak(begin.language), contextlib.ExitStack() as stack:
        try:
            desk = _Desk(begin, room, stack)
        except GradeError as error:
            channel.read(Order)
            channel.write(_refusal(error))
            return

        while True:
            channel.write(desk.grade(channel.read(Order)))


class _Desk:
    """What an examiner grades with.

    Raises:
        GradeError: nothing can be graded.
    """

    def __init__(self, begin: Begin, room: Path, stack: contextlib.ExitStack) -> None:
        self._assignment = bundle.unpack(begin.course, room)
        self._whole = begin.whole

        tier = Tier(begin.tier) if begin.tier else probe.choose_for_class(begin.isolation)
        self._grader = stack.enter_context(Grader(tier, begin.device, review=True, jobs=begin.jobs))
        # Started before the first order comes.
        self._worker = self._grader.worker(self._assignment)

        device = self._grader.device(self._assignment)
        self._fingerprint = AssignmentFingerprint(self._assignment, device)
        self._basis = self._fingerprint.shared(whole=begin.whole)

    def grade(self, order: Order) -> Graded | Refusal:
        """Grade one submission.

        A failure that may be this submission's alone is a fault; one that any submission would
        have is a refusal.
        """
        started_at = time.time()
        start_s = time.monotonic()
        own_cpu_s = _own_cpu_seconds()
        children_cpu_s = self._worker.children_cpu_s

        text, report, fault = "", None, ""
        try:
            handed_in = self._grader.parse(self._assignment, order.picked, whole=self._whole)
            text = handed_in.source.text
            own = SubmissionFingerprint(self._fingerprint, handed_in, order.earlier)
            report = self._grader.grade(self._assignment, handed_in, fingerprint=own)
        except SandboxError as error:
            fault = error.message
        except GradeError as error:
            return _refusal(error)
        except Exception as error:  # noqa: BLE001 - the class goes on, and its teacher is told
            description = f"{type(error).__name__}: {error}"
            fault = _("internal error: {error}", error=description)

        return Graded(
            report=report,
            basis=self._basis,
            text=text,
            examiner_cpu_s=_own_cpu_seconds() - own_cpu_s,
            submission_cpu_s=self._worker.children_cpu_s - children_cpu_s,
            started_at=started_at,
            wall_s=time.monotonic() - start_s,
            fault=fault,
        )


def _own_cpu_seconds() -> float:
    """Return those of this process, and of those that it has waited for: mistakes, for example."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _refusal(error: GradeError) -> Refusal:
    return Refusal(error.message, error.hint, error.exit_code)
