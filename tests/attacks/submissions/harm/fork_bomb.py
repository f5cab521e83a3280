"""Forks, and its children fork.

deserves: 0
"""

import contextlib
import os
import time


def double(x):
    end = time.monotonic() + 3
    with contextlib.suppress(OSError):
        for _ in range(300):
            if os.fork() == 0:
                while time.monotonic() < end:
                    with contextlib.suppress(OSError):
                        if os.fork() == 0:
                            time.sleep(5)
                            os._exit(0)
                    time.sleep(0.05)
                os._exit(0)
    time.sleep(3)
    return 0


def shift(x):
    return x
