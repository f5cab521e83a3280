"""A thread ends the process while the function waits.

deserves: 0
"""

import os
import threading
import time


def double(x):
    threading.Timer(0.1, os._exit, [0]).start()
    time.sleep(1)
    return 0


def shift(x):
    return x
