"""Locks as much memory as its user may, in its own process and in pipes' pages that it gives away.

deserves: 0
in E: harms: memory can be locked
"""

import ctypes
import mmap


def double(x):
    libc, held = ctypes.CDLL(None), 0
    kept = []
    for _ in range(64):
        block = mmap.mmap(-1, 4 << 20)
        address = ctypes.addressof(ctypes.c_char.from_buffer(block))
        if libc.mlock(ctypes.c_void_p(address), ctypes.c_size_t(4 << 20)) != 0:
            break
        kept.append(block)
        held += 4 << 20
    if held >= 64 << 20:
        raise RuntimeError("@PROOF@ locked %d" % held)
    return 0


def shift(x):
    return x
