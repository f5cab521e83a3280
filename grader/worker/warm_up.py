"""Import the slow libraries, and put in place what a submission is to find in their place."""

from __future__ import annotations

import gc
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import grader
from grader.worker.torch import alone, profiling, warmup
from grader.worker.walls import libraries

if TYPE_CHECKING:
    from grader.worker.control import Setup


def warm_up(setup: Setup) -> None:
    """Import what the setup names; the grader's other parts cannot be imported any more."""
    if setup.libraries:
        libraries.limit(setup.libraries)

    for name in setup.preload:
        importlib.import_module(name)
    # NumPy imports it when it is first used, which each child does.
    importlib.import_module("numpy.random")
    warmup.exercise(optimizers="torch._dynamo" in setup.preload)
    alone.stay_alone()
    profiling.label_only_if_profiled()

    if not setup.autograd:
        from grader.worker.torch.no_autograd import switch_off

        switch_off()

    _forget_grader()

    # The garbage collector of a child then ignores the objects that it shares with this process;
    # otherwise it would copy their memory page by page.
    gc.collect()
    gc.freeze()


def _forget_grader() -> None:
    """Remove the grader's other parts from the import path, and whatever is beside a checkout.

    All that is needed of them is already imported, or within packages that are.
    """
    grader.__path__ = []

    checkout = str(Path(__file__).resolve().parents[2])
    # As in sandbox/search_path.py, which is not for this side.
    if Path(checkout).name not in ("site-packages", "dist-packages"):
        sys.path[:] = [entry for entry in sys.path if entry != checkout]
        sys.path_importer_cache.clear()
