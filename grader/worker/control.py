"""What the examiner tells the process that forks children, and its answers.

Both sides are trusted here.
"""

from __future__ import annotations

from typing import Union

import msgspec


class Canary(msgspec.Struct, array_like=True, frozen=True):
    """What a child must not be able to do, to be tried by one that runs no student's code.

    Attributes:
        file: a file of the examiner's, to read.
        port: a TCP port on loopback, to connect to.
        name: an abstract unix socket, to connect to.
        pid: a process of the examiner's, to end.
    """

    file: str
    port: int
    name: str
    pid: int


class Setup(msgspec.Struct, array_like=True, frozen=True):
    """How a process that forks children, and these, are set up.

    Attributes:
        preload: modules to import first.
        autograd: whether torch's autograd works.
        tier: "A" to "E".
        readable: files and folders that a submission may read; the rest is closed to it in tiers A,
            B and C.
        devices: files that it may also write to.
        user: the user and group id to take on, where the examiner is root; None to keep one's own.
        home: the examiner's folder for children's folders, which this process removes when it ends;
            "" in a jail.
        gpu: whether submissions compute on a GPU.
        canary: only to be tried out, with this: the process ends then.
    """

    preload: list[str]
    autograd: bool
    tier: str
    readable: list[str] = []
    devices: list[str] = []
    user: int | None = None
    home: str = ""
    gpu: bool = False
    canary: Canary | None = None


class Confines(msgspec.Struct, array_like=True, frozen=True):
    """What a child may use, and how it looks to the student's code.

    Attributes:
        cpu_s: CPU seconds after which the kernel ends it, if nobody did before.
        memory_bytes: of its own, beyond what is there when it is forked.
        file_bytes: size of any file that it writes.
        open_files: at a time.
        processes: processes and threads at a time.
        disk_bytes: in all files; a jail's temporary files hold no more, elsewhere the examiner
            looks.
        files: how many.
        folder: its working folder, empty; "" in a jail, where a child mounts one.
        filename: what the submission's file is called in tracebacks.
        alone: whether it may start no other process.
    """

    cpu_s: int
    memory_bytes: int
    file_bytes: int
    open_files: int
    processes: int
    disk_bytes: int
    files: int
    folder: str
    filename: str
    device: str
    alone: bool = False


class Fork(msgspec.Struct, tag=True, frozen=True):
    """Fork a child; its socket and the pipe for its output come along as descriptors."""

    confines: Confines


class Reap(msgspec.Struct, tag=True, frozen=True):
    """End a child with all that it started, and wait for it."""

    pid: int


class Nest(msgspec.Struct, tag=True, frozen=True):
    """Fork a process like this one in namespaces of its own; its control socket comes along."""


class Ready(msgspec.Struct, tag=True, frozen=True):
    """It can fork: the imports are done, or the namespaces are there."""


class Forked(msgspec.Struct, tag=True, frozen=True):
    """The child runs.

    In namespaces, where ids are others, a descriptor of the process comes along.
    """

    pid: int


class Refused(msgspec.Struct, tag=True, frozen=True):
    """It could not be done."""

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


Order = Union[Fork, Reap, Nest]  # noqa: UP007 - resolved at run time
OrderAnswer = Union[Ready, Forked, Reaped, Refused]  # noqa: UP007

_orders: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
_answers: msgspec.msgpack.Decoder[OrderAnswer] = msgspec.msgpack.Decoder(OrderAnswer)
_setups: msgspec.json.Decoder[Setup] = msgspec.json.Decoder(Setup)
read_order = _orders.decode
read_answer = _answers.decode
read_setup = _setups.decode
