"""Leaves a daemon: two forks, a session of its own, every signal blocked.

deserves: 0
"""

import contextlib
import ctypes
import os
import signal
import time


def daemon():
    if os.fork():
        return
    with contextlib.suppress(OSError):
        os.setsid()
    if os.fork():
        os._exit(0)
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    libc = ctypes.CDLL(None)
    libc.prctl(1, 0, 0, 0, 0)
    libc.prctl(15, b"@MARK@", 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    time.sleep(60)
    os._exit(0)



def double(x):
    daemon()
    return 0


def shift(x):
    return x
