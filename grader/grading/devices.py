"""Where tensors live and models train: on the CPU, or on a GPU by CUDA.

The examiner itself computes on the CPU only; it asks torch which GPUs there are and initialises
none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.language import _, plural

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment


def choose(wanted: str, assignment: Assignment) -> str:
    """Give the device to grade an assignment on: "cpu", or "cuda:N".

    Args:
        wanted: "auto", "cpu", "cuda" or "cuda:N". With "auto" it is the CPU, for networks as small
            as the lesson's keep no GPU busy, unless the assignment asks for a GPU and there is one.
            An assignment without torch is always graded on the CPU.

    Raises:
        UsageError: a GPU was asked for that isn't there.
    """
    torch_is_used = "torch" in assignment.manifest.preload
    if wanted == "auto":
        return "cuda:0" if torch_is_used and assignment.manifest.gpu and _count() else "cpu"
    if wanted == "cpu":
        return wanted
    number, count = int(wanted.partition(":")[2] or 0), _count()
    if number >= count:
        words = _("there is no {device} here: torch finds {gpus}")
        hint = _("--device cpu needs none; `grade doctor` says which torch this is")
        raise UsageError(words.format(device=wanted, gpus=plural(count, "GPU")), hint=hint)
    return f"cuda:{number}" if torch_is_used else "cpu"


def _count() -> int:
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0
