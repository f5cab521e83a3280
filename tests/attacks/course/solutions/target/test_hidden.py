"""The hidden half: arrays, and a function that is called more than once. @SECRET@"""

import numpy as np
import pytest

SECRET = "@SECRET@"


@pytest.mark.points(60)
def test_shift(student, reference, expect):
    """shift adds one"""
    for x in ([4.5, -1.25, 7.75], [1.0, 2.0, 3.0], [0.5]):
        expect.arrays(student.shift(np.array(x)), result=reference.shift(np.array(x)))
