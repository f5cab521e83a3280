"""Blocks every signal and sleeps.

deserves: 0
"""

import signal
import time


def double(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    time.sleep(60)


def shift(x):
    signal.alarm(0)
    signal.pause()
