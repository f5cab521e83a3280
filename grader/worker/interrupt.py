"""Interrupt code of this process from within: where there are no signals and no forks."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Callable, Iterator

_TICK_S = 0.05


class InterruptedCallError(BaseException):
    """What is raised in the code that is interrupted; no ``except Exception`` stops it."""


@contextlib.contextmanager
def interrupted_when(over: Callable[[], bool]) -> Iterator[None]:
    """Leave the block quietly once ``over`` is true, which another thread asks 20 times a second.

    Python's own code is interrupted between two of its instructions, a call into C when it returns.
    Blocks may be nested: each is left for its own reason alone.
    https://docs.python.org/3/c-api/init.html#c.PyThreadState_SetAsyncExc
    """

    class OverError(InterruptedCallError):
        pass

    thread = ctypes.c_ulong(threading.get_ident())
    left = threading.Event()
    lock = threading.Lock()

    def watch() -> None:
        while not left.wait(_TICK_S):
            if over():
                with lock:
                    if not left.is_set():
                        _raise_in(thread, ctypes.py_object(OverError))
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        try:
            yield
        finally:
            with lock:
                left.set()
                # What was raised and has not arrived would arrive behind the block.
                _raise_in(thread, None)
    except OverError:
        left.set()


def _raise_in(thread: ctypes.c_ulong, error: ctypes.py_object[type] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)
