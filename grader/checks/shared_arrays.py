"""The arrays of a call, in memory that the submission's process shares with the examiner.

Whether a call changed its arguments in place is then seen here: nothing that the submission's
process says about it counts.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Sequence

from typing_extensions import Self

from grader.wire import padded


class SharedArrays:
    """The arrays of one call, as a context manager.

    Args:
        buffers: the bytes of each array.

    Attributes:
        descriptor: of the memory, a file that has no name.
        size: its bytes.
    """

    def __init__(self, buffers: Sequence[bytes]) -> None:
        self._buffers = buffers
        self.size = sum(padded(len(buffer)) for buffer in buffers)
        self.descriptor = _nameless_file()
        os.truncate(self.descriptor, self.size)

        offset = 0
        for buffer in buffers:
            _write(self.descriptor, buffer, offset)
            offset += padded(len(buffer))
        _seal(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)

    def changed(self) -> list[int]:
        """Return the numbers of the arrays whose bytes are no longer what they were."""
        numbers = []
        offset = 0
        for number, buffer in enumerate(self._buffers):
            # Not mapped here: another process may have cut the file off.
            if os.pread(self.descriptor, len(buffer), offset) != buffer:
                numbers.append(number)
            offset += padded(len(buffer))
        return numbers


def _nameless_file() -> int:
    # Python has it if it was built on a system that does: that of conda may lack it.
    if sys.platform == "linux" and hasattr(os, "memfd_create"):
        return os.memfd_create("arguments", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _write(descriptor: int, buffer: bytes, offset: int) -> None:
    left = memoryview(buffer)
    while left:
        written = os.pwrite(descriptor, left, offset)
        left = left[written:]
        offset += written


def _seal(descriptor: int) -> None:
    """Keep the other process from changing the file's size, if it is memory alone."""
    if sys.platform == "linux" and hasattr(os, "memfd_create"):
        import fcntl

        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
