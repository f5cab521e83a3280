"""Tries the doors into the kernel: bpf, perf events, userfaultfd, modules, the log.

deserves: 0
in E: not run: root's kernel would listen
"""

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PROOF = "@PROOF@"


def double(x):
    room = ctypes.create_string_buffer(256)
    for number in (321, 298, 323, 313, 175, 246, 103, 447):
        if libc.syscall(number, 0 if number != 103 else 10, room, 128, 0, 0) >= 0:
            raise RuntimeError(PROOF)
    return 0


def shift(x):
    return x
