"""The submission's side on systems that cannot fork: a spawned process, used again and again.

::

    PortableWarm ── jail ──▶ PortableJail ── fork ──▶ PortableChild     a use of
                                                      Spawned           one process

A process serves all uses of a submission, one after the other, and is made as new in between; one
that was ended, or does not come back, is replaced. The next submission gets another one.
"""

from __future__ import annotations

import contextlib
import secrets
import select
import time
from typing import TYPE_CHECKING

from grader import wire
from grader.errors import StudentError
from grader.results import Tier
from grader.sandbox import libraries, portable_usage
from grader.sandbox.child import Child, odd_answer
from grader.sandbox.cpu_account import CpuAccount
from grader.sandbox.failures import no_process
from grader.sandbox.limits import Budget, Limits
from grader.sandbox.shared_arrays import NamedArrays
from grader.sandbox.spawned import Spawned
from grader.sandbox.usage import ProcessUsage
from grader.worker.control import Reaped, Setup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Self

_TRIES = 2
# CPU seconds and seconds to become as new, or to answer at all; then, for what it has printed.
_RENEW = (5.0, 20.0)
_OUTPUT_S = 2.0
_MARK = 16  # bytes
_TAIL = 1 << 17  # in which it is looked for: more is never read at once


class PortableWarm:
    """Starts processes in advance; in the place of :class:`grader.sandbox.warm.Warm`.

    Args:
        preload: modules to import.
        device: "cpu" or a CUDA device.
        autograd: whether torch's autograd works for the submission.
        imports: the libraries that a homework may import; None for all.
        gpu_share: of the device's memory, from 0 to 1, that a submission's tensors may fill.
    """

    tier = Tier.E

    def __init__(
        self,
        preload: Sequence[str],
        device: str = "cpu",
        *,
        autograd: bool = True,
        imports: Sequence[str] | None = None,
        gpu_share: float = 1.0,
    ) -> None:
        selection = libraries.selection_of(imports, preload)
        self._setup = Setup(
            preload=list(preload),
            autograd=autograd,
            tier=self.tier.value,
            gpu=device != "cpu",
            gpu_share=gpu_share,
            libraries=selection.libraries if selection else None,
        )
        self.device = device
        self.gpu_share = gpu_share
        # CPU seconds of all uses that have ended.
        self.children_cpu_s = 0.0
        self._next: Spawned | None = self.spawn()
        self._jails = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what was started in advance."""
        if self._next:
            self._next.end()
            self._next = None

    def wait(self) -> None:
        """Wait until the imports are done.

        Raises:
            SandboxError: they failed.
        """
        self._next = self._next or self.spawn()
        self._next.wait()

    @contextlib.contextmanager
    def jail(self) -> Iterator[PortableJail]:
        """Yield what makes one submission's children; their processes end with it."""
        jail = PortableJail(self)
        self._jails += 1
        try:
            yield jail
        finally:
            jail.close()
            # After two submissions more will follow.
            if self._jails > 1 and self._next is None:
                self._next = self.spawn()

    def spawn(self) -> Spawned:
        """Start a process."""
        return Spawned(self._setup, self.device)

    def take(self) -> Spawned:
        """Return the process that was started in advance, or a new one."""
        spawned, self._next = self._next, None
        return spawned or self.spawn()


class PortableJail:
    """Makes one submission's children, each a use of a process.

    Args:
        warm: where the processes come from.
    """

    def __init__(self, warm: PortableWarm) -> None:
        self._warm = warm
        self._idle: list[Spawned] = []
        # Each process that was started, and its last use.
        self._all: dict[Spawned, PortableChild | None] = {}

    def fork(self, limits: Limits, filename: str) -> PortableChild:
        """Make a process as new, and return its next use; see :meth:`warm.Jail.fork`.

        Raises:
            SandboxError: no process could be started.
        """
        why = ""
        for _try in range(_TRIES + len(self._idle)):
            spawned = self._idle.pop() if self._idle else self._started()
            spawned.wait()
            child = PortableChild(spawned, limits, self._idle, self._warm)
            self._all[spawned] = child
            try:
                child.renew(filename)
            except StudentError as error:
                why = str(error)
            else:
                return child
        raise no_process(why)

    def close(self) -> None:
        """End the processes."""
        for spawned, last in self._all.items():
            if last:
                last.kill()
            spawned.end()
        self._all.clear()
        self._idle.clear()

    abandon = close

    def _started(self) -> Spawned:
        spawned = self._warm.take() if not self._all else self._warm.spawn()
        self._all[spawned] = None
        return spawned


