"""The warm process: imports the dear libraries once, then forks a fresh child for each use."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.worker.control import read_setup
from grader.worker.forker import Forker
from grader.worker.torch import warmup
from grader.worker.walls import canary, folder, kernel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.worker.control import Setup


def main(control_fd: int, words: str) -> None:
    """Import what the setup names, say Ready, and serve the examiner's orders until it hangs up;
    leave nothing behind.

    Args:
        control_fd: our end of the socket that orders come by.
        words: the Setup, as JSON.
    """
    control = socket.socket(fileno=control_fd)
    setup = read_setup(words)
    try:
        with _watched(control, setup):
            _settle(setup)
            if setup.canary:
                serve = canary.serve(setup.canary)
            else:
                _warm_up(setup)
                from grader.worker.serve import serve
        Forker(control, setup, serve).run()
    except BaseException as error:  # noqa: BLE001 - the last line of stderr is what the examiner shows
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
    _end(setup)


def _end(setup: Setup) -> None:
    if setup.home:
        folder.remove(Path(setup.home))  # where the examiner was killed, nobody else does it
    os._exit(0)  # a Python with torch loaded takes half a second to exit in order


@contextlib.contextmanager
def _watched(control: socket.socket, setup: Setup) -> Iterator[None]:
    """End at once when the examiner hangs up; it sends nothing before we are ready."""
    signal.signal(signal.SIGIO, lambda *_: _end(setup))
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([control], [], [], 0)[0]:  # it did so before
        _end(setup)
    yield
    fcntl.fcntl(control, fcntl.F_SETFL, flags)
    signal.signal(signal.SIGIO, signal.SIG_IGN)


def _settle(setup: Setup) -> None:
    """Be the user that this process is to be; nobody of that user may look into it."""
    if setup.tier in ("A", "B"):
        if setup.user is not None:
            kernel.become(setup.user)
        # In B its children mount their temporary files; in A, who forks them has all capabilities
        # in its namespaces.
        kernel.keep_capabilities(*((kernel.CAP_SYS_ADMIN,) if setup.tier == "B" else ()))
    if sys.platform == "linux":
        kernel.set_dumpable(dumpable=False)


def _warm_up(setup: Setup) -> None:
    for name in setup.preload:
        importlib.import_module(name)
    warmup.exercise(optimizers="torch._dynamo" in setup.preload)
    if not setup.autograd:
        from grader.worker.torch.no_autograd import switch_off

        switch_off()
    _forget_checkout()
    gc.collect()
    # A child's collector then leaves what it shares with us alone, instead of copying it page by
    # page.
    gc.freeze()


def _forget_checkout() -> None:
    """Take a source checkout, with whatever lies beside ``grader/``, off the import path.

    All we need is imported.
    """
    checkout = str(Path(__file__).resolve().parents[2])
    if Path(checkout).name not in ("site-packages", "dist-packages"):
        sys.path[:] = [entry for entry in sys.path if entry != checkout]
        sys.path_importer_cache.clear()
