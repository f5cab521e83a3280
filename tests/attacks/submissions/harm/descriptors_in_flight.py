"""Sends descriptors to itself and never receives them: the kernel counts them for the user, and refuses others who send any.

deserves: 0
in E: harms: the user's descriptors in flight are used up
"""

import array
import contextlib
import os
import socket


def double(x):
    held, lines = 0, []
    with contextlib.suppress(OSError):
        while len(lines) < 40:
            one, other = socket.socketpair()
            lines.append((one, other))
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                for _ in range(40):
                    sent = array.array("i", [one.fileno()] * 250)
                    one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, sent)])
                    held += len(sent)
    if held >= 1024:
        raise RuntimeError("@PROOF@ %d in flight" % held)
    return 0


def shift(x):
    return x
