"""Computes in C, where Python's signals wait.

deserves: 0
"""

import re


def double(x):
    return 10 ** (10**8) * 0


def shift(x):
    return re.match(r"(a+)+$", "a" * 40 + "b")
