"""A new child confines itself before it touches the student's code.

In every tier it gets limits, its own session and an empty folder. In tiers A, B and C the walls
follow: no capabilities, only the files that it may read (Landlock), no system calls that affect
other processes (seccomp). In A and B it is also in namespaces, which were made before.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import TYPE_CHECKING

from grader.worker import streams
from grader.worker.torch import alone
from grader.worker.walls import kernel, landlock, seccomp

if TYPE_CHECKING:
    from grader.worker.control import Confines, Setup

_WALLED = ("A", "B", "C")
# Processes of the grader that count as the child's user's too.
_OURS = 4
_QUEUED_SIGNALS = 64


def confine(
    confines: Confines,
    setup: Setup,
    folder: str,
    output: int,
    *,
    parent: int,
    used_bytes: int,
    rules: int | None = None,
) -> None:
    """Separate this process from its parent and from the machine, and set its limits.

    Args:
        confines: what it may use.
        setup: what applies to all children.
        folder: its working folder, empty.
        output: the descriptor that receives its stdout and stderr.
        parent: the process that forked it; this one ends with it.
        used_bytes: the address space that it inherits.
        rules: that all children obey besides, from :func:`shared_rules`.

    Raises:
        OSError: a wall cannot be set up.
    """
    die_with(parent)
    # One process group: what it starts is killed with it.
    os.setsid()
    streams.redirect(output)

    os.chdir(folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = folder
    # Last, so that a homework's random.py hides no module of Python.
    sys.path.append(folder)
    sys.dont_write_bytecode = True
    sys.argv[:] = [confines.filename]

    # A GPU's driver reserves more addresses than there is memory.
    _limit(confines, 0 if setup.gpu else used_bytes)
    if setup.tier in _WALLED:
        _wall_in(confines, setup, folder, parent, rules)
    if confines.alone:
        alone.refuse_processes()


def shared_rules(setup: Setup) -> int | None:
    """Make the rules about files that are the same for all children; None where there are none.

    To name each library costs milliseconds, so it is done once. A child that obeys these rules and
    its own, which name whole folders, may only do what both allow.

    Raises:
        OSError: the kernel has no Landlock.
    """
    # A jail contains nothing else.
    if setup.tier != "C" or not setup.partial:
        return None
    return landlock.make_rules(setup.readable, [setup.home], setup.devices, setup.partial)


def die_with(parent: int) -> None:
    """End when the parent, the process with this id, ends."""
    if sys.platform == "linux":
        kernel.die_with_parent(signal.SIGKILL)
        # It may have ended before the call above.
        if os.getppid() != parent:
            os._exit(1)


def _wall_in(confines: Confines, setup: Setup, folder: str, parent: int, rules: int | None) -> None:
    kernel.allow_no_new_privileges()

    kept: tuple[int, ...] = ()
    if setup.tier == "C" and setup.user is not None:
        kernel.become(setup.user)
        # The change of user cancels the earlier call.
        die_with(parent)
        # Python may be in root's home, for example. Landlock still limits what can be read.
        if not os.access(os.__file__, os.R_OK):
            kept = (kernel.CAP_DAC_READ_SEARCH,)
    kernel.keep_capabilities(*kept)

    if rules is not None:
        landlock.obey(rules)
        os.close(rules)
    if setup.tier == "C" or landlock.abi():
        landlock.restrict(setup.readable, [folder], setup.devices)

    seccomp.install(
        processes=not confines.alone,
        gpu=setup.gpu,
        signals_to=None if landlock.scopes_signals() else os.getpid(),
    )


def _limit(confines: Confines, used_bytes: int) -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: confines.cpu_s,
        resource.RLIMIT_DATA: confines.memory_bytes,
        resource.RLIMIT_FSIZE: confines.file_bytes,
        resource.RLIMIT_NOFILE: confines.open_files,
    }
    # RLIMIT_DATA does not count shared memory, this does. Twice the memory leaves room for the
    # addresses that threads reserve and do not use.
    if used_bytes:
        limits[resource.RLIMIT_AS] = used_bytes + 2 * confines.memory_bytes
    if sys.platform == "linux":
        # Their sum over all of a user's processes is limited too.
        limits[resource.RLIMIT_SIGPENDING] = _QUEUED_SIGNALS
    if confines.processes:
        limits[resource.RLIMIT_NPROC] = confines.processes + _OURS

    for kind, value in limits.items():
        _, hard = resource.getrlimit(kind)
        lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (lower, lower))


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, even in another session."""
    if sys.platform == "linux":
        kernel.adopt_orphans()
