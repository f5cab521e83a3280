"""Do once, before any fork, what every child would do anew when it first computes: torch sets
itself up lazily.

With one thread (OMP_NUM_THREADS and its kin are set), no operation starts another, which would not
survive the fork.
"""

from __future__ import annotations

import os
import sys


def exercise(*, optimizers: bool) -> None:
    """Run a small network forward and backward, where torch is imported, on the CPU and in both
    dtypes.

    Args:
        optimizers: take a step with those of the lesson too; it imports torch._dynamo where nobody
            has.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        return
    for dtype in (torch.float32, torch.float64):
        x, w = torch.ones(3, 4, dtype=dtype), torch.ones(4, 2, dtype=dtype)
        h = x.mm(w)
        _ = (
            h.clamp(min=0),
            h.relu(),
            x @ w,
            h.t(),
            h.clone(),
            (h < 0).any(),
            h.pow(2).sum().item(),
            h * 2 - h,
        )
        if not _has_gpu():
            w.requires_grad_()
            (x.mm(w).clamp(min=0) - 1).pow(2).sum().backward()
    if optimizers and not _has_gpu():
        model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.Linear(2, 2))
        for kind in (torch.optim.SGD, torch.optim.RMSprop, torch.optim.Adam):
            optimizer = kind(model.parameters(), lr=0.1)
            torch.nn.MSELoss(reduction="sum")(model(torch.ones(1, 3)), torch.ones(1, 2)).backward()
            optimizer.step()
            optimizer.zero_grad()


def _has_gpu() -> bool:
    """Tell whether a GPU is visible here: then autograd would start a thread for it."""
    return bool(os.environ.get("CUDA_VISIBLE_DEVICES"))
