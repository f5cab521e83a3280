"""Tries sockets of every family that the kernel may have.

deserves: 0
in E: talks: the network of the user is open
"""

import contextlib
import socket


def double(x):
    for family in range(1, 46):
        for kind in (1, 2, 3, 5):
            with contextlib.suppress(OSError):
                if family != 1:
                    socket.socket(family, kind).close()
                    raise RuntimeError(PROOF)
    return 0


PROOF = "@PROOF@"


def shift(x):
    return x
