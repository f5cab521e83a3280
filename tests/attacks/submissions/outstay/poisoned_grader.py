"""Writes into the grader's own folder.

deserves: 0
in E: not run: it would write into the grader
"""

import contextlib
from pathlib import Path

import grader


def double(x):
    with contextlib.suppress(OSError):
        Path(grader.__file__).with_name("@MARK@.py").write_text("x")
    with contextlib.suppress(OSError):
        Path(grader.__file__).open("a").write("\nraise SystemExit\n")
    return 0


def shift(x):
    return x
