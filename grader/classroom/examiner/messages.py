"""The messages to and from an examiner, and the channel that carries them."""

from __future__ import annotations

import contextlib
import socket
from typing import Any, BinaryIO, Union, cast

import msgspec

from grader.grading.fingerprint import SharedFingerprint
from grader.results import Report
from grader.submission.files import Contents

_LENGTH_BYTES = 8


class Begin(msgspec.Struct, frozen=True, tag=True):
    """How to grade.

    Attributes:
        course: the assignment's bundle.
        tier: the isolation tier that works on this machine; "" if the examiner must find out.
        isolation: the required tier; None for the strongest.
        device: as on the command line.
        whole: run whole files, not only what the graded functions need.
        jobs: how many examiners share a GPU.
    """

    course: bytes
    language: str
    tier: str = ""
    isolation: str | None = None
    device: str = "auto"
    whole: bool = False
    jobs: int = 1


class Order(msgspec.Struct, frozen=True, tag=True):
    """An order to grade a submission.

    Attributes:
        earlier: a report on the same student's work, with results that may still be valid.
    """

    picked: Contents
    earlier: Report | None = None


class Graded(msgspec.Struct, frozen=True, tag=True):
    """The answer to an order.

    Attributes:
        report: None if it could not be graded, through the grader's fault.
        basis: what it was graded by.
        text: the submission's statements.
        examiner_cpu_s: CPU seconds of the examiner.
        submission_cpu_s: CPU seconds of the submission's processes.
        started_at: seconds since 1970.
        wall_s: how long it took.
        fault: why it could not be graded.
    """

    report: Report | None
    basis: SharedFingerprint | None = None
    text: str = ""
    examiner_cpu_s: float = 0.0
    submission_cpu_s: float = 0.0
    started_at: float = 0.0
    wall_s: float = 0.0
    fault: str = ""


class Refusal(msgspec.Struct, frozen=True, tag=True):
    """Why nothing at all can be graded."""

    message: str
    hint: str
    exit_code: int


class HungUpError(Exception):
    """The other end is gone."""


class Channel:
    """Typed messages over a socket, each preceded by its length."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._file = cast("BinaryIO", control.makefile("rwb"))

    def write(self, message: Begin | Order | Graded | Refusal) -> None:
        """Send a message.

        Raises:
            HungUpError: the other end is gone.
        """
        data = msgspec.msgpack.encode(message)
        try:
            self._file.write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)
            self._file.flush()
        except (OSError, ValueError) as error:  # ValueError: it was closed here
            raise HungUpError from error

    def read(self, *kinds: type[msgspec.Struct]) -> Any:
        """Wait for a message of one of these kinds.

        Raises:
            HungUpError: none will come.
        """
        try:
            length = self._file.read(_LENGTH_BYTES)
            data = self._file.read(int.from_bytes(length, "big"))
        except (OSError, ValueError) as error:
            raise HungUpError from error

        if len(length) < _LENGTH_BYTES or len(data) < int.from_bytes(length, "big"):
            raise HungUpError

        return msgspec.msgpack.decode(data, type=Union[kinds])  # noqa: UP007 - of a tuple

    def close(self) -> None:
        """Hang up, also while another thread reads."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
