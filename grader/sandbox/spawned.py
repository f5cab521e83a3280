"""A process that is started for submissions, and how to talk to it, on any operating system.

The other end is ``worker/portable.py``.
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

from grader.sandbox import portable_usage, view
from grader.sandbox.failures import has_ended, no_process

if TYPE_CHECKING:
    from grader.worker.control import Setup

_START_S = 180.0
_TICK_S = 0.1
_EXIT_S = 5.0
# For what it printed last.
_PUMP_S = 0.5
_CHUNK = 1 << 16
# That a process sends first: a token, and its id.
_LINES = 2
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
            raise no_process(error) from None
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
            raise has_ended(words)
        self._listener.close()
        self.memory_bytes = portable_usage.usage(self.pid).memory_bytes

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
            for pid in {self.pid, self._process.pid}:
                portable_usage.end(pid)
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
