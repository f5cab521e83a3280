"""The connection to a process that forks children, seen from the examiner.

The other end is ``worker/forker.py``.
"""

from __future__ import annotations

import contextlib
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
    """A process that forks children, and the socket that carries its orders.

    Args:
        control: our end of the socket.
        start_s: how long it may take to become ready.
        pid: its process id here; 0 where it sends it when it is ready.
    """

    def __init__(self, control: socket.socket, start_s: float, pid: int = 0) -> None:
        self._control = control
        control.settimeout(start_s)
        self.pid = pid
        # A descriptor of the process, where it sends one.
        self._descriptor = -1
        # Whether it has stopped answering.
        self.lost = False
        self.ready = False

    def wait(self) -> None:
        """Wait until it is ready; ``fork`` and ``nest`` do so too.

        Raises:
            LostError: it ended before.
            SandboxError: it refused, with its reason.
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
        """Fork a child; return its process id there, and here.

        Args:
            confines: what the child may use.
            descriptors: the child's socket, and the pipe for its output.

        Raises:
            LostError: the process is gone.
            SandboxError: it refused, with its reason.
        """
        self.wait()

        answer, descriptors = self._answered(Fork(confines), descriptors)
        if not isinstance(answer, Forked):
            raise _unexpected(answer)
        if not descriptors:
            return answer.pid, answer.pid
        with os.fdopen(descriptors[0]):
            return answer.pid, _pid(descriptors[0])

    def reap(self, pid: int) -> Reaped:
        """End a child, given by its id there, and all that it started.

        Raises:
            LostError: the process is gone, and with it the child.
        """
        answer, _descriptors = self._answered(Reap(pid), [])
        if not isinstance(answer, Reaped):
            raise _unexpected(answer)
        return answer

    def nest(self) -> Server:
        """Fork another such process in its own namespaces, within this one's jail.

        Raises:
            LostError: the process is gone.
        """
        self.wait()

        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as undo:
            undo.callback(ours.close)
            self._write(Nest(), [theirs.fileno()])
            undo.pop_all()
        return Server(ours, _ORDER_S)

    def close(self) -> None:
        """Close the connection: the process then ends, with all its descendants.

        Where the process is in its own namespaces, wait for its end.
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

    def _answered(
        self, order: Fork | Reap, descriptors: Sequence[int]
    ) -> tuple[OrderAnswer, list[int]]:
        """Return the answer to an order, with the process descriptors sent along."""
        try:
            self._write(order, descriptors)
            return self._read()
        except KeyboardInterrupt:
            # The answer would be taken for that to the next order.
            self.lost = True
            raise

    def _write(self, order: Fork | Reap | Nest, descriptors: Sequence[int]) -> None:
        try:
            socket.send_fds(self._control, [msgspec.msgpack.encode(order)], descriptors)
        except OSError as error:
            self.lost = True
            raise LostError(error.strerror or type(error).__name__) from None

    def _read(self) -> tuple[OrderAnswer, list[int]]:
        """Read an answer, and the process descriptors sent with it."""
        try:
            # One recv is one answer, although the socket is a stream: an answer is small, sent
            # whole, and the next one is sent after the next order.
            data, descriptors, _flags, _address = socket.recv_fds(self._control, _LARGEST, 1)
            if data:
                return read_answer(data), descriptors
            why = _("the process that forks has ended")
        except (OSError, msgspec.MsgspecError) as error:
            why = str(error)

        self.lost = True
        raise LostError(why)


def _pid(descriptor: int) -> int:
    """Return the id here of the process that a descriptor refers to."""
    fields = Path(f"/proc/self/fdinfo/{descriptor}").read_text(encoding="ascii")
    return int(fields.partition("\nPid:")[2].split()[0])


def _unexpected(answer: OrderAnswer) -> SandboxError:
    why = answer.why if isinstance(answer, Refused) else _("it answered {answer!r}", answer=answer)
    return SandboxError(_("no process for the submission: {why}", why=why))
