"""Makes its calls through io_uring, past a filter that does not know it.

deserves: 0
in E: talks: io_uring is open where the kernel has it
"""

import contextlib
import socket


def double(x):
    import ctypes

    parameters = ctypes.create_string_buffer(120)
    if ctypes.CDLL(None).syscall(425, 4, parameters) >= 0:
        raise RuntimeError(PROOF)
    return 0


PROOF = "@PROOF@"


def shift(x):
    return x
