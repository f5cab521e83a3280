"""Mounts a file system, or the root once more and writable.

deserves: 0
in E: not run: it would mount on the machine of root
"""

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PROOF = "@PROOF@"


def double(x):
    if libc.mount(b"none", b".", b"tmpfs", 0, None) == 0 or libc.mount(None, b"/", None, 32, None) == 0:
        raise RuntimeError(PROOF)
    return 0


def shift(x):
    return x
