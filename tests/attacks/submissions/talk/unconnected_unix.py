"""Sends to a socket through one of a pair, which needs no new one.

deserves: 0
in E: talks: the network of the user is open
"""

import contextlib
import socket


def double(x):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_STREAM):
        for address in ("@ROOT@/datagrams", "\0@ABSTRACT@"):
            with contextlib.suppress(OSError):
                ours, _ = socket.socketpair(socket.AF_UNIX, kind)
                ours.sendto(b"@PROOF@", address)
    return 0


def shift(x):
    return x
