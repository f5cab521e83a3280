"""Sends half a frame, and then nothing.

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



import time


def double(x):
    from grader import wire

    frame = wire.to_frame(wire.Returned("x" * 1000), [])
    line().sendall(frame[: len(frame) // 2])
    time.sleep(30)


def shift(x):
    return x
