"""A fresh child makes itself small before it touches the student's code.

This is the plain tier: limits and a process group of its own, no walls. The walls of the stronger tiers (namespaces,
Landlock, seccomp) belong here too, after the limits.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.worker.control import Confines

_PR_SET_PDEATHSIG = 1
_STARTING = frozenset(
    {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen"}
)
_PR_SET_CHILD_SUBREAPER = 36


def confine(confines: Confines, output: int) -> None:
    """Cut this process off from the warm one's terminal, folder and session, and set its limits.

    Args:
        confines: what it may use.
        output: the descriptor that takes its stdout and stderr.
    """
    os.setsid()  # one process group: what it starts is killed with it
    _die_with_parent()
    _redirect(output)
    os.chdir(confines.folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = confines.folder
    sys.path.append(confines.folder)  # last, so that a homework's random.py shadows nothing
    sys.dont_write_bytecode = True
    sys.argv[:] = [confines.filename]
    _limit(confines)
    if confines.alone:
        sys.addaudithook(_refuse_processes)


def _refuse_processes(event: str, arguments: tuple[object, ...]) -> None:
    """Stop what would start another process: a hurdle, as what goes around Python goes around it."""
    if event in _STARTING or (event == "import" and str(arguments[0]).startswith("multiprocessing.popen_")):
        raise RuntimeError("no other process can be started in this assignment")


def _limit(confines: Confines) -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: confines.cpu_s,
        resource.RLIMIT_DATA: confines.memory_bytes,
        resource.RLIMIT_FSIZE: confines.file_bytes,
        resource.RLIMIT_NOFILE: 256,
    }
    for kind, value in limits.items():
        _, hard = resource.getrlimit(kind)
        lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (lower, lower))


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, also of one that left its session."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def adopted() -> set[int]:
    """Give this process's children; none where the kernel does not list them."""
    try:
        return set(map(int, Path("/proc/thread-self/children").read_text(encoding="ascii").split()))
    except OSError:
        return set()


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value)


def _die_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:  # it was gone before we asked
        os._exit(1)


def _redirect(output: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(nothing)
    os.close(output)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
