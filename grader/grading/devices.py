"""Where tensors live and models train: on the CPU, or on a GPU by CUDA.

The examiner itself computes on the CPU only; it asks torch which GPUs there are and initialises
none. Whether one can be used is found out in a process like a submission's.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from grader.checks.student import Student
from grader.errors import DeviceError, StudentError, UsageError
from grader.language import _, plural
from grader.sandbox.limits import Limits
from grader.submission.source import Source

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.sandbox.warms import AnyJail

# Of a GPU's memory; CUDA itself takes some in each process.
_FOR_TENSORS = 0.9


def is_asked_for(wanted: str, assignment: Assignment) -> bool:
    """Whether a GPU is asked for: by the command, or with "auto" by the assignment.

    An assignment without torch is always graded on the CPU.
    """
    if wanted == "cpu" or "torch" not in assignment.manifest.preload:
        return False
    return wanted != "auto" or assignment.manifest.gpu


def choose(wanted: str, assignment: Assignment) -> str:
    """Return the device to grade an assignment on: "cpu", or "cuda:N".

    Args:
        wanted: "auto", "cpu", "cuda" or "cuda:N". With "auto" it is the CPU, because networks as
            small as the lesson's keep no GPU busy, unless the assignment asks for a GPU and there
            is one.

    Raises:
        UsageError: a GPU is needed that isn't there.
    """
    if not is_asked_for(wanted, assignment):
        return "cpu"

    number = int(wanted.partition(":")[2] or 0)
    found = count()
    if number < found:
        return f"cuda:{number}"
    if wanted == "auto":
        return "cpu"
    raise UsageError(
        _(
            "there is no {device} here: torch finds {gpus}",
            device=wanted,
            gpus=plural(found, "GPU"),
        ),
        hint=_("--device cpu needs none; `grade doctor` says which torch this is"),
    )


def count() -> int:
    """Return how many GPUs torch finds."""
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0


def require_gpu(jail: AnyJail, device: str) -> None:
    """Require that a GPU can be used by a process in which nothing of a submission has run.

    Raises:
        DeviceError: it cannot.
    """
    name = "gpu.py"
    student = Student(
        (), Source(name, ""), lambda limits: jail.fork(limits, name), Limits(), device
    )
    with contextlib.closing(student):
        try:
            student.sequential()  # any request starts the process
        except StudentError as error:
            raise DeviceError(
                _("{device} cannot be used: {error}", device=device, error=error)
            ) from None


def share(jobs: int) -> float:
    """Return the share of a GPU's memory for each of so many submissions at a time."""
    return 1.0 if jobs == 1 else _FOR_TENSORS / jobs
