"""A process that forks a fresh child for each use, and never runs a student's code itself.

::

    examiner ── control socket ──▶ forker ── fork ──▶ child ── its own socket ──▶ examiner
        Fork (+ 2 descriptors)  ▶         ◀ Forked(pid)
        Reap(pid)               ▶         ◀ Reaped(status, cpu, memory)
        Nest (+ 1 descriptor)   ▶         forks another forker, in namespaces of its own, which says Ready there

The warm process is one; in tier A it forks another for each submission. It ends when the examiner's
end of the control socket is closed, and all that descends from it ends with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from typing import TYPE_CHECKING

import msgspec

from grader.worker.control import Fork, Forked, Ready, Reap, Reaped, Refused, read_order
from grader.worker.walls import confine, namespaces
from grader.worker.walls.procfs import Procfs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.worker.control import Confines, OrderAnswer, Setup

_SWEEPS = 1000  # against a child that forks faster than it is killed


class Forker:
    """Serves the examiner's orders.

    Args:
        control: the socket that they come by.
        setup: what children are told.
        serve: what a child does with its socket, once it is confined.
    """

    def __init__(
        self,
        control: socket.socket,
        setup: Setup,
        serve: Callable[[socket.socket, Confines], None],
    ) -> None:
        self._control, self._setup, self._serve = control, setup, serve
        self._in_jail = setup.tier in ("A", "B")
        self._children: set[int] = set()
        self._procfs = Procfs()

    def run(self) -> None:
        """Serve until the examiner hangs up, and end all children then."""
        confine.adopt_orphans()
        tell(self._control, Ready(), [os.getpid()] if self._in_jail else [])
        while True:
            data, descriptors, _, _ = socket.recv_fds(self._control, 1 << 16, 2)
            if not data:
                break
            order = read_order(data)
            if isinstance(order, Fork):
                self._fork(order.confines, *descriptors)
            elif isinstance(order, Reap):
                tell(self._control, self._reap(order.pid))
            else:
                self._nest(*descriptors)
        self._sweep(keep=False)

    def _fork(self, confines: Confines, channel: int, output: int) -> None:
        threads = self._procfs.threads()
        if (
            threads > 1
        ):  # OpenMP's and OpenBLAS's threads do not survive a fork: the child would hang in them
            tell(
                self._control,
                Refused(f"the warm process runs {threads} threads and cannot fork safely"),
            )
        else:
            pid = self._fork_child(confines, channel, output)
            tell(self._control, Forked(pid), [pid] if self._in_jail else [])
        os.close(channel)
        os.close(output)

    def _fork_child(self, confines: Confines, channel: int, output: int) -> int:
        used, parent = self._procfs.address_space(), os.getpid()
        pid = os.fork()
        if pid:
            self._children.add(pid)
            return pid
        status = 1
        try:
            self._leave()
            if self._in_jail:
                namespaces.mount_temporary(confines.disk_bytes, confines.files)
            confine.confine(
                confines,
                self._setup,
                confines.folder or namespaces.TEMPORARY,
                output,
                parent=parent,
                used_bytes=used,
            )
            self._serve(socket.socket(fileno=channel), confines)
            status = 0
        finally:
            os._exit(
                status
            )  # nothing of the child's is needed any more, and exit handlers are the student's

    def _reap(self, pid: int) -> Reaped:
        """End a child and what it left behind: orphans are ours since we adopt them."""
        for end in (os.killpg, os.kill):  # it may have left its group, where nothing forbids it
            with contextlib.suppress(ProcessLookupError, PermissionError):
                end(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
        self._children.discard(pid)
        self._sweep()
        return Reaped(
            os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss
        )

    def _nest(self, control: int) -> None:
        """Fork a forker in namespaces of its own, of which it is the first process.

        And so everything's end.
        """
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:  # earlier ones that have ended
                pass
        parent = os.getpid()
        pid = os.fork()
        if pid:
            os.close(control)
            return
        try:
            self._leave()
            confine.die_with(parent)
            theirs = socket.socket(fileno=control)
            try:
                namespaces.enter()
            except OSError as error:
                tell(theirs, Refused(f"no namespaces: {error.strerror}"))
                return
            first = os.fork()
            if first == 0:
                confine.die_with(0)
                forker = Forker(theirs, self._setup, self._serve)
                namespaces.settle(keep_proc=self._setup.gpu)
                forker.run()
            else:
                theirs.close()
                os.waitpid(first, 0)
        finally:
            os._exit(0)

    def _leave(self) -> None:
        """Close what a forked process must not have."""
        self._control.close()
        self._procfs.close()

    def _sweep(self, *, keep: bool = True) -> None:
        """End all children that nobody asked for, and what they leave, until there is none."""
        for _ in range(_SWEEPS):
            left = self._procfs.children() - (self._children if keep else set())
            if not left:
                return
            for orphan in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(orphan, 0)


def tell(control: socket.socket, answer: OrderAnswer, pids: Sequence[int] = ()) -> None:
    """Answer the examiner; descriptors of these processes come along.

    As their ids are others there.
    """
    descriptors = [os.pidfd_open(pid) for pid in pids]
    try:
        socket.send_fds(control, [msgspec.msgpack.encode(answer)], descriptors)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
