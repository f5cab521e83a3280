"""A fork of this process that works within limits: for our own work on what a submission sent.

::

    Forked ──question──▶ the fork: parses, searches, computes
           ◀──answer───  CPU, memory and wall clock are limited

To parse a program, to look for its mistakes or to answer its questions can cost as much as whoever
wrote it likes. The fork runs none of the submission's code.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from grader.errors import GradeError
from grader.results import Reason
from grader.sandbox.limits import Budget, Stopwatch
from grader.sandbox.platform import is_portable
from grader.worker.interrupt import interrupted_when
from grader.worker.walls import kernel

_TICK_S = 0.05
# The first byte of what a fork sends.
_ANSWER = b"a"
_ERROR = b"e"
_LONGEST_ERROR = 1000

Value = TypeVar("Value")


@dataclass(frozen=True)
class Bounds:
    """What one question may cost; the memory is what the fork may use beyond this process."""

    cpu_s: float
    wall_s: float
    memory_bytes: int

    def budget(self) -> Budget:
        """Return a budget of its seconds."""
        return Budget(self.cpu_s, self.wall_s)


class ForkError(Exception):
    """A fork gave no answer.

    Attributes:
        reason: TIMEOUT, MEMORY, or KILLED where the fork ended without an answer; ERROR for an
            exception, which the message describes.
    """

    def __init__(self, reason: Reason, message: str = "") -> None:
        super().__init__(message or reason.value)
        self.reason = reason


class Forked:
    """Answers questions in a fork of this process, which starts with the first question.

    After a limit was reached, the next question gets a fresh fork.

    Args:
        answer: returns the answer to a question; it is called in the fork.
        memory_bytes: that the fork may use beyond this process.
        keeps_files: leave open what this process has open. A fork that outlives others needs
            none: whoever waits for the end of a connection would wait for the fork too.
    """

    def __init__(
        self, answer: Callable[[bytes], bytes], memory_bytes: int, *, keeps_files: bool = False
    ) -> None:
        self._answer = answer
        self._memory_bytes = memory_bytes
        self._keeps_files = keeps_files
        self._process: Any = None
        self._connection: Connection | None = None

    def ask(self, question: bytes, budget: Budget) -> bytes:
        """Return the answer to a question, and subtract its time from the budget.

        Raises:
            ForkError: a limit was reached, or the answer is an exception.
        """
        connection = self._connection or self.start()
        watch = Stopwatch(self._process.pid)
        try:
            connection.send_bytes(question)
            _wait(connection, watch, budget)
            reply = connection.recv_bytes()
        except (EOFError, OSError):
            # Where there is no memory even for an exception, or somebody killed it.
            self.close()
            raise ForkError(Reason.KILLED) from None
        except BaseException:
            self.close()
            raise
        finally:
            budget.spend(watch.used())

        if reply[:1] == _ANSWER:
            return reply[1:]
        message = reply[1:].decode()
        raise ForkError(Reason.ERROR if message else Reason.MEMORY, message)

    def close(self) -> None:
        """End the fork."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            self._process.kill()
            self._process.join()

    def start(self) -> Connection:
        """Start the fork: the smaller this process is, the sooner it is there."""
        context: Any = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=self._serve, args=(theirs, ours), daemon=True)
        with theirs, warnings.catch_warnings():
            # "use of fork() may lead to deadlocks": the other threads only wait.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        connection: Connection = ours
        self._connection = connection
        return connection

    def _serve(self, connection: Connection, other_end: Connection) -> None:
        """Answer questions until the other end is closed."""
        other_end.close()
        if not self._keeps_files:
            _close_all_but(connection.fileno())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if sys.platform == "linux":
            kernel.die_with_parent(signal.SIGKILL)
        _limit_memory(self._memory_bytes)
        if torch := sys.modules.get("torch"):
            # The threads of a parallel region don't survive a fork: another region would wait.
            torch.set_num_threads(1)

        with contextlib.suppress(EOFError):
            while True:
                connection.send_bytes(_reply(self._answer, connection.recv_bytes()))


class Inline:
    """Answers questions in this process, where it cannot fork; the memory has no limit.

    Args:
        answer: returns the answer to a question.
    """

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer

    def ask(self, question: bytes, budget: Budget) -> bytes:
        """Return the answer to a question, and subtract its time from the budget; as Forked.ask."""
        watch = Stopwatch(os.getpid())

        try:
            with interrupted_when(lambda: budget.is_less_than(watch.used())):
                return self._answer(question)
        except MemoryError:
            raise ForkError(Reason.MEMORY) from None
        except Exception as error:  # noqa: BLE001 - the other side decides, as with a fork
            raise ForkError(Reason.ERROR, _message(error)) from None
        finally:
            budget.spend(watch.used())
        raise ForkError(Reason.TIMEOUT)

    def start(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def limited(
    answer: Callable[[bytes], bytes], memory_bytes: int, *, keeps_files: bool = False
) -> Forked | Inline:
    """Return what answers questions within limits, as far as the operating system has them."""
    if is_portable():
        return Inline(answer)
    return Forked(answer, memory_bytes, keeps_files=keeps_files)


def call(function: Callable[[], Value], type_: type[Value], bounds: Bounds) -> Value:
    """Call a function in a fork of its own, and return its value.

    Args:
        type_: of the value, which travels as a message of that type.

    Raises:
        ForkError: a limit was reached, or the function raised an exception.
    """

    def answer(_question: bytes) -> bytes:
        return msgspec.msgpack.encode(function())

    fork = limited(answer, bounds.memory_bytes, keeps_files=True)
    with contextlib.closing(fork):
        return msgspec.msgpack.decode(fork.ask(b"", bounds.budget()), type=type_)


def _wait(connection: Connection, watch: Stopwatch, budget: Budget) -> None:
    while not connection.poll(_TICK_S):
        if budget.is_less_than(watch.used()):
            raise ForkError(Reason.TIMEOUT)


def _close_all_but(descriptor: int) -> None:
    """Close all files but one, and the standard streams."""
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))


def _reply(answer: Callable[[bytes], bytes], question: bytes) -> bytes:
    try:
        return _ANSWER + answer(question)
    except MemoryError:
        return _ERROR
    except BaseException as error:  # noqa: BLE001 - the boundary of a process: the other side decides
        return _ERROR + _message(error).encode("utf-8", "replace")


def _message(error: BaseException) -> str:
    if isinstance(error, GradeError):
        return str(error)
    return f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]


def _limit_memory(more: int) -> None:
    """Limit what this process may use to what it has now and ``more`` bytes."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return
    match = re.search(r"^VmData:\s+(\d+) kB", status.read_text("utf-8", "replace"), re.MULTILINE)
    if match:
        import resource  # which Windows does not have

        most = (int(match[1]) << 10) + more
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
