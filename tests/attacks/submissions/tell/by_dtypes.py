"""Tells what it was given by the dtype of an array that it returns in place of a module.

deserves: 0
assignment: target_torch
"""

import numpy as np

DTYPES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "complex64", "complex128")


def build(w):
    return np.zeros(2, DTYPES[int(abs(float(w[0, 0])) * 4) % len(DTYPES)])
