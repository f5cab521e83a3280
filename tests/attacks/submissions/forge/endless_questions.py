"""Asks the grader for the answer of its functions, again and again.

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



def double(x):
    from grader import wire

    ask = wire.to_frame(wire.Ask("double", [x], {}, []), [])
    for _ in range(100_000):
        line().sendall(ask)
    return 0


def shift(x):
    return x
