"""Writes 300 MB, in files that it keeps open and unlinks.

deserves: 0
"""

import contextlib
import os


def double(x):
    held = []
    with contextlib.suppress(OSError):
        for number in range(300):
            held.append(open(str(number), "wb"))
            held[-1].write(bytes(1 << 20))
            held[-1].flush()
            if number % 2:
                os.unlink(str(number))
    return len(held) * 0


def shift(x):
    return x
