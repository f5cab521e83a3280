"""Truncates, renames, removes, and changes modes, owners and times of a file that it cannot write.

deserves: 0
in E: harms: files of the user can be written
"""

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PROOF = "@PROOF@"


def double(x):
    target = "@ROOT@/bystander.txt"
    attempts = (
        lambda: os.truncate(target, 0),
        lambda: os.close(os.open(target, os.O_RDONLY | os.O_TRUNC)),
        lambda: os.chmod(target, 0),
        lambda: os.chown(target, 12345, 12345),
        lambda: os.utime(target, (0, 0)),
        lambda: os.setxattr(target, "user.mark", b"x"),
        lambda: os.rename(target, target + "x"),
        lambda: os.unlink(target),
    )
    for attempt in attempts:
        with contextlib.suppress(OSError):
            attempt()
    return 0


def shift(x):
    return x
