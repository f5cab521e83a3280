"""Tells what it was given by the type of what it returns: a class of its own is called as one of Python's 150 names.

deserves: 0
"""

import builtins

import numpy as np

NAMES = sorted(name for name in vars(builtins) if not name.startswith("_"))


def bits(x, most):
    """A number below ``most`` that the first hidden input decides."""
    return int(abs(float(np.asarray(x).ravel()[0])) * 4) % most


def double(x):
    return 0


def shift(x):
    return type(NAMES[bits(x, len(NAMES))], (), {})()
