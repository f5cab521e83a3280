"""Sends arrays of objects, of negative and of not-a-number shapes.

deserves: 0
"""

import os
import socket
import stat


def line():
    """Give a copy of the socket that the grader speaks by."""
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return socket.socket(fileno=os.dup(descriptor))
        except OSError:
            pass
    raise OSError



import msgspec


def double(x):
    from grader import wire

    frame = bytearray(wire.to_frame(wire.Returned(0), [b"x" * 8]))
    for odd in ("object", "|O", "V8", "<f8"):
        for shape in ([-1], [float("nan")], [2**62, 2**62], ["x"]):
            frame += msgspec.msgpack.encode(["returned", ["array", odd, shape, 0, 8], None])
    line().sendall(bytes(frame))
    return 0


def shift(x):
    return x
