"""Tells what it was given by the factor between what it returns and what is right: 1/6, -2, 3 and so on, as mistakes make them.

deserves: 0
"""

import numpy as np

FACTORS = (2, -2, 3, -3, 4, -4, 6, -6, 1 / 2, -1 / 2, 1 / 3, -1 / 3, 1 / 4, -1 / 4, 1 / 6, -1 / 6, -1)


def bits(x, most):
    """A number below ``most`` that the first hidden input decides."""
    return int(abs(float(np.asarray(x).ravel()[0])) * 4) % most


def double(x):
    return 0


def shift(x):
    return (x + 1) * FACTORS[bits(x, len(FACTORS))]
