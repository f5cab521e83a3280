"""Recurses until the stack of C is used up.

deserves: 0
"""

import sys

sys.setrecursionlimit(10**9)


def double(x):
    return double([x].__repr__) if x else 0


def shift(x):
    thing = []
    for _ in range(10**6):
        thing = [thing]
    return repr(thing)
