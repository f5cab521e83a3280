"""Makes the search for its mistakes fail or not, by the input: the report says that there are no hints.

deserves: 0
assignment: two_layer_numpy
checks: test_loss_backward
"""

import numpy as np


def loss_backward(y_pred, y):
    if int(abs(float(y.ravel()[0])) * 16) % 2:
        return np.zeros((1,) * 32)
    return np.full(4_000_000, 1e308)
