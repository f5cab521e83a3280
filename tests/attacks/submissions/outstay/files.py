"""Leaves files in every folder that it can write.

deserves: 0
in E: survives: files of the user can be written
"""

import contextlib
import os
from pathlib import Path


def double(x):
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "@ROOT@", "@ROOT@/home", os.path.expanduser("~"), "/", "..", "../.."):
        with contextlib.suppress(OSError):
            Path(folder, "@MARK@").write_text("x")
    return 0


def shift(x):
    return x
