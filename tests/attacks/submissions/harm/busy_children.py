"""Lets children burn the CPU while it sleeps itself.

deserves: 0
"""

import os
import time


def double(x):
    for _ in range(8):
        if os.fork() == 0:
            end = time.monotonic() + 10
            while time.monotonic() < end:
                pass
            os._exit(0)
    time.sleep(10)
    return 0


def shift(x):
    return x
