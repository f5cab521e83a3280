"""Leaves shared memory, message queues and semaphores of both kinds.

deserves: 0
in E: not run: objects of the user would stay
"""

import contextlib
import ctypes
from multiprocessing import shared_memory


def double(x):
    libc = ctypes.CDLL(None)
    libc.shmget(0x6772, 4096, 0o1666)
    libc.msgget(0x6772, 0o1666)
    libc.semget(0x6772, 1, 0o1666)
    libc.mq_open(b"/@MARK@", 0o102, 0o666, None)
    with contextlib.suppress(Exception):
        shared_memory.SharedMemory("@MARK@", create=True, size=4096)
    return 0


def shift(x):
    return x
