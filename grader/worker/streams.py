"""The standard streams of a process that runs a student's code."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def redirect(output: int) -> None:
    """Read nothing, and write all to a descriptor, which is closed under its own number."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(nothing)
    os.close(output)

    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    sys.stdout = _writing_to(1)
    sys.stderr = _writing_to(2)


def _writing_to(descriptor: int) -> TextIO:
    # Lines end alike on Windows.
    return open(
        descriptor,
        "w",
        encoding="utf-8",
        errors="backslashreplace",
        newline="\n",
        closefd=False,
    )
