"""Sends a datagram.

deserves: 0
in E: talks: the network of the user is open
"""

import contextlib
import socket


def double(x):
    with contextlib.suppress(OSError), socket.socket(type=socket.SOCK_DGRAM) as line:
        line.sendto(b"@PROOF@", ("127.0.0.1", int("@UDP@")))
    return 0


def shift(x):
    return x
