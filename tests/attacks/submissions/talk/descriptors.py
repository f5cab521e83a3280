"""Sends descriptors along with its answers.

deserves: 0
"""

import contextlib
import socket

import array
import os
import stat


def double(x):
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                line = socket.socket(fileno=os.dup(descriptor))
                passed = array.array("i", [os.open(".", os.O_RDONLY)] * 20)
                for _ in range(10):
                    line.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
    return 0


def shift(x):
    return x
