"""Try, from within, what isolation must prevent.

No tier is used that was not tried in this run.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.worker.control import Canary, Confines

# The first word that it prints.
TRIED = "tried"
_TIMEOUT_S = 2.0


def serve(canary: Canary) -> Callable[[socket.socket, Confines], None]:
    """Return what a child runs to try its walls: it prints what it could do, and ends."""

    def serve(_: socket.socket, __: Confines) -> None:
        sys.stdout.write(" ".join([TRIED, *could(canary)]))
        sys.stdout.flush()

    return serve


def could(canary: Canary) -> list[str]:
    """Return the names of the canary's attempts that succeed in this process."""
    attempts: dict[str, Callable[[], object]] = {
        "read": lambda: Path(canary.file).read_bytes(),
        "connect": lambda: _connect(socket.AF_INET, ("127.0.0.1", canary.port)),
        "reach": lambda: _connect(socket.AF_UNIX, f"\0{canary.name}"),
        "signal": lambda: os.kill(canary.pid, signal.SIGTERM),
    }

    done = []
    for name, attempt in attempts.items():
        with contextlib.suppress(OSError):
            attempt()
            done.append(name)
    return done


def _connect(family: int, address: tuple[str, int] | str) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.settimeout(_TIMEOUT_S)
        line.connect(address)
