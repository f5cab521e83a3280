"""Takes 2 GB by itself, and by children.

deserves: 0
"""

import contextlib
import mmap
import os
import time


def double(x):
    held = []
    with contextlib.suppress(MemoryError, OSError):
        for _ in range(16):
            held.append(bytearray(128 << 20))
    with contextlib.suppress(OSError):
        for _ in range(4):
            shared = mmap.mmap(-1, 256 << 20)
            shared.write(bytes(256 << 20))
            held.append(shared)
    for _ in range(4):
        if os.fork() == 0:
            with contextlib.suppress(MemoryError):
                held.append(bytearray(400 << 20))
            time.sleep(5)
            os._exit(0)
    time.sleep(3)
    return len(held) * 0


def shift(x):
    return x
