"""The arrays of a call, in memory that the submission's process shares with the examiner.

Whether a call changed its arguments in place is then seen here: nothing that the submission's
process says about it counts.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from typing_extensions import Self

from grader.wire import padded


class SharedArrays:
    """The arrays of one call, as a context manager.

    Args:
        buffers: the bytes of each array.

    Attributes:
        descriptor: of the memory, a file that has no name; None where it has one.
        file: its path; "" where it has none.
        size: its bytes.
    """

    file = ""

    def __init__(self, buffers: Sequence[bytes]) -> None:
        self._buffers = buffers
        self.size = sum(padded(len(buffer)) for buffer in buffers)
        self.descriptor: int | None = _nameless_file()
        os.truncate(self.descriptor, self.size)

        for offset, buffer in self._placed():
            _write(self.descriptor, buffer, offset)
        _seal(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)

    def changed(self) -> list[int]:
        """Return the numbers of the arrays whose bytes are no longer what they were."""
        return [
            number
            for number, (offset, buffer) in enumerate(self._placed())
            if self._read(len(buffer), offset) != buffer
        ]

    def _placed(self) -> Iterator[tuple[int, bytes]]:
        """Yield the arrays with their offsets."""
        offset = 0
        for buffer in self._buffers:
            yield offset, buffer
            offset += padded(len(buffer))

    def _read(self, size: int, offset: int) -> bytes:
        # Not mapped here: another process may have cut the file off.
        return b"" if self.descriptor is None else os.pread(self.descriptor, size, offset)


class NamedArrays(SharedArrays):
    """The same in a file with a name, for processes that no descriptor can be sent to.

    Args:
        folder: where the file lies until both sides have closed it.
    """

    def __init__(self, buffers: Sequence[bytes], folder: Path) -> None:
        self._buffers = buffers
        self.descriptor = None
        self.size = sum(padded(len(buffer)) for buffer in buffers)
        if not self.size:
            return
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(b"".join(buffer.ljust(padded(len(buffer)), b"\0") for buffer in buffers))
        self.file = file.name
        # Only two views of one file are sure to show the same at once.
        with Path(self.file).open("r+b") as opened:
            self._view = mmap.mmap(opened.fileno(), self.size)

    def __exit__(self, *_: object) -> None:
        if self.size:
            self._view.close()
            # On Windows it stays as long as the other side uses it.
            with contextlib.suppress(OSError):
                Path(self.file).unlink()

    def _read(self, size: int, offset: int) -> bytes:
        return self._view[offset : offset + size]


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
