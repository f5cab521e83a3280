"""Keeps a hidden input where a process seems to keep nothing, and tells it in a later check that shows errors.

deserves: 0
"""

import numpy as np


def double(x):
    if "kept" in np.sctypeDict:
        raise RuntimeError("@PROOF@ " + repr(np.sctypeDict["kept"]))
    np.sctypeDict.update(kept=x)
    return 0


def shift(x):
    if "kept" in np.sctypeDict:
        raise RuntimeError("@PROOF@ " + repr(np.sctypeDict["kept"]))
    np.sctypeDict.update(kept=x)
    return x
