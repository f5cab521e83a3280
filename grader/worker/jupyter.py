"""What Jupyter gives each cell without an import: ``display``, ``get_ipython``, ``IPython``.

Nothing is shown here: these do nothing, and a function that shows its progress goes on.
"""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_LISTS = frozenset({"getoutput"})


class Shell:
    """Stands in for IPython's shell, and for whatever else it offers: each call does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _empty_list if name in _LISTS else Nothing()


class Nothing:
    """Stands in for an object of IPython: it can be called, entered and asked for attributes."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, *_: Any, **__: Any) -> None:
        """Do nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _empty_list(*_: Any, **__: Any) -> list[str]:
    return []


def display(*_: Any, **__: Any) -> None:
    """Show nothing."""


def get_ipython(_shell: Shell = Shell()) -> Shell:  # noqa: B008 - always the same
    """Return the shell."""
    return _shell


def install() -> None:
    """Put the stand-ins where Jupyter puts the originals."""
    own: Any = builtins
    own.display = display
    own.get_ipython = get_ipython

    for name in ("IPython.display", "IPython.core", "IPython.core.display", "IPython"):
        sys.modules[name] = _module(name)
    for name in ("IPython.display", "IPython.core", "IPython.core.display"):
        parent, _, child = name.rpartition(".")
        setattr(sys.modules[parent], child, sys.modules[name])


def _module(name: str) -> ModuleType:
    """Make a module in which every name is a class whose objects do nothing."""
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    module.__path__ = []

    def attribute(wanted: str) -> Any:
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        return Nothing

    vars(module).update(display=display, get_ipython=get_ipython, clear_output=display)
    vars(module)["__getattr__"] = attribute
    return module
