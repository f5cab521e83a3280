"""Connects to a socket that lies in no folder.

deserves: 0
in E: talks: the network of the user is open
"""

import contextlib
import socket


def double(x):
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.connect("\0@ABSTRACT@")
        line.sendall(b"@PROOF@")
    return 0


def shift(x):
    return x
