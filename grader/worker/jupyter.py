"""What Jupyter gives each cell without an import: ``display``, ``get_ipython``, ``IPython``.

Nothing is shown here: these do nothing, and a function that shows its progress goes on.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_PACKAGE = "IPython"


class Nothing:
    """Stands in for whatever IPython offers: it can be called, entered, asked for attributes."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Do nothing."""
        return Nothing()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Shell(Nothing):
    """Stands in for IPython's shell, in which no command prints anything."""

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """Return the lines that a shell's command prints."""
        return []


_SHELL = Shell()


def display(*_: Any, display_id: Any = None, **__: Any) -> Any:
    """Show nothing; return a handle where one is asked for."""
    return Nothing() if display_id else None


def get_ipython() -> Shell:
    """Return the shell."""
    return _SHELL


def install() -> None:
    """Put the stand-ins where Jupyter puts the originals."""
    own: Any = builtins
    if getattr(own, "display", None) is display:
        return

    own.display = display
    own.get_ipython = get_ipython
    sys.meta_path.insert(0, _Finder())
    # An attribute of its package without an import of its own.
    importlib.import_module(f"{_PACKAGE}.display")


class _Finder:
    """Finds every module of IPython, in which each name is something that does nothing."""

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """Return how a module is made; None for those of others."""
        is_own = name.partition(".")[0] == _PACKAGE
        return ModuleSpec(name, self, is_package=True) if is_own else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make a module."""
        return ModuleType(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Fill it."""

        def attribute(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return Nothing()

        vars(module).update(display=display, get_ipython=get_ipython, __getattr__=attribute)
