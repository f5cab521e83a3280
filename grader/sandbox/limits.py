"""What a submission may use, and the clock that measures it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from grader.language import _, later
from grader.results import Reason

_MB = 1 << 20
_COUNTED_ALWAYS = 0.25  # of the wall clock, whatever else the machine is busy with


@dataclass(frozen=True)
class Limits:
    """What one check may cost.

    CPU seconds are the submission's own. The wall-clock cap, some times larger, ends what sleeps;
    the time in which its main thread waits for a CPU that others use does not count, so that a busy
    machine fails nobody.

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
        """CPU seconds after which the kernel ends the process.

        Should the examiner not be there to do it.
        """
        return int(self.cpu_s + self.load_cpu_s) + 5


def exceeded(reason: Reason, limits: Limits) -> str:
    """Say in words which limit was reached."""
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
        pid: the process whose time counts.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._cpu_s, self._waited_s, self._started_s = (
            cpu_seconds(pid),
            self._read_waited_s(),
            time.monotonic(),
        )

    def used(self) -> Budget:
        """Give the seconds since it was started; CPU seconds stay 0 where they cannot be read."""
        wall_s = time.monotonic() - self._started_s
        waited_s = max(0.0, self._read_waited_s() - self._waited_s)
        cpu_s = max(0.0, cpu_seconds(self._pid) - self._cpu_s)
        # Some of it counts always: who makes itself the least urgent process of a busy machine
        # would wait for ever.
        return Budget(cpu_s, max(wall_s - waited_s, wall_s * _COUNTED_ALWAYS))

    def _read_waited_s(self) -> float:
        """Give the seconds that it, and this thread, which takes its answer.

        Have waited for a CPU.
        """
        ours = 0.0 if self._pid == os.getpid() else waited_seconds("thread-self")
        return waited_seconds(str(self._pid)) + ours


def cpu_seconds(pid: int) -> float:
    """Give the CPU seconds that a process and the children it waited for have used; 0 where there
    is no ``/proc``.

    On macOS there is none: there the kernel's own limit and the wall clock hold.
    """
    fields = _read_process(f"{pid}/stat").rpartition(b")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def waited_seconds(task: str) -> float:
    """Give the seconds that a task was ready to run and waited for a CPU; 0 where the kernel does
    not say.

    https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
    """
    fields = _read_process(f"{task}/schedstat").split()
    return int(fields[1]) / 1e9 if fields else 0.0


def _read_process(name: str) -> bytes:
    """Read a file of ``/proc``; nothing where the process is gone. Read often.

    Pathlib takes ten times as long.
    """
    try:
        descriptor = os.open(f"/proc/{name}", os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
