"""Asks for an address by name: what a name server sees, others see.

deserves: 0
in E: talks: the network of the user is open
"""

import contextlib
import socket


def double(x):
    with contextlib.suppress(OSError):
        socket.getaddrinfo("localhost.@MARK@.invalid", 80)
    with contextlib.suppress(OSError), socket.socket(type=socket.SOCK_DGRAM) as line:
        line.connect(("127.0.0.1", int("@UDP@")))
        line.send(b"\0\1\1\0\0\1@PROOF@")
    return 0


def shift(x):
    return x
