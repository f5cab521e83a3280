"""The warm process: imports the dear libraries once, then forks a fresh child for each use."""

from __future__ import annotations

import gc
import importlib
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.worker import canary, folder, kernel, warmup
from grader.worker.control import read_setup
from grader.worker.forker import Forker

if TYPE_CHECKING:
    from grader.worker.control import Setup


def main(control_fd: int, words: str) -> None:
    """Import what the setup names, say Ready, and serve the examiner's orders until it hangs up; leave nothing behind.

    Args:
        control_fd: our end of the socket that orders come by.
        words: the Setup, as JSON.
    """
    control = socket.socket(fileno=control_fd)
    setup = read_setup(words)
    try:
        _settle(setup)
        if setup.canary:
            serve = canary.serve(setup.canary)
        else:
            _warm_up(setup)
            from grader.worker.serve import serve
        Forker(control, setup, serve).run()
    except ConnectionError:  # the examiner left while we were importing
        pass
    except BaseException as error:  # noqa: BLE001 - the last line of stderr is what the examiner shows
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
    if setup.home:
        folder.remove(Path(setup.home))  # where the examiner was killed, nobody else does it
    os._exit(0)  # a Python with torch loaded takes half a second to exit in order


def _settle(setup: Setup) -> None:
    """Be the user that this process is to be; nobody of that user may look into it."""
    if setup.tier in ("A", "B"):
        if setup.user is not None:
            kernel.become(setup.user)
        # In B its children mount their temporary files; in A, who forks them has all capabilities in its namespaces.
        kernel.keep_capabilities(*((kernel.CAP_SYS_ADMIN,) if setup.tier == "B" else ()))
    if sys.platform == "linux":
        kernel.set_dumpable(dumpable=False)


def _warm_up(setup: Setup) -> None:
    for name in setup.preload:
        importlib.import_module(name)
    warmup.exercise(optimizers="torch._dynamo" in setup.preload)
    if not setup.autograd:
        from grader.worker.autograd import switch_off

        switch_off()
    _forget_checkout()
    gc.collect()
    gc.freeze()  # a child's collector then leaves what it shares with us alone, instead of copying it page by page


def _forget_checkout() -> None:
    """Take a source checkout, with whatever lies beside ``grader/``, off the import path: all we need is imported."""
    checkout = str(Path(__file__).resolve().parents[2])
    if Path(checkout).name not in ("site-packages", "dist-packages"):
        sys.path[:] = [entry for entry in sys.path if entry != checkout]
        sys.path_importer_cache.clear()
