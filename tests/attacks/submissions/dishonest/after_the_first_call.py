"""Is right once in a process and wrong from then on.

deserves: 40
"""

CALLS = []


def double(x):
    CALLS.append(x)
    return 2 * x if len(CALLS) == 1 else 0


def shift(x):
    CALLS.append(x)
    return x + 1 if len(CALLS) == 1 else x
