"""Takes on new namespaces, in which it would be root.

deserves: 0
in E: harms: nothing, but it is root there
"""

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PROOF = "@PROOF@"


def double(x):
    for flags in (0x10000000, 0x10020000, 0x50000000, 0x20000):
        if libc.unshare(flags) == 0:
            raise RuntimeError(PROOF)
    return 0


def shift(x):
    return x
