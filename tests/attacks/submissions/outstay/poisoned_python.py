"""Writes into the Python that the next submission runs in.

deserves: 0
in E: not run: it would write into the Python of the tests
"""

import contextlib
import os
import site
import sys
from pathlib import Path

import numpy


def double(x):
    folders = {os.path.dirname(os.__file__), os.path.dirname(numpy.__file__), sys.prefix, *site.getsitepackages()}
    for folder in folders:
        for name in ("sitecustomize.py", "@MARK@.pth", "__pycache__/@MARK@.pyc", "@MARK@.py"):
            with contextlib.suppress(OSError):
                Path(folder, name).write_text("import os; os._exit(0)")
    return 0


def shift(x):
    return x
