"""The submission's side on systems that cannot fork: a spawned process, used again and again.

::

    PortableWarm ── jail ──▶ PortableJail ── fork ──▶ PortableChild     a use of
                                                      Spawned           one process

A process serves all uses of a submission, one after the other, and is made as new in between; one
that was ended, or does not come back, is replaced. The next submission gets another one.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from grader import wire
from grader.errors import SandboxError, StudentError
from grader.language import _
from grader.results import Tier
from grader.sandbox import libraries, processes, view
from grader.sandbox.child import Child, odd_answer
from grader.sandbox.limits import Budget, Limits
from grader.sandbox.shared_arrays import NamedArrays
from grader.sandbox.usage import ProcessUsage
from grader.worker.control import Reaped, Setup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Self

_START_S = 180.0
_TICK_S = 0.1
_EXIT_S = 5.0
# For what it printed last.
_PUMP_S = 0.5
_CHUNK = 1 << 16
# That a process sends first: a token, and its id.
_LINES = 2
_TRIES = 2
_RENEW = (5.0, 20.0)
# Without most of these, Python and torch do not start on Windows.
_KEPT = (
    "GRADE_PORTABLE",
    "PATH",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "PROGRAMFILES",
)
# The status of a process that crashed on Windows begins so.
_WINDOWS_CRASH = 0xC0000000


class PortableWarm:
    """Starts processes in advance; in the place of :class:`grader.sandbox.warm.Warm`.

    Args:
        preload: modules to import.
        device: "cpu" or a CUDA device.
        autograd: whether torch's autograd works for the submission.
        imports: the libraries that a homework may import; None for all.
    """

    tier = Tier.E

    def __init__(
        self,
        preload: Sequence[str],
        device: str = "cpu",
        *,
        autograd: bool = True,
        imports: Sequence[str] | None = None,
    ) -> None:
        selection = None
        if imports is not None:
            selection = libraries.select(tuple(imports), tuple(preload))
        self._setup = Setup(
            preload=list(preload),
            autograd=autograd,
            tier=self.tier.value,
            gpu=device != "cpu",
            libraries=selection.libraries if selection else None,
        )
        self.device = device
        self.autograd = autograd
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

    def last_words(self) -> str:
        """Return the last line that the process wrote."""
        return self._next.last_words() if self._next else ""

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
        self._all: list[Spawned] = []

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
            try:
                child.renew(filename)
            except StudentError as error:
                why = str(error)
            else:
                return child
        raise SandboxError(
            _("no process for the submission: {why}", why=why), hint=_("try `grade doctor`")
        )

    def close(self) -> None:
        """End the processes."""
        for spawned in self._all:
            spawned.end()
        self._all.clear()
        self._idle.clear()

    abandon = close

    def _started(self) -> Spawned:
        spawned = self._warm.take() if not self._all else self._warm.spawn()
        self._all.append(spawned)
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
        self._cpu_before_s = processes.cpu_seconds(spawned.pid)

    def renew(self, filename: str) -> None:
        """Make the process as new.

        Raises:
            StudentError: it is in the middle of something, or has ended; it is ended now.
        """
        token = secrets.token_hex(8)
        packet = self.exchange(wire.to_frame(wire.Renew(filename, token), []), Budget(*_RENEW))
        with contextlib.suppress(wire.WireError):
            reply = wire.read_reply(packet)
            if isinstance(reply, wire.Returned) and reply.value == token:
                # What was printed before belongs to an earlier use.
                self._drain_all()
                self._head.clear()
                self._printed = 0
                return
        self.kill()
        raise odd_answer()

    def release(self) -> None:
        """Leave the process to the next use."""
        if not self.dead:
            self._reaped = Reaped(0, self._count_cpu(), 0)
            self._selector.close()
            self._idle.append(self._spawned)

    def share(self, buffers: Sequence[bytes]) -> NamedArrays:
        """Return a call's arrays in a file that its process can write to."""
        return NamedArrays(buffers, self._spawned.home)

    def _ask_where(self) -> None:
        self._spawned.ask_where()

    def _use(self) -> ProcessUsage:
        use = processes.usage(self.pid)
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
        cpu_s = max(0.0, processes.cpu_seconds(self.pid) - self._cpu_before_s)
        self._warm.children_cpu_s += cpu_s
        return cpu_s


