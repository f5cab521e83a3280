"""Crashes in C: a null pointer, then abort().

deserves: 0
"""

import ctypes
import os


def double(x):
    ctypes.string_at(0)


def shift(x):
    os.abort()
