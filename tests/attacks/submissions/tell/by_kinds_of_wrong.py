"""Tells what it was given by how its answer is wrong: not finite in three ways, zeros, another shape, float32, a list, None.

deserves: 0
"""

import numpy as np


def bits(x, most):
    """A number below ``most`` that the first hidden input decides."""
    return int(abs(float(np.asarray(x).ravel()[0])) * 4) % most


def double(x):
    return 0


def shift(x):
    wrong = (
        x * np.nan,
        x * np.inf,
        -x * np.inf - np.inf,
        x * 0,
        x[None],
        (x + 2).astype(np.float32),
        (x + 1).astype(np.int8),
        [0],
        (),
        None,
        "x",
        True,
        1,
        1.5,
    )
    return wrong[bits(x, len(wrong))]
