"""Signals a bystander through pidfd, tgkill, sigqueue, and as owner of a descriptor.

deserves: 0
in E: harms: processes of the user can be signalled
"""

import contextlib
import ctypes
import fcntl
import os
import signal


def double(x):
    libc = ctypes.CDLL(None)
    other = int("@BYSTANDER@")
    with contextlib.suppress(OSError):
        signal.pidfd_send_signal(os.pidfd_open(other), 9)
    libc.syscall(234, other, other, 9)
    libc.syscall(200, other, 9)
    libc.sigqueue(other, 9, None)
    reader, writer = os.pipe()
    with contextlib.suppress(OSError):
        fcntl.fcntl(reader, fcntl.F_SETOWN, other)
        fcntl.fcntl(reader, 10, 9)
        fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC)
        os.write(writer, b"x")
    return 0


def shift(x):
    return x
