"""The examiner's orders to the process that forks children, and its answers.

Both sides are trusted here.
"""

from __future__ import annotations

from typing import Union

import msgspec


class Canary(msgspec.Struct, array_like=True, frozen=True):
    """What a child must not be able to do; a child without student code tries it.

    Attributes:
        file: a file of the examiner, to read.
        port: a TCP port on loopback, to connect to.
        name: an abstract unix socket, to connect to.
        pid: a process of the examiner, to end.
    """

    file: str
    port: int
    name: str
    pid: int


class Libraries(msgspec.Struct, array_like=True, frozen=True):
    """Which of the installed libraries a homework may import, by their top-level names.

    Attributes:
        allowed: that it may import.
        refused: all others.
        hidden: those of them that no allowed library needs; nobody can import them.
    """

    allowed: list[str]
    refused: list[str]
    hidden: list[str]


class Setup(msgspec.Struct, array_like=True, frozen=True):
    """How a process that forks children is set up, and its children too.

    Attributes:
        preload: modules to import first.
        autograd: whether torch's autograd works.
        tier: "A" to "E".
        readable: files and folders that a submission may read; in tiers A, B and C it can read no
            others.
        partial: folders within these, of which only the named entries are readable.
        devices: files that it may also write to.
        user: the user and group id to take on, where the examiner is root; None to keep the own.
        home: the examiner's folder for children's folders, which this process removes when it ends;
            "" in a jail.
        gpu: whether submissions compute on a GPU.
        gpu_share: as in Confines, where no child is forked.
        libraries: that a homework may import; None for all.
        canary: where given, children only try out the isolation with it.
    """

    preload: list[str]
    autograd: bool
    tier: str
    readable: list[str] = []
    partial: dict[str, list[str]] = {}
    devices: list[str] = []
    user: int | None = None
    home: str = ""
    gpu: bool = False
    gpu_share: float = 1.0
    libraries: Libraries | None = None
    canary: Canary | None = None


class Confines(msgspec.Struct, array_like=True, frozen=True):
    """What a child may use, and how it looks to the student's code.

    Attributes:
        cpu_s: CPU seconds after which the kernel ends it, if nobody did before.
        memory_bytes: its own, beyond what it has when it is forked.
        file_bytes: size of any file that it writes.
        open_files: at a time.
        processes: processes and threads at a time; 0 for no limit by the kernel.
        disk_bytes: in all files; enforced by the temporary file system in a jail, elsewhere by the
            examiner.
        files: number of files.
        folder: its working folder, empty; "" in a jail, where a child mounts one.
        filename: the name of the submission's file in tracebacks.
        device: "cpu" or a CUDA device, as the submission sees it.
        alone: whether it must not start other processes.
        gpu_share: of the GPU's memory, from 0 to 1, that its tensors may fill.
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
    gpu_share: float = 1.0


class Fork(msgspec.Struct, tag=True, frozen=True):
    """Fork a child; its socket and the pipe for its output are sent along as descriptors."""

    confines: Confines


class Reap(msgspec.Struct, tag=True, frozen=True):
    """End a child and all that it started, and wait for it."""

    pid: int


class Nest(msgspec.Struct, tag=True, frozen=True):
    """Fork a process like this one in its own namespaces; its control socket is sent along."""


class Ready(msgspec.Struct, tag=True, frozen=True):
    """The process can fork: the imports are done, or the namespaces exist."""


class Forked(msgspec.Struct, tag=True, frozen=True):
    """The child runs.

    In namespaces, where process ids differ, a descriptor of the process is sent along.
    """

    pid: int


class Refused(msgspec.Struct, tag=True, frozen=True):
    """The order could not be carried out."""

    why: str


class Reaped(msgspec.Struct, tag=True, frozen=True):
    """The child has ended.

    Attributes:
        status: exit status, or minus the signal's number.
        cpu_s: CPU seconds, its own and those of all that it started.
        beside_s: CPU seconds of the process that forked it, since the last such answer.
        peak_kib: largest resident memory.
    """

    status: int
    cpu_s: float
    peak_kib: int
    beside_s: float = 0.0


Order = Union[Fork, Reap, Nest]  # noqa: UP007 - resolved at run time
OrderAnswer = Union[Ready, Forked, Reaped, Refused]  # noqa: UP007

_orders: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
_answers: msgspec.msgpack.Decoder[OrderAnswer] = msgspec.msgpack.Decoder(OrderAnswer)
_setups: msgspec.json.Decoder[Setup] = msgspec.json.Decoder(Setup)
read_order = _orders.decode
read_answer = _answers.decode
read_setup = _setups.decode
