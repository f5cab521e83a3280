"""One child of the warm process, seen from the examiner: it exchanges frames under a deadline.

Nothing that the child does can block the examiner: reads and writes never block, output is read
and capped, and the deadline is enforced from outside, by SIGKILL.
"""

from __future__ import annotations

import contextlib
import os
import select
import selectors
import signal
import socket
import time
from typing import TYPE_CHECKING

from grader import wire
from grader.errors import StudentError
from grader.language import _
from grader.results import Reason
from grader.sandbox import usage
from grader.sandbox.cpu_account import CpuAccount
from grader.sandbox.limits import Budget, Limits, Spent, Stopwatch, exceeded
from grader.sandbox.shared_arrays import SharedArrays

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from grader.sandbox.cgroup import Group
    from grader.sandbox.usage import ProcessUsage
    from grader.worker.control import Reaped

_CHUNK = 1 << 16
_TICK_S = 0.05
# Reading the disk use costs more than reading the rest.
_DISK_TICKS = 5
# Where the kernel counts processes too, it refuses one before the examiner stops the submission.
_MORE_TASKS = 8
_KEPT_OUTPUT = 1 << 14
_LAST_READS = 64
_FLOOD = 1 << 20  # bytes printed
_WHERE_S = 0.3
_CRASH = b"Fatal Python error: "  # as faulthandler begins
# Windows has fewer.
_CRASHES = [
    getattr(signal, name)
    for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")
    if hasattr(signal, name)
]


