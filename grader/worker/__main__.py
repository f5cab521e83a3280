"""The warm process: imports the dear libraries once, then forks a fresh child for each use.

::

    examiner ── control socket ──▶ warm process ── fork ──▶ child ── its own socket ──▶ examiner
        Fork (+ 2 descriptors)  ▶                 ◀ Forked(pid)
        Reap(pid), after SIGKILL ▶                ◀ Reaped(status, cpu, memory)

It ends when the examiner's end of the control socket is closed, and its children end with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import msgspec

from grader.worker import confine, serve, warmup
from grader.worker.control import Confines, Fork, Forked, Ready, Reap, Reaped, Refused, read_order

_SWEEPS = 1000  # against a child that forks faster than it is killed


def main(control_fd: int, preload: list[str], *, autograd: bool = True) -> None:
    """Import ``preload``, say Ready, and serve the examiner's orders until it hangs up; leave nothing behind."""
    control = socket.socket(fileno=control_fd)
    try:
        for name in preload:
            importlib.import_module(name)
        warmup.exercise(optimizers="torch._dynamo" in preload)
        if not autograd:
            from grader.worker.autograd import switch_off

            switch_off()
        _forget_checkout()
        gc.collect()
        gc.freeze()  # a child's collector then leaves what it shares with us alone, instead of copying it page by page
        confine.adopt_orphans()
        _tell(control, Ready())
        _serve(control)
    except ConnectionError:  # the examiner left while we were importing
        pass
    except BaseException as error:  # noqa: BLE001 - the last line of stderr is what the examiner shows
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
    _sweep(set())
    shutil.rmtree(os.environ["HOME"], ignore_errors=True)  # where the examiner was killed, nobody else does it
    os._exit(0)  # a Python with torch loaded takes half a second to exit in order


def _serve(control: socket.socket) -> None:
    children: set[int] = set()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 2)
        if not data:
            return
        order = read_order(data)
        if isinstance(order, Reap):
            children.discard(order.pid)
            _tell(control, _reap(order.pid, children))
        else:
            children |= _fork(control, order, *descriptors)


def _fork(control: socket.socket, order: Fork, channel: int, output: int) -> set[int]:
    threads = _threads()
    if threads > 1:  # OpenMP's and OpenBLAS's threads do not survive a fork: the child would hang in them
        _tell(control, Refused(f"the warm process runs {threads} threads and cannot fork safely"))
        os.close(channel)
        os.close(output)
        return set()
    pid = os.fork()
    if pid == 0:
        control.close()
        _be_child(order.confines, channel, output)
    os.close(channel)
    os.close(output)
    _tell(control, Forked(pid))
    return {pid}


def _be_child(confines: Confines, channel: int, output: int) -> None:
    status = 1
    try:
        confine.confine(confines, output)
        serve.serve(socket.socket(fileno=channel), confines)
        status = 0
    finally:
        os._exit(status)  # nothing of the child's is needed any more, and exit handlers are the student's


def _reap(pid: int, others: set[int]) -> Reaped:
    """Wait for a killed child, and end what it left behind: orphans are ours since we adopt them."""
    _, status, usage = os.wait4(pid, 0)
    _sweep(others)
    return Reaped(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def _sweep(others: set[int]) -> None:
    """End all children but ``others``, and what they leave, until there is none."""
    for _ in range(_SWEEPS):
        left = confine.adopted() - others
        if not left:
            return
        for orphan in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(orphan, 0)


def _threads() -> int:
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:  # no /proc: macOS
        return 1


def _forget_checkout() -> None:
    """Take a source checkout, with whatever lies beside ``grader/``, off the import path: all we need is imported."""
    checkout = str(Path(__file__).resolve().parents[2])
    if Path(checkout).name not in ("site-packages", "dist-packages"):
        sys.path[:] = [entry for entry in sys.path if entry != checkout]
        sys.path_importer_cache.clear()


def _tell(control: socket.socket, answer: Ready | Forked | Reaped | Refused) -> None:
    control.sendall(msgspec.msgpack.encode(answer))
