"""Becomes root, by calls and by set-user-id programs.

deserves: 0
in E: leaks: it is who runs the grader
"""

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PROOF = "@PROOF@"

import subprocess


def double(x):
    for attempt in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0])):
        with contextlib.suppress(OSError):
            attempt()
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        subprocess.run(["sudo", "-n", "touch", "@ROOT@/@MARK@"], capture_output=True, timeout=1)
    with contextlib.suppress(OSError):
        open("@ROOT@/for_root_alone").read()
        raise RuntimeError(PROOF)
    return 0


def shift(x):
    return x
