"""Starts a thousand threads.

deserves: 0
"""

import contextlib
import threading
import time


def double(x):
    with contextlib.suppress(RuntimeError):
        for _ in range(1000):
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
    time.sleep(3)
    return 0


def shift(x):
    return x
