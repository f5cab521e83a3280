"""Fills large pipes: the kernel counts their memory for the user, not for the process, and gives everybody else of that user small ones.

deserves: 0
in E: harms: the user's pipes become small
"""

import contextlib
import fcntl
import os


def double(x):
    held, pipes = 0, []
    with contextlib.suppress(OSError):
        while len(pipes) < 100:
            receiving, sending = os.pipe()
            pipes.append((receiving, sending))
            size = fcntl.fcntl(sending, 1031, 1 << 20)  # F_SETPIPE_SZ
            os.set_blocking(sending, False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    held += os.write(sending, bytes(size))
    smallest = fcntl.fcntl(pipes[-1][1], 1032)  # F_GETPIPE_SZ
    if held >= 48 << 20 or smallest <= 8192:
        raise RuntimeError("@PROOF@ holds %d in pipes, the last one of %d" % (held, smallest))
    return 0


def shift(x):
    return x
