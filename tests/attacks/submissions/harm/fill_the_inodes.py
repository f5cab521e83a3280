"""Makes 20000 files, and folders a thousand deep.

deserves: 0
"""

import contextlib
import os


def double(x):
    with contextlib.suppress(OSError):
        for _ in range(1000):
            os.mkdir("deep")
            os.chdir("deep")
    with contextlib.suppress(OSError):
        for number in range(20_000):
            os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY, 0))
    return 0


def shift(x):
    return x
