"""What a submission may use, and the clock that measures it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from grader.language import _, later
from grader.results import Reason

_MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one check may cost.

    CPU seconds are the submission's own, so that a busy machine fails nobody; the wall-clock cap, some times larger,
    ends what sleeps.

    Attributes:
        load_cpu_s: CPU seconds for running the top-level statements that a function needs.
        memory_bytes: of all its processes, beyond what the warm process has.
        file_bytes: of one file; ``disk_bytes`` and ``files`` are those of all together.
        processes: with their threads, at a time.
        output_bytes: printed, in total; what is kept to show is far less.
    """

    cpu_s: float = 10.0
    wall_s: float = 40.0
    load_cpu_s: float = 20.0
    load_wall_s: float = 60.0
    memory_bytes: int = 4 << 30
    file_bytes: int = 64 << 20
    disk_bytes: int = 256 << 20
    files: int = 4096
    open_files: int = 256
    processes: int = 64
    output_bytes: int = 4 << 30

    @property
    def kernel_cpu_s(self) -> int:
        """CPU seconds after which the kernel ends the process, should the examiner not be there to do it."""
        return int(self.cpu_s + self.load_cpu_s) + 5


def exceeded(reason: Reason, limits: Limits) -> str:
    """Say in words which limit was reached."""
    return _(_WORDS[reason]).format(
        memory=limits.memory_bytes / _MB,
        processes=limits.processes,
        open_files=limits.open_files,
        file=limits.file_bytes / _MB,
        disk=limits.disk_bytes / _MB,
        files=limits.files,
        output=limits.output_bytes / _MB,
    )


_WORDS = {
    Reason.MEMORY: later("more than {memory:g} MB of memory"),
    Reason.PROCESSES: later("more than {processes} processes and threads"),
    Reason.OPEN_FILES: later("more than {open_files} open files"),
    Reason.FILE_SIZE: later("a file of more than {file:g} MB"),
    Reason.DISK: later("more than {disk:g} MB, or more than {files} files, on the disk"),
    Reason.OUTPUT: later("more than {output:g} MB printed"),
}


@dataclass
class Budget:
    """CPU and wall-clock seconds that are left, of those that there were."""

    cpu_s: float
    wall_s: float

    def __post_init__(self) -> None:
        self.whole_cpu_s, self.whole_wall_s = self.cpu_s, self.wall_s

    def spend(self, used: Budget) -> None:
        """Take off what was used."""
        self.cpu_s, self.wall_s = self.cpu_s - used.cpu_s, self.wall_s - used.wall_s


class Stopwatch:
    """Measures what one request uses of a budget.

    Args:
        pid: the process whose CPU time counts.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._cpu_s, self._wall_s = cpu_seconds(pid), time.monotonic()

    def used(self) -> Budget:
        """Give the seconds since it was started; CPU seconds stay 0 where they cannot be read."""
        return Budget(max(0.0, cpu_seconds(self._pid) - self._cpu_s), time.monotonic() - self._wall_s)


def cpu_seconds(pid: int) -> float:
    """Give the CPU seconds that a process and the children it waited for have used; 0 where there is no ``/proc``."""
    try:
        descriptor = os.open(
            f"/proc/{pid}/stat", os.O_RDONLY
        )  # pathlib takes ten times as long, and this is called often
        try:
            fields = os.read(descriptor, 4096).rpartition(b")")[2].split()
        finally:
            os.close(descriptor)
    except OSError:  # gone, or macOS: there the kernel's own limit and the wall clock hold
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
