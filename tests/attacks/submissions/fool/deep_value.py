"""Returns a list within a list within a list, and one that holds itself.

deserves: 0
"""

def double(x):
    value = 0
    for _ in range(100_000):
        value = [value]
    return value


def shift(x):
    value = []
    value.append(value)
    return value