class Pipe:
    """The end of a pipe, with the methods of a socket."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        """Return the descriptor, as selectors want it."""
        return self._descriptor

    def setblocking(self, blocking: bool) -> None:
        """Set whether ``recv`` waits."""
        os.set_blocking(self._descriptor, blocking)

    def recv(self, size: int) -> bytes:
        """Return what was written to it, b"" when nothing more can come."""
        return os.read(self._descriptor, size)

    def close(self) -> None:
        """Close it."""
        os.close(self._descriptor)


class Child:
    """A forked process of the submission's side.

    Args:
        pid: its process id.
        forker: the id of the process that forked it; all descendants of that process belong to
            this submission.
        channel: our end of its socket.
        output: our end of what receives its stdout and stderr.
        folder: its working folder; None where the examiner cannot watch it.
        limits: what it may use.
        reap: ends it and all that it started, and removes its folder.
        group: limits its memory; None where no control group is available.
    """

    def __init__(
        self,
        pid: int,
        forker: int,
        channel: socket.socket,
        output: Pipe | socket.socket,
        folder: Path | None,
        limits: Limits,
        reap: Callable[[], Reaped],
        group: Group | None = None,
    ) -> None:
        self.pid = pid
        self._forker = forker
        self._channel = channel
        self._output: Pipe | socket.socket | None = output
        self._folder = folder
        self._limits = limits
        self._reap = reap
        self._group = group

        self._looked_s = time.monotonic()
        self._looks = 0
        self._account = CpuAccount(pid)
        self._memory_bytes = 0
        self._reaped: Reaped | None = None
        self._received = bytearray()
        self._printed = 0
        self._head = bytearray()

        self._selector = selectors.DefaultSelector()
        channel.setblocking(False)
        output.setblocking(False)
        self._selector.register(channel, selectors.EVENT_READ)
        self._selector.register(output, selectors.EVENT_READ)

    @property
    def dead(self) -> bool:
        """Whether it was ended."""
        return self._reaped is not None

    @property
    def printed(self) -> str:
        """The beginning of its output on stdout and stderr."""
        self._drain_all()
        return self._head.decode("utf-8", "replace")

    def exchange(self, frame: bytes, budget: Budget, descriptor: int | None = None) -> wire.Packet:
        """Send a frame, wait for the next one, and subtract the time from the budget.

        Args:
            frame: an empty one is not sent.
            budget: what is left of the time.
            descriptor: of a file that is sent along.

        Raises:
            StudentError: a limit was reached, the process ended, or it sent something that is not a
                frame. The child is then killed.
        """
        watch = Stopwatch(self.pid)
        try:
            self._require_silence(frame)
            self._send(memoryview(frame), budget, watch, descriptor)
            while (packet := wire.take_packet(self._received)) is None:
                self._wait(budget, watch, selectors.EVENT_READ)
        except wire.WireError as error:
            self.kill()
            raise odd_answer(str(error)) from None
        except StudentError as error:
            if not self.dead:
                # Among a flood of output, it depends on chance whether the answer is found.
                if self._printed <= _FLOOD:
                    error.told = self._whereabouts()
                if error.reason is Reason.TIMEOUT:
                    error.message += self._what_took_long()
                self.kill()
            raise
        else:
            return packet
        finally:
            used = watch.used()
            budget.spend(Spent(self._account.charge(used.cpu_s), used.wall_s))

    def _what_took_long(self) -> str:
        """Describe what a process that was too slow spent its time on, as far as that is known."""
        if self._printed > _FLOOD:
            return _(
                "; it printed more than {size} MB by then: print less, above all in loops",
                size=_FLOOD >> 20,
            )
        if self._memory_bytes > self._limits.memory_bytes / 2:
            return _(
                "; it held more than half of the {memory:g} MB of memory that it may use: "
                "look for something that grows",
                memory=self._limits.memory_bytes / (1 << 20),
            )
        return ""

    def _require_silence(self, frame: bytes) -> None:
        if frame and self._received:
            raise wire.WireError("an answer before the question")

    def kill(self) -> Reaped:
        """End the child and all that it started, and remove its folder."""
        if self._reaped is None:
            self._reaped = self._reap()
            if self._group:
                self._group.close()
            # The rest of the output, before the pipe is closed.
            self._drain_all()
            self._selector.close()
            self._channel.close()
            if self._output:
                self._output.close()
                self._output = None
        return self._reaped

    def release(self) -> None:
        """Say that nothing more will be asked of it: it ends."""
        self.kill()

    def share(self, buffers: Sequence[bytes]) -> SharedArrays:
        """Return a call's arrays in memory that its process can write to."""
        return SharedArrays(buffers)

    def _whereabouts(self) -> str:
        """Ask the process where its code is, and return what it says in a short time."""
        self._drain_all()
        self._ask_where()
        told = bytearray()
        end_s = time.monotonic() + _WHERE_S
        numbers = wire.NUMBERS.encode()
        while self._output and (left_s := end_s - time.monotonic()) > 0:
            if not select.select([self._output], [], [], left_s)[0]:
                break
            data = self._output.recv(_CHUNK)
            told = (told + data)[-_KEPT_OUTPUT:]
            if not data or numbers in told[: told.rfind(b"\n")]:
                break
        return told.decode("utf-8", "replace")

    def _ask_where(self) -> None:
        if self.pid > 1:
            with contextlib.suppress(OSError):
                os.kill(self.pid, wire.WHERE)

    def _send(
        self, data: memoryview, budget: Budget, watch: Stopwatch, descriptor: int | None
    ) -> None:
        while data:
            try:
                if descriptor is None:
                    sent = self._channel.send(data)
                else:
                    sent = socket.send_fds(self._channel, [data], [descriptor])
                    descriptor = None
                data = data[sent:]
            except BlockingIOError:  # noqa: PERF203 - a full pipe is the exception
                self._wait(budget, watch, selectors.EVENT_READ | selectors.EVENT_WRITE)
            except OSError:
                raise self._ended() from None

    def _wait(self, budget: Budget, watch: Stopwatch, events: int) -> None:
        used = watch.used()
        if used.cpu_s > budget.cpu_s:
            raise _too_slow(budget)
        if used.wall_s > budget.wall_s:
            raise _stalled(budget) if watch.slept() else _too_slow_here(budget)
        if self._printed > self._limits.output_bytes:
            raise _stopped(Reason.OUTPUT, self._limits)
        if time.monotonic() - self._looked_s > _TICK_S:
            self._look(budget)

        self._selector.modify(self._channel, events)
        for key, ready in self._selector.select(_TICK_S):
            if key.fileobj is self._output:
                self._drain()
            elif ready & selectors.EVENT_READ:
                self._receive()

    def _look(self, budget: Budget) -> None:
        """Compare with the limits what the kernel does not count for all processes together."""
        limits = self._limits
        use = self._use()
        self._memory_bytes = use.memory_bytes

        self._account.look(use)
        if self._account.unpaid_s > budget.cpu_s:
            raise _too_slow(budget)
        if use.tasks > limits.processes + _MORE_TASKS:
            raise _stopped(Reason.PROCESSES, limits)
        if use.memory_bytes > limits.memory_bytes:
            raise _stopped(Reason.MEMORY, limits)

        if self._folder and self._looks % _DISK_TICKS == 0:
            self._look_at_disk(self._folder)
        self._looks += 1
        self._looked_s = time.monotonic()

    def _use(self) -> ProcessUsage:
        return usage.usage(self._forker)

    def _look_at_disk(self, folder: Path) -> None:
        limits = self._limits
        size, files = usage.disk_usage(folder, limits.files)
        if size > limits.disk_bytes or files > limits.files:
            raise _stopped(Reason.DISK, limits)

    def _receive(self) -> None:
        try:
            # Plain recv drops the descriptors that a hostile child may send along.
            data = self._channel.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise self._ended()
        self._received += data

    def _drain_all(self) -> None:
        """Read what is in the pipe; not without end, because others may still write to it."""
        for _read in range(_LAST_READS):
            if not self._drain():
                break

    def _drain(self) -> bool:
        """Read its output from the pipe; whether there was any."""
        if self._output is None:
            return False
        try:
            data = self._output.recv(_CHUNK)
        except OSError:
            # Nothing is there, or the other end is gone.
            return False

        self._hear(data)
        # The child closed the pipe: nothing more can arrive.
        if not data and self._output in self._selector.get_map():
            self._selector.unregister(self._output)
        return bool(data)

    def _hear(self, data: bytes) -> None:
        """Keep what was printed, as far as there is room."""
        self._head += data[: _KEPT_OUTPUT - len(self._head)]
        self._printed += len(data)

    def _ended(self) -> StudentError:
        # Read first: kill() closes the group.
        out_of_memory = self._group is not None and self._group.out_of_memory
        reaped = self.kill()

        if out_of_memory:
            return _stopped(Reason.MEMORY, self._limits)
        if reaped.cpu_s >= self._limits.kernel_cpu_s - 1:
            return StudentError(
                Reason.TIMEOUT, _("stopped after {seconds:.0f} s of CPU time", seconds=reaped.cpu_s)
            )
        if reaped.status >= 0:
            return StudentError(Reason.KILLED, _("the submission ended its own process"))

        ended = _("the submission's process ended before it answered")
        if -reaped.status not in _CRASHES:
            return StudentError(Reason.KILLED, ended)
        name = signal.Signals(-reaped.status).name
        crashed = _("the submission's process crashed ({signal})", signal=name)
        self._head, trace, rest = self._head.partition(_CRASH)
        told = (trace + rest).decode("utf-8", "replace")
        return StudentError(Reason.KILLED, crashed, told=told)


