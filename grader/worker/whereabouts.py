"""Say where the student's code is, when the examiner asks before it ends the process.

It asks by a signal; where there are none, by a byte on the standard input.

What is written goes the way of all output. The student's code may write the like, or put something
else in place of this: it is believed only as far as it speaks of the student's own text.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from typing import TYPE_CHECKING

from grader import wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_STDERR = 2
_MOST_NUMBERS = 30
_LARGEST = 10**12


def be_ready(filename: str) -> None:
    """Answer the signal from now on; say it also where the process crashes.

    The trace is written at once, whatever runs. The numbers follow when Python's own code goes on.

    Args:
        filename: of the student's text in tracebacks.
    """

    def tell_numbers(_number: int, frame: FrameType | None) -> None:
        _tell_numbers(frame, lambda name: name == filename)

    signal.signal(wire.WHERE, tell_numbers)
    faulthandler.register(wire.WHERE, file=_STDERR, all_threads=False, chain=True)
    faulthandler.enable(file=_STDERR, all_threads=False)


def answer_all(questions: int, thread: int) -> None:
    """Answer each byte from a descriptor, until it is closed.

    Args:
        thread: that runs the student's code.
    """
    faulthandler.enable(file=_STDERR, all_threads=False)
    while os.read(questions, 1):
        faulthandler.dump_traceback(file=_STDERR, all_threads=True)
        _tell_numbers(sys._current_frames().get(thread), _is_students)  # noqa: SLF001 - made for this


def _is_students(filename: str) -> bool:
    # A homework's text is compiled with its name alone.
    return not (filename.startswith("<") or os.path.isabs(filename))  # noqa: PTH117


def _tell_numbers(frame: FrameType | None, is_own: Callable[[str], bool]) -> None:
    """Write the whole numbers of the innermost function that is the student's own."""
    while frame and not is_own(frame.f_code.co_filename):
        frame = frame.f_back
    numbers = frame.f_locals.items() if frame else ()
    told = [
        f"{name}={value}" for name, value in numbers if type(value) is int and abs(value) < _LARGEST
    ]
    text = " ".join([wire.NUMBERS, *told[:_MOST_NUMBERS]])
    os.write(_STDERR, f"\n{text}\n".encode())
