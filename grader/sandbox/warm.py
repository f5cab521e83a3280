"""The warm process, seen from the examiner: it starts once, and forks the children of submissions.

Each submission has its own jail for its children.

::

    tier   a submission's jail                      what forks its children
    A      namespaces within the warm process's     a process in them, forked from the warm one
    B      its own bubblewrap                       the warm process in it, started in advance
    C, E   none                                     the warm process
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from grader.results import Tier
from grader.sandbox import cgroup
from grader.sandbox.child import Child, Pipe
from grader.sandbox.failures import no_process
from grader.sandbox.forker import LostError
from grader.sandbox.process import WarmProcess
from grader.worker.control import Confines, Reaped
from grader.worker.walls import folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Self

    from grader.sandbox.forker import Server
    from grader.sandbox.limits import Limits
    from grader.worker.control import Canary

# Host memory that the CUDA driver may map for itself.
_DRIVER_BYTES = 32 << 30
_TRIES = 2


class Warm:
    """A process that has imported what submissions need and never runs any of them.

    Args:
        preload: modules to import, for example ("numpy", "torch").
        device: "cpu" or a CUDA device, for example "cuda:1"; the submission sees only this one, as
            "cuda:0".
        autograd: whether torch's autograd works for the submission.
        tier: how submissions are isolated.
        imports: the libraries that a homework may import; None for all.
        gpu_share: of the device's memory, from 0 to 1, that a child's tensors may fill.
        canary: where given, there is no submission: children try what isolation must prevent.
    """

    def __init__(
        self,
        preload: Sequence[str],
        device: str = "cpu",
        *,
        autograd: bool = True,
        tier: Tier = Tier.E,
        imports: Sequence[str] | None = None,
        gpu_share: float = 1.0,
        canary: Canary | None = None,
    ) -> None:
        self._preload = list(preload)
        self.device = device
        self.autograd = autograd
        self.tier = tier
        self._imports = imports
        self.gpu_share = gpu_share
        self._canary = canary
        # CPU seconds of all children that have ended.
        self.children_cpu_s = 0.0
        self._process = self._start()

    def _start(self) -> WarmProcess:
        # The group must be divided before it contains another process.
        cgroup.delegated()
        return WarmProcess(
            self._preload,
            self.device,
            self.tier,
            autograd=self.autograd,
            imports=self._imports,
            canary=self._canary,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it, and with it every child."""
        self._process.close()

    def last_words(self) -> str:
        """Return the last line that it wrote to stderr."""
        return self._process.last_words()

    def wait(self) -> None:
        """Wait until the imports are done; ``open`` does so too.

        Raises:
            SandboxError: they failed.
        """
        self._process.wait()

    @contextlib.contextmanager
    def jail(self) -> Iterator[Jail]:
        """Yield the jail for one submission's children; nothing of it remains afterwards."""
        jail = Jail(self)
        try:
            yield jail
        finally:
            jail.close()

    def open(self) -> Server:
        """Return what forks a submission's children: in A its own process, else the warm one.

        Raises:
            LostError: it ended in the meantime; the next call starts another one.
            SandboxError: there is none, and none could be started.
        """
        # Killed from outside, or by a submission: the next submission gets a new process.
        if self._process.server.lost:
            self._process.require_start()
            self._renew()

        self._process.wait()
        if self.tier is not Tier.A:
            return self._process.server

        with contextlib.ExitStack() as undo:
            server = self._process.server.nest()
            undo.callback(server.close)
            try:
                server.wait()
            except LostError:
                # Most likely it ended with the warm process.
                self._process.server.lost = True
                raise
            undo.pop_all()
        return server

    def leave(self, server: Server) -> None:
        """End what forked one submission's children, unless the next submission uses it too."""
        if server is not self._process.server:
            server.close()
        elif self.tier is Tier.B:
            self._renew()

    @property
    def counts_processes(self) -> bool:
        """Whether the kernel's count of a user's processes covers exactly one submission."""
        return self.tier in (Tier.A, Tier.B) or self._process.user is not None

    def room(self) -> Path | None:
        """Make a folder for a child; None where the other side makes one."""
        home = self._process.home
        user = self._process.user
        if home is None:
            return None

        room = Path(tempfile.mkdtemp(prefix="run-", dir=home))
        if user is not None:
            os.chown(room, user, user)
        return room

    def _renew(self) -> None:
        self._process.close()
        self._process = self._start()


