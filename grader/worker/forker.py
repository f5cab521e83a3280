"""A process that forks a new child for each use, and never runs a student's code itself.

::

    examiner ── control socket ──▶ forker ── fork ──▶ child ── its own socket ──▶ examiner
        Fork (+ 2 descriptors)  ▶         ◀ Forked(pid)
        Reap(pid)               ▶         ◀ Reaped(status, cpu, memory)
        Nest (+ 1 descriptor)   ▶         forks a forker in its own namespaces, which sends Ready

The warm process is such a process; in tier A it forks another one for each submission. It ends when
the examiner closes its end of the control socket, and all its descendants end with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from typing import TYPE_CHECKING

import msgspec

from grader.worker.control import Fork, Forked, Ready, Reap, Reaped, Refused, read_order
from grader.worker.walls import confine, namespaces
from grader.worker.walls.procfs import Procfs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.worker.control import Confines, OrderAnswer, Setup

# Ends the sweep where a child forks faster than it is killed.
_SWEEPS = 1000


class Forker:
    """Serves the examiner's orders.

    Args:
        control: the socket for orders.
        setup: how children are set up.
        serve: what a child does with its socket, once it is confined.
    """

    def __init__(
        self,
        control: socket.socket,
        setup: Setup,
        serve: Callable[[socket.socket, Confines], None],
    ) -> None:
        self._control = control
        self._setup = setup
        self._serve = serve
        self._in_jail = setup.tier in ("A", "B")
        self._children: set[int] = set()
        self._procfs = Procfs()
        # Of this process's CPU seconds, those that an answer has told.
        self._told_s = time.process_time()
        self._rules = confine.shared_rules(setup)

    def run(self) -> None:
        """Serve orders until the examiner closes the connection, then end all children."""
        confine.adopt_orphans()
        answer(self._control, Ready(), [os.getpid()] if self._in_jail else [])

        while True:
            data, descriptors, _, _ = socket.recv_fds(self._control, 1 << 16, 2)
            if not data:
                break

            order = read_order(data)
            if isinstance(order, Fork):
                self._fork(order.confines, *descriptors)
            elif isinstance(order, Reap):
                answer(self._control, self._reap(order.pid))
            else:
                self._nest(*descriptors)

        self._sweep(keep=False)

    def _fork(self, confines: Confines, channel: int, output: int) -> None:
        # The threads of OpenMP and OpenBLAS do not survive a fork: the child would wait for them
        # for ever.
        threads = self._procfs.threads()
        if threads > 1:
            refusal = f"the warm process runs {threads} threads and cannot fork safely"
            answer(self._control, Refused(refusal))
        else:
            pid = self._fork_child(confines, channel, output)
            answer(self._control, Forked(pid), [pid] if self._in_jail else [])

        os.close(channel)
        os.close(output)

    def _fork_child(self, confines: Confines, channel: int, output: int) -> int:
        used = self._procfs.address_space()
        parent = os.getpid()
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
                rules=self._rules,
            )
            self._serve(socket.socket(fileno=channel), confines)
            status = 0
        finally:
            # Skips the exit handlers, which belong to the student's code.
            os._exit(status)

    def _reap(self, pid: int) -> Reaped:
        """End a child and what it left behind: its orphans, which this process has adopted."""
        # Where nothing forbids it, the child may have left its group.
        for end in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                end(pid, signal.SIGKILL)

        _, status, usage = os.wait4(pid, 0)
        self._children.discard(pid)
        cpu_s = usage.ru_utime + usage.ru_stime + self._sweep()

        now_s = time.process_time()
        beside_s, self._told_s = now_s - self._told_s, now_s
        return Reaped(os.waitstatus_to_exitcode(status), cpu_s, usage.ru_maxrss, beside_s)

    def _nest(self, control: int) -> None:
        """Fork a forker in its own namespaces.

        It is the first process there, so all the others end with it.
        """
        # Wait for the earlier ones that have ended.
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
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
                answer(theirs, Refused(f"no namespaces: {error.strerror}"))
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

    def _sweep(self, *, keep: bool = True) -> float:
        """End all children except those to keep, and their orphans, until there is none.

        Returns:
            the CPU seconds that these have used.
        """
        cpu_s = 0.0
        for _ in range(_SWEEPS):
            left = self._procfs.children() - (self._children if keep else set())
            if not left:
                break

            for orphan in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    usage = os.wait4(orphan, 0)[2]
                    cpu_s += usage.ru_utime + usage.ru_stime
        return cpu_s


def answer(control: socket.socket, message: OrderAnswer, pids: Sequence[int] = ()) -> None:
    """Answer the examiner, and send descriptors of these processes along.

    The examiner cannot use the process ids, which differ outside the namespaces.
    """
    descriptors = [os.pidfd_open(pid) for pid in pids]
    try:
        socket.send_fds(control, [msgspec.msgpack.encode(message)], descriptors)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
