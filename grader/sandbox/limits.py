"""What a submission may use, and the clock that measures it."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass

from grader.language import _, later
from grader.results import Reason
from grader.sandbox.platform import is_portable

_MB = 1 << 20
# The part of the wall-clock time that always counts, however busy the machine is.
_COUNTED_ALWAYS = 0.25
# How long a request takes at most whose waiting for a CPU is not looked up: that takes longer than
# most calls.
_SHORT_S = 0.05
# https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html
_CPU_CLOCK = 2


@dataclass(frozen=True)
class Limits:
    """What one check may cost.

    CPU seconds are the submission's own. The wall-clock limit, several times larger, ends code that
    sleeps. The time in which its main thread waits for a CPU does not count, so that nobody fails
    because the machine is busy.

    Attributes:
        cpu_s: CPU seconds for the calls of a check, all together.
        wall_s: wall-clock seconds for them.
        load_cpu_s: CPU seconds for running the top-level statements that a function needs. Each
            function that is loaded has as many, whatever the check's calls have used.
        load_wall_s: wall-clock seconds for it.
        memory_bytes: of all its processes together, beyond what the warm process has.
        file_bytes: size of one file.
        disk_bytes: size of all files together.
        files: number of files and folders.
        open_files: files, sockets and pipes that one process has open at a time.
        processes: processes and threads at a time.
        output_bytes: printed, in total; much less is kept to show.
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
        """CPU seconds after which the kernel ends the process, if the examiner did not."""
        return int(self.cpu_s + self.load_cpu_s) + 5


def exceeded(reason: Reason, limits: Limits) -> str:
    """Describe the limit that was reached."""
    return _(
        _WORDS[reason],
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


@dataclass(frozen=True)
class Spent:
    """CPU and wall-clock seconds that were used."""

    cpu_s: float
    wall_s: float


@dataclass
class Budget:
    """CPU and wall-clock seconds that are left, and how many there were at first."""

    cpu_s: float
    wall_s: float

    def __post_init__(self) -> None:
        self.whole_cpu_s = self.cpu_s
        self.whole_wall_s = self.wall_s

    def is_less_than(self, spent: Spent) -> bool:
        """Whether something has used more than is left."""
        return spent.cpu_s > self.cpu_s or spent.wall_s > self.wall_s

    def spend(self, spent: Spent) -> None:
        """Subtract what was used."""
        self.cpu_s -= spent.cpu_s
        self.wall_s -= spent.wall_s


class Stopwatch:
    """Measures what one request uses of a budget.

    Args:
        pid: the process whose time counts.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._cpu_s = own_cpu_seconds(pid)
        # At the first look at a request that is not short.
        self._waited_s: float | None = None
        self._started_s = time.monotonic()

    def used(self) -> Spent:
        """Return the seconds since the start; CPU seconds stay 0 where they cannot be read."""
        wall_s = time.monotonic() - self._started_s
        cpu_s = max(0.0, own_cpu_seconds(self._pid) - self._cpu_s)
        # A part always counts: a process that gives itself the lowest priority on a busy machine
        # would otherwise wait for ever.
        return Spent(cpu_s, max(wall_s - self._waited(wall_s), wall_s * _COUNTED_ALWAYS))

    def slept(self) -> bool:
        """Whether most of the time was spent neither at work nor waiting for a CPU."""
        wall_s = time.monotonic() - self._started_s
        worked_s = own_cpu_seconds(self._pid) - self._cpu_s
        return wall_s - self._waited(wall_s) - worked_s > wall_s / 2

    def _waited(self, wall_s: float) -> float:
        if wall_s <= _SHORT_S:
            return 0.0
        waited_s = self._read_waited_s()
        if self._waited_s is None:
            self._waited_s = waited_s
        return max(0.0, waited_s - self._waited_s)

    def _read_waited_s(self) -> float:
        """Return the seconds that the process and this thread have waited for a CPU.

        This thread reads the answer, so its waiting delays the process too.
        """
        ours = 0.0 if self._pid == os.getpid() else waited_seconds("thread-self")
        return waited_seconds(str(self._pid)) + ours


def own_cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process, without its children's, or else as ``cpu_seconds`` does.

    They are 0 where it has ended.
    """
    if sys.platform == "linux" and not is_portable():
        try:
            return time.clock_gettime(~pid << 3 | _CPU_CLOCK)
        except OSError:
            return 0.0
    return cpu_seconds(pid)


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process and of the children that it waited for.

    They are 0 where it has ended.
    """
    if is_portable():
        from grader.sandbox import portable_usage

        return portable_usage.cpu_seconds(pid)

    fields = read_process(f"{pid}/stat").rpartition(b")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def waited_seconds(task: str) -> float:
    """Return the seconds that a task was ready to run and waited for a CPU.

    They are 0 where the kernel does not report them.
    https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
    """
    fields = read_process(f"{task}/schedstat").split()
    return int(fields[1]) / 1e9 if fields else 0.0


def read_process(name: str) -> bytes:
    """Return the content of a file of ``/proc``; empty where the process is gone.

    This is called often, and pathlib takes ten times as long.
    """
    try:
        descriptor = os.open(f"/proc/{name}", os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
