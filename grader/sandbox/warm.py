"""The warm process, seen from the examiner: start it once, fork a child from it for each use."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.errors import SandboxError
from grader.language import _
from grader.sandbox.child import Child
from grader.worker.control import Confines, Fork, Forked, Ready, Reap, Reaped, Refused, read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self

    from grader.sandbox.limits import Limits

_START_S = 180.0
_ORDER_S = 20.0
_DRIVER_BYTES = 32 << 30  # of host memory that CUDA's driver may map for itself
_BOOT = """
import os, sys
sys.path[:] = sys.argv[1].split(os.pathsep)
from grader.worker.__main__ import main
main(int(sys.argv[2]), sys.argv[4:], autograd=sys.argv[3] == "on")
"""


class Warm:
    """A process that has imported what submissions need and never runs any of them.

    Args:
        preload: modules to import, for example ("numpy", "torch").
        device: "cpu" or a CUDA device, for example "cuda:1"; the submission sees that one only, as "cuda:0".
        autograd: whether torch's autograd works for the submission.
    """

    def __init__(self, preload: Sequence[str], device: str = "cpu", *, autograd: bool = True) -> None:
        self._preload, self._device, self._autograd = list(preload), device, autograd
        self.children_cpu_s = 0.0  # of all children that are gone
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_START_S)
        self._home = tempfile.mkdtemp(prefix="gradekit-")
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with it
        own = str(Path(__file__).resolve().parents[2])  # first, or another grader that is installed would be taken
        path = [own, *(entry for entry in sys.path if entry not in ("", own) and Path(entry).resolve() != Path.cwd())]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-c", _BOOT, os.pathsep.join(path), str(theirs.fileno()), *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                env=_environment(self._home, self._device),
                cwd=self._home,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._ready = self._lost = False

    def _options(self) -> list[str]:
        return ["on" if self._autograd else "off", *self._preload]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fork(self, limits: Limits, filename: str) -> Child:
        """Fork a fresh child.

        Args:
            limits: what it may use.
            filename: what the submission is called in tracebacks.

        Raises:
            SandboxError: the warm process is gone, or cannot fork.
        """
        if self._lost:  # killed from outside, or by a submission: the next one gets a new one
            self.close()
            self._start()
        self.wait()
        folder = tempfile.mkdtemp(prefix="run-", dir=self._home)
        ours, theirs = socket.socketpair()
        output, their_output = os.pipe()
        answer: object = None
        confines = Confines(
            cpu_s=limits.kernel_cpu_s,
            memory_bytes=limits.memory_bytes + (0 if self._device == "cpu" else _DRIVER_BYTES),
            file_bytes=limits.file_bytes,
            folder=folder,
            filename=filename,
            device="cpu" if self._device == "cpu" else "cuda:0",
            alone=not self._autograd,  # a fresh Python would have an autograd that works
        )
        try:
            answer = self._order(Fork(confines), [theirs.fileno(), their_output])
        finally:
            theirs.close()
            os.close(their_output)
            if not isinstance(answer, Forked):
                ours.close()
                os.close(output)
                shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(answer, Forked):
            why = answer.why if isinstance(answer, Refused) else _("it answered {answer!r}").format(answer=answer)
            raise SandboxError(_("no process for the submission: {why}").format(why=why))
        return Child(answer.pid, ours, output, folder, limits, self._reap)

    def close(self) -> None:
        """End the warm process, and with it every child; it sweeps up by itself when we hang up."""
        self._control.close()
        try:
            self._process.wait(timeout=_ORDER_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._stderr.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def _reap(self, pid: int) -> Reaped:
        try:
            answer = self._order(Reap(pid), [])
        except SandboxError:  # the child is gone with it
            return Reaped(-signal.SIGKILL, 0.0, 0)
        if not isinstance(answer, Reaped):
            raise SandboxError(_("the warm process answered {answer!r}").format(answer=answer))
        self.children_cpu_s += answer.cpu_s
        return answer

    def _order(self, order: Fork | Reap, descriptors: list[int]) -> Forked | Reaped | Refused | Ready:
        try:
            socket.send_fds(self._control, [msgspec.msgpack.encode(order)], descriptors)
            return read_answer(self._control.recv(1 << 16))
        except (OSError, msgspec.MsgspecError) as error:
            raise self._gone(error) from None

    def wait(self) -> None:
        """Wait until the imports are done; forking does it by itself.

        Raises:
            SandboxError: they failed.
        """
        if self._ready:
            return
        try:
            read_answer(self._control.recv(1 << 16))
        except (OSError, msgspec.MsgspecError) as error:
            raise self._gone(error) from None
        self._control.settimeout(_ORDER_S)
        self._ready = True

    def _gone(self, error: Exception) -> SandboxError:
        self._lost = True
        self._process.kill()
        self._process.wait()
        self._stderr.seek(0)
        said = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        last = (said or [str(error) or type(error).__name__])[-1]
        words = _("the warm process is gone: {error}").format(error=last)
        return SandboxError(words, hint=_("try `grade doctor`"))


class Warms:
    """Warm processes by what they imported: each starts when it is first needed, and serves all who need the same."""

    def __init__(self) -> None:
        self._warms: dict[tuple[tuple[str, ...], str, bool], Warm] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for warm in self._warms.values():
            warm.close()

    def get(self, preload: Sequence[str], device: str = "cpu", *, autograd: bool = True) -> Warm:
        """Give the one for these modules and this device; see :class:`Warm`."""
        key = (tuple(preload), device, autograd)
        if key not in self._warms:
            self._warms[key] = Warm(preload, device, autograd=autograd)
        return self._warms[key]


def _environment(home: str, device: str) -> dict[str, str]:
    """Give the few variables that the submission's side sees."""
    return _gpu_environment(device) | {
        "PATH": os.defpath,
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",  # the same submission gives the same score
        "OMP_NUM_THREADS": "1",  # two graders with default threads were 32 times slower than with one each
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",  # a plot opens no window
    }


def _gpu_environment(device: str) -> dict[str, str]:
    """Show the submission the run's GPU alone, or none."""
    if device == "cpu":
        return {"CUDA_VISIBLE_DEVICES": ""}
    number = int(device.partition(":")[2] or 0)
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "")  # torch numbers what is visible to us
    found = {"LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}  # in containers the driver is found by it alone
    return found | {
        "CUDA_VISIBLE_DEVICES": visible.split(",")[number] if visible else str(number),
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # the same sums in the same order, run after run
    }
