"""Orders from the examiner to the warm process, and its answers: both sides are trusted here."""

from __future__ import annotations

from typing import Union

import msgspec


class Confines(msgspec.Struct, array_like=True, frozen=True):
    """What a child may use, and how it looks to the student's code.

    Attributes:
        cpu_s: CPU seconds after which the kernel ends it, if nobody did before.
        memory_bytes: of private data.
        file_bytes: size of any file that it writes.
        folder: its working folder, empty.
        alone: whether it may start no other process.
        filename: what the submission's file is called in tracebacks.
    """

    cpu_s: int
    memory_bytes: int
    file_bytes: int
    folder: str
    filename: str
    device: str
    alone: bool = False


class Fork(msgspec.Struct, tag=True, frozen=True):
    """Fork a child; its socket and the pipe for its output come along as descriptors."""

    confines: Confines


class Reap(msgspec.Struct, tag=True, frozen=True):
    """Wait for a child that was killed, or has ended."""

    pid: int


class Ready(msgspec.Struct, tag=True, frozen=True):
    """The imports are done."""


class Forked(msgspec.Struct, tag=True, frozen=True):
    """The child runs."""

    pid: int


class Refused(msgspec.Struct, tag=True, frozen=True):
    """It could not be forked."""

    why: str


class Reaped(msgspec.Struct, tag=True, frozen=True):
    """The child is gone.

    Attributes:
        status: exit status, or minus the signal's number.
        cpu_s: CPU seconds, its own and those of the children that it waited for.
        peak_kib: largest resident memory.
    """

    status: int
    cpu_s: float
    peak_kib: int


Order = Union[Fork, Reap]  # noqa: UP007 - resolved at run time
OrderAnswer = Union[Ready, Forked, Reaped, Refused]  # noqa: UP007

_orders: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
_answers: msgspec.msgpack.Decoder[OrderAnswer] = msgspec.msgpack.Decoder(OrderAnswer)
read_order = _orders.decode
read_answer = _answers.decode
