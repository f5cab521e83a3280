"""Raises SystemExit(0) wherever it is called.

deserves: 0
"""

import sys


def double(x):
    sys.exit(0)


def shift(x):
    raise KeyboardInterrupt
