"""Has the kernel forget the files that every other submission is about to read.

deserves: 0
in E: harms: others read slowly
"""

import contextlib
import ctypes
import os
import sysconfig
from pathlib import Path


def double(x):
    dropped = 0
    for file in list(Path(sysconfig.get_path("purelib")).glob("torch/lib/*.so"))[:6]:
        with contextlib.suppress(OSError):
            descriptor = os.open(file, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            dropped += 1
            os.close(descriptor)
    libc = ctypes.CDLL(None)
    libc.syscall(324, 1, 0, 0)  # membarrier, on all CPUs
    if dropped:
        raise RuntimeError("@PROOF@ %d files" % dropped)
    return 0


def shift(x):
    return x
