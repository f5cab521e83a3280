"""Make torch's lazy setup happen before any fork, so that no child has to repeat it.

With one thread (OMP_NUM_THREADS and similar variables are set), no operation starts another, which
would not survive the fork.
"""

from __future__ import annotations

import os
import sys


def exercise(*, optimizers: bool) -> None:
    """Run a small network forward and backward on the CPU, in both dtypes, if torch is imported.

    Args:
        optimizers: whether to take a step with the lesson's optimizers too, which imports
            torch._dynamo if nothing else has.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        return

    for dtype in (torch.float32, torch.float64):
        x = torch.ones(3, 4, dtype=dtype)
        w = torch.ones(4, 2, dtype=dtype)
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
    """Whether a GPU is visible here: then autograd would start a thread for it."""
    return bool(os.environ.get("CUDA_VISIBLE_DEVICES"))
