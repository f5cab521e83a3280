"""Returns floats and ints whose operators lie.

deserves: 0
"""

class Lying(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __abs__(self):
        return 0.0

    def __hash__(self):
        return 0


def double(x):
    return Lying(0)


def shift(x):
    return x
