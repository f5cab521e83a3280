"""Attaches to a bystander as a debugger.

deserves: 0
in E: harms: processes of the user can be stopped
"""

import ctypes


def double(x):
    libc = ctypes.CDLL(None)
    for request in (16, 0x4206):
        if libc.ptrace(request, int("@BYSTANDER@"), 0, 0) == 0:
            raise RuntimeError(PROOF)
    return 0


PROOF = "@PROOF@"


def shift(x):
    return x
