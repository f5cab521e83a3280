"""Leaves its root.

deserves: 0
in E: harms: nothing, but root may
"""

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PROOF = "@PROOF@"


def double(x):
    with contextlib.suppress(OSError):
        os.mkdir("jail")
        os.chroot("jail")
        raise RuntimeError(PROOF)
    return 0


def shift(x):
    return x