class Jail:
    """Forks one submission's children, and ends them all when it is closed.

    Args:
        warm: the warm process that the children come from.
    """

    def __init__(self, warm: Warm) -> None:
        self._warm = warm
        self._server: Server | None = None

    def fork(self, limits: Limits, filename: str) -> Child:
        """Fork a new child.

        Args:
            limits: what it may use.
            filename: the submission's name in tracebacks.

        Raises:
            SandboxError: no process could be started.
        """
        if self._server is not None and self._server.lost:
            self.close()

        why = ""
        for _try in range(_TRIES):
            try:
                if self._server is None:
                    self._server = self._warm.open()
                return self._fork(self._server, limits, filename)
            except LostError as error:  # noqa: PERF203 - two rounds at most
                # The process was ended in the meantime: another one may do better.
                self.close()
                why = str(error)

        raise no_process(why)

    def close(self) -> None:
        """End all children."""
        if self._server is not None:
            self._warm.leave(self._server)
            self._server = None

    def abandon(self) -> None:
        """End all children, where somebody else may have left an order half read."""
        if self._server is not None:
            self._server.lost = True
            self.close()

    def _fork(self, server: Server, limits: Limits, filename: str) -> Child:
        room = self._warm.room()

        ours, theirs = socket.socketpair()
        output, their_output = os.pipe()
        with contextlib.ExitStack() as undo:
            undo.callback(ours.close)
            undo.callback(os.close, output)
            if room:
                undo.callback(folder.remove, room)
            try:
                there, here = server.fork(
                    self._confines(limits, filename, room), [theirs.fileno(), their_output]
                )
            finally:
                theirs.close()
                os.close(their_output)
            undo.pop_all()

        group = cgroup.Group.hold(here, limits)
        return Child(
            here,
            server.pid,
            ours,
            Pipe(output),
            room,
            limits,
            lambda: self._reap(server, there, here, room),
            group,
        )

    def _confines(self, limits: Limits, filename: str, room: Path | None) -> Confines:
        gpu = self._warm.device != "cpu"
        return Confines(
            cpu_s=limits.kernel_cpu_s,
            memory_bytes=limits.memory_bytes + (_DRIVER_BYTES if gpu else 0),
            file_bytes=limits.file_bytes,
            open_files=limits.open_files,
            processes=limits.processes if self._warm.counts_processes else 0,
            disk_bytes=limits.disk_bytes,
            files=limits.files,
            folder=str(room or ""),
            filename=filename,
            device="cuda:0" if gpu else "cpu",
            # A new Python process would have an autograd that works.
            alone=not self._warm.autograd,
            gpu_share=self._warm.gpu_share,
        )

    def _reap(self, server: Server, there: int, here: int, room: Path | None) -> Reaped:
        try:
            reaped = server.reap(there)
            self._warm.children_cpu_s += reaped.cpu_s + reaped.beside_s
        except LostError:
            # The child ended with the process that forked it.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                # The id is 0 or -1 where the process is gone. killpg(0) would end the examiner's
                # own group, and killpg(1) is kill(-1): every process.
                if here > 1:
                    os.killpg(here, signal.SIGKILL)
            reaped = Reaped(-signal.SIGKILL, 0.0, 0)

        if room:
            # No result depends on it, and at the latest it is removed with the warm process.
            with contextlib.suppress(OSError):
                folder.remove(room)
        return reaped
