"""What torch would do with other processes, done in this one: loaders' workers, a compiler.

A submission may start no process in most tiers. Its results are the same without: a loader without
workers gives the same batches, a model that is not compiled the same values.
"""

from __future__ import annotations

import functools
import inspect
import sys
from typing import Any

# Arguments of DataLoader that require workers.
_OF_WORKERS = ("multiprocessing_context", "persistent_workers", "prefetch_factor", "timeout")
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


def stay_alone() -> None:
    """Make loaders work without workers, and ``torch.compile`` return what it gets."""
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return

    torch.compile = _compile
    torch.nn.Module.compile = _compile_in_place
    loader = torch.utils.data.DataLoader
    loader.__init__ = _without_workers(loader.__init__)


def refuse_processes() -> None:
    """Refuse to start another process: its Python would have an autograd that works.

    Code that bypasses Python bypasses this too, so it is only an obstacle.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in _STARTING or (
        event == "import" and str(arguments[0]).startswith("multiprocessing.popen_")
    ):
        raise RuntimeError("no other process can be started in this assignment")


def _compile(model: Any = None, **_options: Any) -> Any:
    """Return what would be compiled; without it, a decorator."""
    return (lambda function: function) if model is None else model


def _compile_in_place(_model: Any, *_args: Any, **_options: Any) -> None:
    """Leave a model as it is."""


def _without_workers(init: Any) -> Any:
    signature = inspect.signature(init)

    @functools.wraps(init)
    def init_without(*args: Any, **kwargs: Any) -> None:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            # It says best itself what is wrong.
            init(*args, **kwargs)
            return

        workers = bound.arguments.get("num_workers", 0)
        if isinstance(workers, int) and workers > 0:
            bound.arguments["num_workers"] = 0
            for name in _OF_WORKERS:
                bound.arguments.pop(name, None)
        init(*bound.args, **bound.kwargs)

    return init_without
