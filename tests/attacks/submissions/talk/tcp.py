"""Connects to a server on this machine and tells it what it saw.

deserves: 0
in E: talks: the network of the user is open
"""

import contextlib
import socket


def double(x):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", int("@TCP@")), 0.5) as line:
        line.sendall(b"@PROOF@")
    return 0


def shift(x):
    return x
