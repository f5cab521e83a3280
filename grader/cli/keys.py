"""Single keys from a terminal, while something else goes on."""

from __future__ import annotations

import contextlib
import contextvars
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator

_TICK_S = 0.2


@contextlib.contextmanager
def pressed(call: Callable[[str], None]) -> Iterator[bool]:
    """Call with each key that is pressed; yield whether there is a terminal to press keys at."""
    if not (sys.stdin and sys.stdin.isatty()):
        yield False
        return

    ended = threading.Event()
    with _unbuffered() as read:
        context = contextvars.copy_context()  # the language in force is in it
        thread = threading.Thread(
            target=context.run, args=(_listen, read, call, ended), daemon=True
        )
        thread.start()
        try:
            yield True
        finally:
            ended.set()
            thread.join(2 * _TICK_S)


def _listen(read: Callable[[], str], call: Callable[[str], None], ended: threading.Event) -> None:
    while not ended.is_set():
        if key := read():
            call(key)


@contextlib.contextmanager
def _unbuffered() -> Iterator[Callable[[], str]]:
    """Have the terminal give keys at once; yield what reads one, "" where none comes in a while."""
    if os.name != "posix":
        yield _read_on_windows
        return

    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)  # lines still end as they should, and Ctrl-C still interrupts
    try:
        yield lambda: _read_on_posix(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _read_on_posix(terminal: int) -> str:
    ready, _writable, _failed = select.select([terminal], [], [], _TICK_S)
    data = os.read(terminal, 1) if ready else b""
    if ready and not data:  # the terminal is gone
        time.sleep(_TICK_S)
    return data.decode("ascii", "ignore")


def _read_on_windows() -> str:
    import msvcrt

    if not msvcrt.kbhit():  # type: ignore[attr-defined, unused-ignore]
        time.sleep(_TICK_S)
        return ""
    return str(msvcrt.getwch())  # type: ignore[attr-defined, unused-ignore]
