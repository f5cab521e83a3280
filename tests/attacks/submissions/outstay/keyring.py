"""Leaves a key in the kernel's keyrings.

deserves: 0
in E: not run: keys of the user would stay
"""

import ctypes


def double(x):
    libc = ctypes.CDLL(None)
    for ring in (-1, -2, -3, -4, -5):
        libc.syscall(248, b"user", b"@MARK@", b"x", 1, ring)
    return 0


def shift(x):
    return x
