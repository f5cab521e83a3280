"""Takes its own orphans, so that nobody else finds them.

deserves: 0
"""

import contextlib
import ctypes
import os
import time

ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
ctypes.CDLL(None).prctl(15, b"@MARK@", 0, 0, 0)


def double(x):
    if os.fork() == 0:
        if os.fork() == 0:
            with contextlib.suppress(OSError):
                os.setsid()
            time.sleep(60)
        os._exit(0)
    return 0


def shift(x):
    return x