class Spawned:
    """A process that imports what submissions need, and then serves one use after the other.

    Attributes:
        pid: its process id.
        home: its folder, with the arrays of calls and the working folder.
        room: its working folder.
        channel: the connection to it, once ``wait`` has returned.
        output: what it prints.
        memory_bytes: that it used at the beginning.
    """

    channel: socket.socket

    def __init__(self, setup: Setup, device: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="gradekit-"))
        self.room = self.home / "work"
        self.room.mkdir()
        self.memory_bytes = 0
        self._ready = False
        self._status: int | None = None
        self._token = secrets.token_hex(16).encode()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.output, their_output = socket.socketpair()

        argument = msgspec.json.encode(msgspec.structs.replace(setup, home=str(self.home)))
        port = self._listener.getsockname()[1]
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        own = view.environment(str(self.room), device)
        folders = {"TEMP": str(self.room), "TMP": str(self.room)}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                view.command("grader.worker.portable", port, argument.decode()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**own, **folders, **kept},
                cwd=self.room,
                **_apart(),
            )
        except OSError as error:
            self._leave()
            raise SandboxError(
                _("no process for the submission: {why}", why=error),
                hint=_("try `grade doctor`"),
            ) from None
        self.pid = self._process.pid
        self._write(self._token + b"\n")
        self._pump = threading.Thread(
            target=_pump, args=(self._process.stdout, their_output), daemon=True
        )
        self._pump.start()

    def wait(self) -> None:
        """Wait until it has imported all, and is connected.

        Raises:
            SandboxError: it has ended, or takes too long.
        """
        if self._ready:
            return
        end_s = time.monotonic() + _START_S
        while not self._ready and time.monotonic() < end_s:
            if self._process.poll() is not None:
                break
            with selectors.DefaultSelector() as selector:
                selector.register(self._listener, selectors.EVENT_READ)
                if selector.select(_TICK_S):
                    self._accept()
        if not self._ready:
            words = self.last_words()
            self.end()
            raise SandboxError(
                _("the warm process has ended: {error}", error=words),
                hint=_("try `grade doctor`"),
            )
        self._listener.close()
        self.memory_bytes = processes.usage(self.pid).memory_bytes

    def last_words(self) -> str:
        """Return the last line that it wrote."""
        self.output.settimeout(_TICK_S)
        data = b""
        with contextlib.suppress(OSError):
            while more := self.output.recv(_CHUNK):
                data = (data + more)[-_CHUNK:]
        lines = data.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def ask_where(self) -> None:
        """Ask where its code is: it prints that."""
        self._write(b"?")

    def stop(self) -> int:
        """End it and all that it started; return its status, or minus the signal's number.

        What it printed can still be read.
        """
        if self._status is None:
            processes.end(self.pid)
            processes.end(self._process.pid)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_EXIT_S)
            self._status = _as_signal(self._process.poll())
            if self._process.stdin:
                with contextlib.suppress(OSError):
                    self._process.stdin.close()
            self._pump.join(_PUMP_S)
        return self._status

    def end(self) -> None:
        """End it and all that it started; nothing of it remains."""
        self.stop()
        self._leave()

    def _accept(self) -> None:
        """Take a connection, if it is the process's own."""
        channel, _address = self._listener.accept()
        channel.settimeout(_EXIT_S)
        told = b""
        with contextlib.suppress(OSError):
            while told.count(b"\n") < _LINES and (more := channel.recv(1)):
                told += more
        token, _end, pid = told.partition(b"\n")
        if not (hmac.compare_digest(token, self._token) and pid.strip().isdigit()):
            channel.close()
            return
        self.pid = int(pid)
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.channel = channel
        self._ready = True

    def _write(self, data: bytes) -> None:
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.write(data)
                self._process.stdin.flush()

    def _leave(self) -> None:
        self._listener.close()
        if self._ready:
            self.channel.close()
        self.output.close()
        # A virus scanner may have a file open for a moment longer.
        shutil.rmtree(self.home, ignore_errors=True)


def _pump(pipe: Any, output: socket.socket) -> None:
    """Pass on what a process prints; selectors know no pipes on Windows."""
    with output, pipe, contextlib.suppress(OSError):
        while data := os.read(pipe.fileno(), _CHUNK):
            output.sendall(data)


def _apart() -> dict[str, Any]:
    """Return options of Popen by which Ctrl-C at the terminal does not reach the process."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _as_signal(status: int | None) -> int:
    """Return a status as POSIX has it: minus a signal's number where it crashed."""
    if status is None:
        return 0
    return -signal.SIGSEGV if status >= _WINDOWS_CRASH else status
