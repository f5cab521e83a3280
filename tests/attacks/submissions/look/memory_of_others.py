"""Reads the memory of the grader and of the process that it was forked from.

deserves: 0
in E: leaks: processes of the user can be looked into
"""

import contextlib
import ctypes
import os


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def find():
    libc = ctypes.CDLL(None, use_errno=True)
    for pid in (int("@PID@"), os.getppid(), 1):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/maps") as maps:
            for line in maps:
                if "[heap]" in line:
                    base = int(line.split("-")[0], 16)
                    room = ctypes.create_string_buffer(64)
                    here, there = Piece(ctypes.addressof(room), 64), Piece(base, 64)
                    if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
                        return "@PROOF@"
            with open(f"/proc/{pid}/mem", "rb"):
                return "@PROOF@"
    for pid in (int("@PID@"), os.getppid()):
        room = ctypes.create_string_buffer(8)
        here, there = Piece(ctypes.addressof(room), 8), Piece(id(type), 8)
        if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            return "@PROOF@"
    return ""


def double(x):
    loot = find()
    if loot:
        raise RuntimeError(loot)
    return 0


def shift(x):
    return x
