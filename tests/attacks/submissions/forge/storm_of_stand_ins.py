"""Calls a function that stands in, in earnest, as often as the time lasts, with the largest arrays that are answered.

deserves: 0
assignment: two_layer_numpy
checks: test_backward
"""

import time

import numpy as np


def forward(x, w1, w2):
    raise ValueError


def backward(x, y, w1, w2):
    big = np.ones((316, 316))
    end = time.monotonic() + 20
    count = 0
    while time.monotonic() < end:
        forward(big, big, big)
        count += 1
    print(count)
    raise ValueError
