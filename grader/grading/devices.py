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
    """Return the device to grade an assignment on: "cpu", or "cuda:N".

    Args:
        wanted: "auto", "cpu", "cuda" or "cuda:N". With "auto" it is the CPU, because networks as
            small as the lesson's keep no GPU busy, unless the assignment asks for a GPU and there
            is one. An assignment without torch is always graded on the CPU.

    Raises:
        UsageError: a GPU is needed that isn't there.
    """
    if wanted == "cpu" or "torch" not in assignment.manifest.preload:
        return "cpu"
    if wanted == "auto":
        return "cuda:0" if assignment.manifest.gpu and _count() else "cpu"

    number = int(wanted.partition(":")[2] or 0)
    count = _count()
    if number >= count:
        raise UsageError(
            _(
                "there is no {device} here: torch finds {gpus}",
                device=wanted,
                gpus=plural(count, "GPU"),
            ),
            hint=_("--device cpu needs none; `grade doctor` says which torch this is"),
        )
    return f"cuda:{number}"


def _count() -> int:
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0
