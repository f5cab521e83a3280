"""An examiner's process, seen from whoever gives it orders."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile

from grader.classroom.examiner.messages import Begin, Grade, Graded, HungUpError, Line, Refused
from grader.errors import GradeError, SandboxError
from grader.language import _
from grader.sandbox import view

_END_S = 20.0


class LostError(Exception):
    """The examiner's process ended; the message says how, if it is known."""


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
        self._room = tempfile.TemporaryDirectory(
            prefix="gradekit-"
        )  # ours, so that it goes also if it is killed
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                    view.command(
                        "grader.classroom.examiner.__main__", theirs.fileno(), self._room.name
                    ),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._stderr,
                    env=view.of_examiner(os.environ),
                    cwd="/",
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,  # Ctrl-C is for the command, which then ends it
                )
            except OSError as error:
                ours.close()
                raise SandboxError(_("no process for an examiner: {why}", why=error)) from None
        self._line = Line(ours)
        with contextlib.suppress(HungUpError):  # its first order will notice
            self._line.write(begin)

    def grade(self, order: Grade) -> Graded:
        """Have a submission graded.

        Raises:
            LostError: it ended meanwhile.
            RefusedError: it can grade nothing at all.
        """
        try:
            self._line.write(order)
            answer: Graded | Refused = self._line.read(Graded, Refused)
        except HungUpError:
            raise LostError(self._last_words()) from None
        if isinstance(answer, Refused):
            raise RefusedError(answer.message, answer.hint, answer.exit_code)
        return answer

    def hang_up(self) -> None:
        """Tell it to end, also while it grades."""
        self._line.close()

    def close(self) -> None:
        """End it, and all that it started."""
        self.hang_up()
        self._ended()
        self._stderr.close()
        self._room.cleanup()

    def _ended(self) -> int:
        try:
            return self._process.wait(timeout=_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _last_words(self) -> str:
        """Say how it ended."""
        code = self._ended()
        self._stderr.seek(0)
        said = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        if code < 0:
            return _("ended by signal {number}", number=-code)
        return said[-1] if said else _("exit code {code}", code=code)
