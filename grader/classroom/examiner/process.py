"""An examiner's process, as seen by the one who gives it orders."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile

from grader.checks.secret import VARIABLE as SECRET
from grader.classroom.examiner.messages import Begin, Channel, Graded, HungUpError, Order, Refusal
from grader.errors import GradeError, SandboxError
from grader.language import _
from grader.sandbox import view

_END_S = 20.0


class ExaminerLostError(Exception):
    """The examiner's process ended; the message describes how, if that is known."""


class RefusedError(GradeError):
    """The examiner can grade nothing at all."""

    def __init__(self, message: str, hint: str = "", exit_code: int = GradeError.exit_code) -> None:
        super().__init__(message, hint)
        self.exit_code = exit_code


class Examiner:
    """An examiner's process.

    Raises:
        SandboxError: it could not be started.
    """

    def __init__(self, begin: Begin) -> None:
        ours, theirs = socket.socketpair()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with it
        # The folder is ours, so that it is removed even if the examiner is killed.
        self._room = tempfile.TemporaryDirectory(prefix="gradekit-")

        with theirs:
            try:
                self._process = self._started(theirs.fileno())
            except OSError as error:
                ours.close()
                raise SandboxError(
                    _("cannot start a process for an examiner: {error}", error=error)
                ) from None

        self._channel = Channel(ours)
        # If it is gone already, its first order will notice.
        with contextlib.suppress(HungUpError):
            self._channel.write(begin)

    def grade(self, order: Order) -> Graded:
        """Have a submission graded.

        Raises:
            ExaminerLostError: it ended meanwhile.
            RefusedError: it can grade nothing at all.
        """
        try:
            self._channel.write(order)
            answer: Graded | Refusal = self._channel.read(Graded, Refusal)
        except HungUpError:
            raise ExaminerLostError(self._how_it_ended()) from None

        if isinstance(answer, Refusal):
            raise RefusedError(answer.message, answer.hint, answer.exit_code)
        return answer

    def hang_up(self) -> None:
        """Make it end, also while it grades."""
        self._channel.close()

    def close(self) -> None:
        """End it, and everything that it started."""
        self.hang_up()
        self._wait()
        self._stderr.close()
        self._room.cleanup()

    def _started(self, descriptor: int) -> subprocess.Popen[bytes]:
        command = view.command("grader.classroom.examiner.__main__", descriptor, self._room.name)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and code
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._stderr,
            env=_environment(),
            cwd="/",
            pass_fds=(descriptor,),
            start_new_session=True,  # Ctrl-C is for the command, which then ends it
        )

    def _wait(self) -> int:
        """Return the exit code, once the process has ended."""
        try:
            return self._process.wait(timeout=_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _how_it_ended(self) -> str:
        code = self._wait()
        if code < 0:
            return _("ended by signal {number}", number=-code)

        self._stderr.seek(0)
        lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else _("exit code {code}", code=code)


def _environment() -> dict[str, str]:
    """Return the variables of an examiner; the secret comes with the assignment."""
    variables = view.of_examiner(os.environ)
    variables.pop(SECRET, None)
    return variables
