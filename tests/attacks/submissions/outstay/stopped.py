"""Stops itself and its children, so that nobody can wait for them.

deserves: 0
"""

import os
import signal


def double(x):
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)
    return 0


def shift(x):
    return x
