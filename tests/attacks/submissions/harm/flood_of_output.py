"""Prints 100 MB.

deserves: 0
"""

import sys


def double(x):
    for _ in range(1000):
        sys.stdout.write("x" * 100_000)
        sys.stderr.write("y" * 10_000)
    return 0


def shift(x):
    return x
