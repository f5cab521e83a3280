"""A fresh child makes itself small before it touches the student's code.

In every tier: limits, a session of its own, an empty folder. In tiers A, B and C the walls follow:
no capabilities, no
files but those that it may read (Landlock), no system calls that reach beyond it (seccomp). In A
and B it stands in namespaces as well, which others have made.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import TYPE_CHECKING

from grader.worker.walls import kernel, landlock, seccomp

if TYPE_CHECKING:
    from grader.worker.control import Confines, Setup

_WALLED = ("A", "B", "C")
_OURS = 4  # processes that stand around a child and count as its user's
_STARTING = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.system",
        "subprocess.Popen",
    }
)


def confine(
    confines: Confines, setup: Setup, folder: str, output: int, *, parent: int, used_bytes: int
) -> None:
    """Cut this process off from the one that forked it and from the machine, and set its limits.

    Args:
        confines: what it may use.
        setup: what holds for all children.
        folder: its working folder, empty.
        output: the descriptor that takes its stdout and stderr.
        parent: who forked it, and with whom it ends.
        used_bytes: of address space, that it has from there.

    Raises:
        OSError: a wall cannot be raised.
    """
    die_with(parent)
    os.setsid()  # one process group: what it starts is killed with it
    _redirect(output)
    os.chdir(folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = folder
    sys.path.append(folder)  # last, so that a homework's random.py shadows nothing
    sys.dont_write_bytecode = True
    sys.argv[:] = [confines.filename]
    _limit(
        confines, 0 if setup.gpu else used_bytes
    )  # a GPU's driver reserves more addresses than there is memory
    if setup.tier in _WALLED:
        _wall_in(confines, setup, folder, parent)
    if confines.alone:
        sys.addaudithook(_refuse_processes)


def die_with(parent: int) -> None:
    """End when the parent, a process of this id, ends."""
    if sys.platform == "linux":
        kernel.die_with_parent(signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before we asked
            os._exit(1)


def _wall_in(confines: Confines, setup: Setup, folder: str, parent: int) -> None:
    kernel.allow_no_new_privileges()
    kept: tuple[int, ...] = ()
    if setup.tier == "C" and setup.user is not None:
        kernel.become(setup.user)
        die_with(parent)  # a change of user has forgotten it
        if not os.access(
            os.__file__, os.R_OK
        ):  # Python lies in root's home, say; Landlock says what may be read of it
            kept = (kernel.CAP_DAC_READ_SEARCH,)
    kernel.keep_capabilities(*kept)
    if setup.tier == "C" or landlock.abi():
        landlock.restrict(setup.readable, [folder], setup.devices)
    seccomp.install(
        processes=not confines.alone,
        memory_files=setup.gpu,
        signals_to=None if landlock.scopes_signals() else os.getpid(),
    )


def _refuse_processes(event: str, arguments: tuple[object, ...]) -> None:
    """Stop what would start another process.

    A hurdle, as what goes around Python goes around it.
    """
    if event in _STARTING or (
        event == "import" and str(arguments[0]).startswith("multiprocessing.popen_")
    ):
        raise RuntimeError("no other process can be started in this assignment")


def _limit(confines: Confines, used_bytes: int) -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: confines.cpu_s,
        resource.RLIMIT_DATA: confines.memory_bytes,
        resource.RLIMIT_FSIZE: confines.file_bytes,
        resource.RLIMIT_NOFILE: confines.open_files,
    }
    if (
        used_bytes
    ):  # shared memory counts as no data; what threads reserve, and do not use, has room as well
        limits[resource.RLIMIT_AS] = used_bytes + 2 * confines.memory_bytes
    if confines.processes:
        limits[resource.RLIMIT_NPROC] = confines.processes + _OURS
    for kind, value in limits.items():
        _, hard = resource.getrlimit(kind)
        lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (lower, lower))


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends.

    Also of one that left its session.
    """
    if sys.platform == "linux":
        kernel.adopt_orphans()


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
