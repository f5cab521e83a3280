"""Leaves a process that forks and ends, forks and ends, so that it is never where one looks.

deserves: 0
"""

import contextlib
import ctypes
import os
import time

ctypes.CDLL(None).prctl(15, b"@MARK@", 0, 0, 0)


def double(x):
    end = time.monotonic() + 20
    if os.fork() == 0:
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                if os.fork():
                    os._exit(0)
                os.setsid()
    return 0


def shift(x):
    return x
