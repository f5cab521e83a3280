"""The submission's process where none can be forked: it serves one use after the other.

::

    examiner ──▶ standard input: a token, then a byte whenever it asks where the code is
             ◀── a connection to a port of the examiner's: the token, a process id, then frames
             ◀── standard output: what the student's code prints

It ends when its standard input does. Windows and macOS have all that is needed.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from grader.worker import streams, whereabouts
from grader.worker.control import Confines, read_setup
from grader.worker.renew import Beginning
from grader.worker.serve import Worker, serve_with
from grader.worker.torch import alone
from grader.worker.warm_up import warm_up

if TYPE_CHECKING:
    from grader.worker.control import Setup

_ending = threading.Lock()


def main(port: int, text: str) -> None:
    """Import what the setup names, connect, and serve until the examiner hangs up.

    Args:
        port: of the examiner, on this machine.
        text: the Setup, as JSON.
    """
    setup = read_setup(text)
    questions = os.fdopen(os.dup(0), "rb")
    token = questions.readline()
    try:
        _serve(setup, port, token, questions.fileno())
    except BaseException as error:  # noqa: BLE001 - the examiner shows the last line
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    _end(setup)


def _end(setup: Setup) -> None:
    """End, and leave nothing: where the examiner was killed, nobody else removes the folder."""
    with _ending:  # of two threads that notice its end, the first one's is whole
        shutil.rmtree(setup.home, ignore_errors=True)
        # With torch loaded, Python takes half a second to exit normally.
        os._exit(0)


def _serve(setup: Setup, port: int, token: bytes, questions: int) -> None:
    main_thread = threading.get_ident()

    def answer() -> None:
        whereabouts.answer_all(questions, main_thread)
        _end(setup)

    threading.Thread(target=answer, daemon=True).start()

    warm_up(setup)
    sys.path.append(str(Path.cwd()))
    sys.dont_write_bytecode = True
    if not setup.autograd:
        alone.refuse_processes()

    channel = socket.create_connection(("127.0.0.1", port))
    channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # In a virtual environment on Windows, the examiner has started a launcher of this process.
    channel.sendall(token + b"%d\n" % os.getpid())
    streams.redirect(os.dup(1))
    worker = Worker(channel, _confines(setup), Beginning())
    serve_with(worker)


def _confines(setup: Setup) -> Confines:
    """Return what the loop needs; limits are the examiner's to watch."""
    device = "cuda:0" if setup.gpu else "cpu"
    return Confines(0, 0, 0, 0, 0, 0, 0, "", "", device, gpu_share=setup.gpu_share)
