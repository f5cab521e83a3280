"""Has the kernel forget a file that every other submission reads, though it may only read it itself.

deserves: 0
in E: harms: others read slowly
"""

import contextlib
import os
import sys
from pathlib import Path


def is_cached(descriptor):
    try:
        return os.preadv(descriptor, [bytearray(4096)], 0, os.RWF_NOWAIT) > 0
    except BlockingIOError:
        return False


def double(x):
    for entry in sys.path:
        with contextlib.suppress(OSError):
            descriptor = os.open(Path(entry) / "numpy" / "__init__.pyi", os.O_RDONLY)
            os.pread(descriptor, 4096, 0)
            before = is_cached(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            if before and not is_cached(descriptor):
                raise RuntimeError("@PROOF@ it is forgotten")
    return 0


def shift(x):
    return x
