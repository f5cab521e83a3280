"""Starts a process in new namespaces, by clone and by clone3.

deserves: 0
in E: harms: nothing, but it is root there
"""

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PROOF = "@PROOF@"


def double(x):
    for number, arguments in ((56, (0x10000000 | 17, 0, 0, 0, 0)), (435, (None, 0))):
        pid = libc.syscall(number, *arguments)
        if pid == 0:
            os._exit(0)
        if pid > 0:
            raise RuntimeError(PROOF)
    return 0


def shift(x):
    return x
