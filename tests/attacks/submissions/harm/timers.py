"""Makes timers until the user's queued signals are used up, each of which fires as often as it can.

deserves: 0
"""

import ctypes


def double(x):
    libc, held = ctypes.CDLL(None), 0
    event = (ctypes.c_int * 16)(0, 0, 0, 1)  # SIGEV_NONE
    timers = []
    for _ in range(40_000):
        timer = ctypes.c_int(0)
        if libc.syscall(222, 1, ctypes.byref(event), ctypes.byref(timer)) != 0:  # timer_create
            break
        timers.append(timer)
        held += 1
    if held >= 2_000:
        raise RuntimeError("@PROOF@ holds %d timers" % held)
    return 0


def shift(x):
    return x