def _too_slow(budget: Budget) -> StudentError:
    return StudentError(
        Reason.TIMEOUT,
        _(
            "stopped after {seconds:g} s of CPU time: too slow, or a loop that never ends",
            seconds=budget.whole_cpu_s,
        ),
    )


def _too_slow_here(budget: Budget) -> StudentError:
    return StudentError(
        Reason.TIMEOUT,
        _(
            "stopped after {seconds:g} s on a busy machine: too slow, or a loop that never ends",
            seconds=budget.whole_wall_s,
        ),
    )


def _stalled(budget: Budget) -> StudentError:
    return StudentError(
        Reason.STALLED,
        _(
            "stopped after {seconds:g} s, most of them asleep: it waits for something, or sleeps",
            seconds=budget.whole_wall_s,
        ),
    )


def _stopped(reason: Reason, limits: Limits) -> StudentError:
    return StudentError(reason, _("stopped: {limit}", limit=exceeded(reason, limits)))


def odd_answer(detail: str = "") -> StudentError:
    """Return the error for an answer that is invalid."""
    message = _("the submission's process sent an invalid answer")
    if not detail:
        return StudentError(Reason.KILLED, message)

    detailed = _("{message} ({detail})", message=message, detail=detail)
    return StudentError(Reason.KILLED, detailed)
