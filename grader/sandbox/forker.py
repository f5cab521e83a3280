"""The line to a process that forks children, seen from the examiner.

See ``worker/forker.py`` for the other end.
"""

from __future__ import annotations

import os
import select
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.errors import SandboxError
from grader.language import _
from grader.worker.control import Fork, Forked, Nest, Ready, Reap, Reaped, Refused, read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.worker.control import Confines, OrderAnswer

_ORDER_S = 20.0
_END_MS = 5000
_LARGEST = 1 << 16


class LostError(Exception):
    """The process that forks does not answer."""


class Server:
    """A process that forks children, and the socket that its orders go by.

    Args:
        control: our end of the socket.
        start_s: how long it may take to become ready.
        pid: its process id here; 0 where it tells it when it is ready.
    """

    def __init__(self, control: socket.socket, start_s: float, pid: int = 0) -> None:
        self._control = control
        control.settimeout(start_s)
        self.pid = pid
        self._descriptor = -1  # of the process, where it tells its id
        self.lost = False  # it will not answer any more
        self.ready = False

    def wait(self) -> None:
        """Wait until it is ready; forking does it by itself.

        Raises:
            LostError: it ended before.
            SandboxError: it says why it cannot.
        """
        if self.ready:
            return
        answer, descriptors = self._read()
        if not isinstance(answer, Ready):
            raise _unexpected(answer)
        if descriptors:
            self._descriptor = descriptors[0]
            self.pid = _pid(self._descriptor)
        self._control.settimeout(_ORDER_S)
        self.ready = True

    def fork(self, confines: Confines, descriptors: Sequence[int]) -> tuple[int, int]:
        """Fork a child; give its process id there, and here.

        Args:
            descriptors: its socket, and the pipe for its output.

        Raises:
            LostError: the process is gone.
            SandboxError: it says why it cannot.
        """
        self.wait()
        self._write(Fork(confines), descriptors)
        answer, descriptors = self._read()
        if not isinstance(answer, Forked):
            raise _unexpected(answer)
        if not descriptors:
            return answer.pid, answer.pid
        with os.fdopen(descriptors[0]):
            return answer.pid, _pid(descriptors[0])

    def reap(self, pid: int) -> Reaped:
        """End a child, by its id there, with all that it started.

        Raises:
            LostError: the process is gone, and with it the child.
        """
        self._write(Reap(pid), [])
        answer, _descriptors = self._read()
        if not isinstance(answer, Reaped):
            raise _unexpected(answer)
        return answer

    def nest(self) -> Server:
        """Fork another such process in namespaces of its own, within this one's jail.

        Raises:
            LostError: the process is gone.
        """
        self.wait()
        ours, theirs = socket.socketpair()
        with theirs:
            self._write(Nest(), [theirs.fileno()])
        return Server(ours, _ORDER_S)

    def close(self) -> None:
        """Hang up: it ends then, and all that descends from it.

        Of one in namespaces of its own, wait for that.
        """
        self._control.close()
        if self._descriptor < 0:
            return
        with os.fdopen(self._descriptor):
            end = select.poll()
            end.register(self._descriptor, select.POLLIN)
            if not end.poll(_END_MS):
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
                end.poll(_END_MS)
        self._descriptor = -1

    def _write(self, order: Fork | Reap | Nest, descriptors: Sequence[int]) -> None:
        try:
            socket.send_fds(self._control, [msgspec.msgpack.encode(order)], descriptors)
        except OSError as error:
            self.lost = True
            raise LostError(error.strerror or type(error).__name__) from None

    def _read(self) -> tuple[OrderAnswer, list[int]]:
        """Read an answer, and the descriptors of processes that come along."""
        try:
            data, descriptors, _flags, _address = socket.recv_fds(self._control, _LARGEST, 1)
            return read_answer(data), descriptors
        except (OSError, msgspec.MsgspecError) as error:
            self.lost = True
            raise LostError(str(error)) from None


def _pid(descriptor: int) -> int:
    """Give the process id here that a descriptor of a process stands for."""
    fields = Path(f"/proc/self/fdinfo/{descriptor}").read_text(encoding="ascii")
    return int(fields.partition("\nPid:")[2].split()[0])


def _unexpected(answer: OrderAnswer) -> SandboxError:
    why = answer.why if isinstance(answer, Refused) else _("it answered {answer!r}", answer=answer)
    return SandboxError(_("no process for the submission: {why}", why=why))
