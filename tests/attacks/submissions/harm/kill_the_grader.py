"""Sends SIGKILL to the grader, to the process that it was forked from, and to a bystander.

deserves: 0
in E: not run: it would end the grader
"""

import contextlib
import os


def double(x):
    for pid in (int("@BYSTANDER@"), int("@PID@"), os.getppid(), os.getpgid(0)):
        for number in (15, 19, 9):
            if pid != os.getpid():
                with contextlib.suppress(OSError):
                    os.kill(pid, number)
    return 0


def shift(x):
    return x
