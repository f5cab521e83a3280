"""The files beside the homework, in the submission's working folder, and how they are imported."""

from __future__ import annotations

import builtins
import contextlib
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

# Also of a homework that has a numpy.py beside it: the assignments build on them.
_NEVER_REPLACED = frozenset({"homework", "numpy", "torch"})


def write(files: Mapping[str, bytes]) -> None:
    """Write the files into the working folder, and make those modules importable that need it."""
    # Bytecode would hide what is written again within the clock's tick.
    sys.dont_write_bytecode = True
    for path, data in files.items():
        file = Path(path)
        # A notebook may write both "a" and "a/b": who opens them sees what is there.
        with contextlib.suppress(NotADirectoryError, IsADirectoryError, FileExistsError):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    if files:
        # A folder that was looked through before may have changed within the clock's tick.
        importlib.invalidate_caches()

    shadowing = {
        path.removesuffix(".py"): Path(path).absolute()
        for path in files
        if path.endswith(".py") and "/" not in path and _is_taken(path.removesuffix(".py"))
    }
    if shadowing and not isinstance(getattr(builtins.__import__, "__self__", None), _OwnModules):
        builtins.__import__ = _OwnModules(shadowing, builtins.__import__).import_module


def _is_taken(name: str) -> bool:
    """Whether an import would find another module than the one in the working folder."""
    if name in _NEVER_REPLACED:
        return False
    if name in sys.modules:
        file = getattr(sys.modules[name], "__file__", None)
    else:
        spec = importlib.util.find_spec(name)
        file = spec.origin if spec else None
    return file is None or Path(file).parent != Path.cwd()


class _OwnModules:
    """Imports a homework's code.py for the homework, as Python does for a script beside it.

    Python's own module of that name stays what it is for everybody else. What the homework's module
    does not define is taken from Python's, and all where it cannot be imported.
    """

    def __init__(self, files: Mapping[str, Path], python_import: Any) -> None:
        self._files = files
        self._folder = Path.cwd()
        self._import = python_import
        self._modules: dict[str, ModuleType] = {}

    def import_module(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - as __import__ calls them
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        """Do what ``__import__`` does."""
        if level == 0 and name in self._files and self._is_students(globals):
            return self._own(name)
        return self._import(name, globals, locals, fromlist, level)

    def _is_students(self, importing: Mapping[str, Any] | None) -> bool:
        if importing is None:
            return False
        file = Path(str(importing.get("__file__", "")))
        return importing.get("__name__") == "homework" or self._folder in file.parents

    def _own(self, name: str) -> ModuleType:
        if name in self._modules:
            return self._modules[name]

        spec = importlib.util.spec_from_file_location(name, self._files[name])
        if spec is None or spec.loader is None:
            raise ImportError(f"cannot import {name}", name=name)
        module = self._modules[name] = importlib.util.module_from_spec(spec)
        vars(module)["__getattr__"] = lambda attribute: _of_python(name, attribute)
        try:
            spec.loader.exec_module(module)
        except Exception:  # noqa: BLE001 - whatever it raises, it was not meant for an import
            self._modules[name] = importlib.import_module(name)
        return self._modules[name]


def _of_python(module: str, attribute: str) -> Any:
    """Return an attribute of Python's module."""
    if not attribute.startswith("__"):
        with contextlib.suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(module), attribute)
    raise AttributeError(f"module {module!r} has no attribute {attribute!r}", name=attribute)
