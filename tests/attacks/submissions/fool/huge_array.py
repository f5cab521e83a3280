"""Returns a view of one number that claims to be a petabyte.

deserves: 0
"""

import numpy as np


def double(x):
    return np.broadcast_to(0.0, (10**7, 10**8))


def shift(x):
    return np.zeros((1, 0, 5))
