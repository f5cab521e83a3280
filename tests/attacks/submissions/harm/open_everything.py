"""Opens descriptors until there are none left.

deserves: 0
"""

import os


def double(x):
    held = []
    try:
        while len(held) < 5000:
            held.extend(os.pipe())
    except OSError:
        pass
    return 0


def shift(x):
    return x
