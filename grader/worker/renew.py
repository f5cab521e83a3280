"""Make a process that has run a student's code as it was before, where none can be forked.

What is put back is what homework changes: settings of the libraries, the environment, names that
it put in place of others. Code that hides more finds it again; nothing is promised against that.
"""

from __future__ import annotations

import builtins
import math
import os
import random
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.worker.walls import folder

# Whose names a homework may replace.
_PATCHED = ("torch", "torch.nn", "torch.nn.functional", "torch.optim", "torch.autograd")


class Beginning:
    """The state of this process when it has imported the libraries and run no student's code."""

    def __init__(self) -> None:
        self._folder = Path.cwd()
        self._modules = dict(sys.modules)
        self._path = [*sys.path]
        self._finders = [*sys.meta_path]
        self._environment = dict(os.environ)
        self._warnings = [*warnings.filters]
        self._recursion = sys.getrecursionlimit()
        self._errors = np.geterr()
        self._printing = np.get_printoptions()
        self._torch = _torch_settings()
        self._builtins = dict(vars(builtins))
        modules = [math, random, np, *map(sys.modules.get, _PATCHED)]
        self._names = [(vars(module), dict(vars(module))) for module in modules if module]

    def restore(self) -> None:
        """Put it back, with an empty working folder."""
        vars(builtins).update(self._builtins)
        for name in vars(builtins).keys() - self._builtins.keys():
            del vars(builtins)[name]
        # Others may have got submodules meanwhile.
        for names, before in self._names:
            names.update(before)

        for name, module in [*sys.modules.items()]:
            if name not in self._modules and self._is_students(module):
                del sys.modules[name]
        sys.modules.update(self._modules)
        sys.path[:] = self._path
        sys.path_importer_cache.clear()
        sys.meta_path[:] = self._finders
        os.environ.clear()
        os.environ.update(self._environment)

        sys.setrecursionlimit(self._recursion)
        warnings.filters[:] = self._warnings  # type: ignore[index]
        np.seterr(**self._errors)
        np.set_printoptions(**self._printing)
        for read, write, value in self._torch:
            if read() != value:
                write(value)

        os.chdir(self._folder)
        folder.empty(self._folder)

    def _is_students(self, module: ModuleType | None) -> bool:
        # A library that was imported meanwhile stays: not every one can be imported twice.
        file = getattr(module, "__file__", None)
        return not isinstance(file, str) or Path(file).is_relative_to(self._folder)


def _torch_settings() -> list[tuple[Any, Any, Any]]:
    """Return of each setting what reads it, what writes it, and its value now."""
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return []
    settings = [
        (torch.get_default_dtype, torch.set_default_dtype),
        (torch.get_default_device, torch.set_default_device),
        (torch.is_grad_enabled, torch.set_grad_enabled),
        (torch.get_num_threads, torch.set_num_threads),
        (torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms),
        (torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly),
    ]
    return [(read, write, read()) for read, write in settings]
