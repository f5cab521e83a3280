"""Labels for torch's profiler, only while a profiler runs.

Of the time that a step of a small network takes, an optimizer's labels take a seventh. Without a
profiler nobody reads them, and no number depends on them.
"""

from __future__ import annotations

import sys
from typing import Any


def label_only_if_profiled() -> None:
    """Make labels of optimizers cost nothing while no profiler runs, if torch is imported."""
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return

    profiler = torch.autograd.profiler
    # There is no public name; a torch that has another one keeps its labels.
    is_profiled: Any = getattr(torch._C._autograd, "_profiler_enabled", None)  # noqa: SLF001
    if is_profiled is None:
        return
    real = profiler.record_function

    class record_function(real):  # type: ignore[misc, valid-type] # noqa: N801 - torch's name
        __doc__ = real.__doc__

        def __init__(self, name: str, args: str | None = None) -> None:
            self._label = (name, args)
            self._began = False

        def __enter__(self) -> Any:
            if is_profiled():
                self._began = True
                super().__init__(*self._label)
                super().__enter__()
            return self

        def __exit__(self, *error: object) -> None:
            if self._began:
                self._began = False
                super().__exit__(*error)

    profiler.record_function = record_function
