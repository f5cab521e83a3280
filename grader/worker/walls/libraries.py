"""Which libraries a homework may import, where the assignment names them.

An obstacle in the worker, the same in every tier: Python code can get around it. In tiers A, B and
C the other libraries cannot be read either.
"""

from __future__ import annotations

import builtins
import importlib.util
import os
import sys
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.worker.control import Libraries

# Our own code between an import and who asks for it.
_IMPORTING = (__file__, str(Path(__file__).parents[1] / "beside.py"))


def limit(libraries: Libraries) -> None:
    """Let code of the homework import no other libraries, in this process and its forks.

    A library that no allowed one needs is then as if it were not installed.
    """
    gate = _Gate(libraries)
    sys.meta_path.insert(0, gate)

    plain = builtins.__import__

    # What an allowed library has imported is loaded, and no finder is asked for it.
    def import_allowed(
        name: str,
        globals: Any = None,  # noqa: A002 - as __import__ calls them
        locals: Any = None,  # noqa: A002
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        if level == 0:
            gate.require_allowed(name.partition(".")[0])
        return plain(name, globals, locals, fromlist, level)

    builtins.__import__ = import_allowed

    plain_find = importlib.util.find_spec

    # What is not there is no error for whoever asks before importing it, as torch's compiler does.
    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        try:
            return plain_find(name, package)
        except ModuleNotFoundError as error:
            if error.name in libraries.hidden:
                return None
            raise

    importlib.util.find_spec = find_spec


class _Gate(MetaPathFinder):
    def __init__(self, libraries: Libraries) -> None:
        self._allowed = libraries.allowed
        self._refused = frozenset(libraries.refused)
        self._hidden = frozenset(libraries.hidden)
        self._path_before = frozenset(sys.path)

    def find_spec(self, fullname: str, path: Any, _target: Any = None) -> ModuleSpec | None:
        """Find the homework's own module of that name; refuse a library of that name."""
        if path is not None or fullname not in self._refused:
            return None

        own = PathFinder.find_spec(fullname, [*self._own_folders()])
        if own is None:
            self.require_allowed(fullname)
            if fullname in self._hidden:
                raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return own

    def require_allowed(self, name: str) -> None:
        """Require that whoever imports a module of this name may do so.

        Raises:
            ImportError: it is a library that the homework may not import, and its code does.
        """
        if name in self._refused and not self._is_own(name) and self._homework_imports():
            allowed = " and ".join([", ".join(self._allowed), "Python's own modules"])
            raise ImportError(f"this homework may import {allowed}, not {name}", name=name)

    def _is_own(self, name: str) -> bool:
        module = sys.modules.get(name)
        if module is None:
            return PathFinder.find_spec(name, [*self._own_folders()]) is not None
        # A module without a file stands in for the library of that name.
        return not getattr(module, "__file__", None) or self._is_homework(str(module.__file__))

    def _homework_imports(self) -> bool:
        """Whether the innermost code that is in a file is the homework's."""
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - there is no other way
        while frame is not None:
            file = frame.f_code.co_filename
            importing = file in _IMPORTING or frame.f_globals.get("__name__") == "importlib"
            if not importing and not file.startswith("<"):
                return self._is_homework(file)
            frame = frame.f_back
        return False

    def _is_homework(self, file: str) -> bool:
        # The homework's own text is compiled with its name alone.
        return not os.path.isabs(file) or file.startswith((*self._own_folders(),))  # noqa: PTH117

    def _own_folders(self) -> Iterator[str]:
        """Yield the folders that came to Python's path since: the homework's, and what it added."""
        for entry in sys.path:
            if isinstance(entry, str) and entry and entry not in self._path_before:
                yield entry
