"""The warm process: import the slow libraries once, then fork a new child for each use."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.worker.control import read_setup
from grader.worker.forker import Forker
from grader.worker.walls import canary, folder, kernel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.worker.control import Setup


def main(control_fd: int, text: str) -> None:
    """Import what the setup names, send Ready, and serve orders until the connection closes.

    Afterwards nothing is left behind.

    Args:
        control_fd: our end of the socket for orders.
        text: the Setup, as JSON.
    """
    control = socket.socket(fileno=control_fd)
    setup = read_setup(text)

    try:
        with _watched(control, setup):
            _settle(setup)
            if setup.canary:
                serve = canary.serve(setup.canary)
            else:
                # Not for a try of the walls, which does without.
                from grader.worker.serve import serve
                from grader.worker.warm_up import warm_up

                warm_up(setup)
        Forker(control, setup, serve).run()
    except BaseException as error:  # noqa: BLE001 - the examiner shows the last line of stderr
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()

    _end(setup)


def _end(setup: Setup) -> None:
    # Where the examiner was killed, nobody else removes it.
    if setup.home:
        folder.remove(Path(setup.home))

    # With torch loaded, Python takes half a second to exit normally.
    os._exit(0)


@contextlib.contextmanager
def _watched(control: socket.socket, setup: Setup) -> Iterator[None]:
    """End at once when the examiner closes the connection; it sends nothing before Ready."""
    signal.signal(signal.SIGIO, lambda *_: _end(setup))
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETFL, flags | os.O_ASYNC)

    # It may have closed the connection before.
    if select.select([control], [], [], 0)[0]:
        _end(setup)

    yield

    fcntl.fcntl(control, fcntl.F_SETFL, flags)
    signal.signal(signal.SIGIO, signal.SIG_IGN)


def _settle(setup: Setup) -> None:
    """Become the user that the setup names; no other process of that user can inspect this one."""
    if setup.tier in ("A", "B"):
        if setup.user is not None:
            kernel.become(setup.user)

        # In B the children mount their temporary files. In A the process that forks them has all
        # capabilities in its namespaces.
        kernel.keep_capabilities(*((kernel.CAP_SYS_ADMIN,) if setup.tier == "B" else ()))

    if sys.platform == "linux":
        kernel.set_dumpable(dumpable=False)