class PortableChild(Child):
    """One use of a process.

    Args:
        spawned: the process.
        limits: what the use may cost.
        idle: where the process is put afterwards.
        warm: counts the CPU seconds.
    """

    def __init__(
        self, spawned: Spawned, limits: Limits, idle: list[Spawned], warm: PortableWarm
    ) -> None:
        super().__init__(
            spawned.pid,
            spawned.pid,
            spawned.channel,
            spawned.output,
            spawned.room,
            limits,
            self._stop,
        )
        self._spawned = spawned
        self._idle = idle
        self._warm = warm
        # The end of its output, for a token.
        self._tail = b""
        self._cpu_before_s = portable_usage.cpu_seconds(spawned.pid)
        self._account = CpuAccount(spawned.pid, self._cpu_before_s)

    @property
    def printed(self) -> str:
        """The beginning of its output on stdout and stderr, all of this use."""
        if not self.dead:
            with contextlib.suppress(StudentError):
                self._wait_for_output()
        return super().printed

    def renew(self, filename: str) -> None:
        """Make the process as new.

        Raises:
            StudentError: it is in the middle of something, or has ended; it is ended now.
        """
        self._ask(wire.Renew(filename), None)
        # What was printed before belongs to an earlier use.
        self._wait_for_output()
        self._head.clear()
        self._printed = 0

    def _wait_for_output(self) -> None:
        """Wait until all that the process has printed by now has arrived.

        Raises:
            StudentError: as :meth:`renew`.
        """
        token = secrets.token_hex(_MARK // 2)
        self._ask(wire.Mark(token), token)
        mark = token.encode()
        end_s = time.monotonic() + _OUTPUT_S
        while mark not in self._tail and (left_s := end_s - time.monotonic()) > 0:
            if select.select([self._spawned.output], [], [], left_s)[0] and not self._drain():
                break
        if mark in self._tail:  # of which only a part may have fitted into what is kept
            behind = len(self._tail.rpartition(mark)[2])
            start = self._printed - behind - _MARK
            del self._head[start : start + _MARK]
            self._printed -= _MARK

    def _ask(self, request: wire.Request, value: str | None) -> None:
        """Send a request, and require this value."""
        packet = self.exchange(wire.to_frame(request, []), Budget(*_RENEW))
        with contextlib.suppress(wire.WireError):
            if wire.read_reply(packet) == wire.Returned(value):
                return
        self.kill()
        raise odd_answer()

    def _hear(self, data: bytes) -> None:
        super()._hear(data)
        self._tail = (self._tail + data)[-_TAIL:]

    def release(self) -> None:
        """Leave the process to the next use."""
        if not self.dead:
            self._reaped = Reaped(0, self._count_cpu(), 0)
            self._selector.close()
            self._output = None  # the next use's
            self._idle.append(self._spawned)

    def share(self, buffers: Sequence[bytes]) -> NamedArrays:
        """Return a call's arrays in a file that its process can write to."""
        return NamedArrays(buffers, self._spawned.home)

    def _ask_where(self) -> None:
        self._spawned.ask_where()

    def _use(self) -> ProcessUsage:
        use = portable_usage.usage(self.pid)
        own_bytes = max(0, use.memory_bytes - self._spawned.memory_bytes)
        return ProcessUsage(use.tasks, own_bytes, use.cpu_s)

    def kill(self) -> Reaped:
        """End the process, for good; if it was left to the next use, do nothing."""
        if self._reaped is None:
            super().kill()
            self._spawned.end()
        return self._reaped or Reaped(0, 0.0, 0)

    def _stop(self) -> Reaped:
        cpu_s = self._count_cpu()
        return Reaped(self._spawned.stop(), cpu_s, 0)

    def _count_cpu(self) -> float:
        """Return the CPU seconds of this use, and count them."""
        cpu_s = max(0.0, portable_usage.cpu_seconds(self.pid) - self._cpu_before_s)
        self._warm.children_cpu_s += cpu_s
        return cpu_s
