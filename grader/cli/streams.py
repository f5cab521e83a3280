"""Standard output and standard error, wherever they lead: a full disk, a closed pipe, nowhere."""

from __future__ import annotations

import io
import os
import select
import sys
from typing import TYPE_CHECKING, TextIO

from grader.errors import UsageError
from grader.language import _

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_STDOUT, _STDERR = 1, 2


class _Patient(io.FileIO):
    """A file that waits for its pipe, even if another process has made the pipe non-blocking."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write."""
        while (written := super().write(data)) is None:
            select.select([], [self], [])
        return written


class _Output(_Patient):
    """Standard output; if it cannot be written, the command ends with one message."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write.

        Raises:
            UsageError: it cannot be written.
        """
        try:
            return super().write(data)
        except BrokenPipeError:
            _lead_nowhere(self)
            raise UsageError(_("the output was closed before all of it was written")) from None
        except OSError as error:
            _lead_nowhere(self)
            raise UsageError(
                _("cannot write the output: {error}", error=error.strerror),
                hint=_("is the disk full, or are you not allowed to write the file?"),
            ) from None


class Messages(_Patient):
    """Standard error; what cannot be written is dropped, because no message is worth lost work.

    Attributes:
        lost: whether a message was dropped.
    """

    lost = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, or drop."""
        try:
            return super().write(data)
        except OSError:
            self.lost = True
            _lead_nowhere(self)
            return memoryview(data).nbytes


def hold() -> Messages:
    """Replace ``sys.stdout`` and ``sys.stderr``, and return the latter.

    A character that their encoding lacks becomes a question mark. A standard stream that is closed
    leads nowhere from now on, for us and for the processes that we start; otherwise the next file
    that is opened would take its place. What is written there is lost, as on a full disk.
    """
    while (descriptor := os.open(os.devnull, os.O_RDONLY)) <= _STDERR:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)

    messages = Messages(_STDERR, "w", closefd=False)
    sys.stdout = _in_place_of(sys.stdout, _Output(_STDOUT, "w", closefd=False))
    sys.stderr = _in_place_of(sys.stderr, messages)
    return messages


def _in_place_of(stream: TextIO | None, raw: io.FileIO) -> TextIO:
    if stream and sys.platform == "win32" and stream.isatty():
        return stream  # a console shows bytes in an encoding of its own
    encoding = stream.encoding if stream else "utf-8"
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors="replace", line_buffering=True)


def _lead_nowhere(stream: io.FileIO) -> None:
    """Make what is still to be written, at the latest when Python ends, go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
