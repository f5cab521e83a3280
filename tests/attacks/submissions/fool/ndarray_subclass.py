"""Returns arrays of a class of its own, whose comparisons are always true.

deserves: 0
"""

import numpy as np


class Lying(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.True_ if ufunc in (np.equal, np.less_equal, np.isfinite) else np.float64(0)

    def __array_function__(self, function, types, args, kwargs):
        return True


def double(x):
    return np.zeros(()).view(Lying)


def shift(x):
    return np.zeros_like(x).view(Lying)
