"""The submission as a module: its statements run one by one, and a failed one stops no other.

A notebook works like this, and students expect it: a missing ``import seaborn`` only costs the
functions that plot.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import errno
import inspect
import linecache
import re
import sys
from collections import deque
from collections.abc import Coroutine, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from grader.wire import Frame, Raised, Shape

MODULE = "homework"
_MESSAGE_LENGTH = 2000
_FRAMES = 20
_MOST_SHAPES = 6
_ARRAYS = ("ndarray", "Tensor")
_LARGEST_ERRNO = 1000
# Whose names the assignments' preload may hold.
_LIBRARIES = ("numpy", "torch")
_BUILTINS = frozenset(kind for kind in vars(builtins).values() if isinstance(kind, type))


class Homework:
    """The student's module, or the part of it that one function needs.

    Args:
        filename: the name of its file in tracebacks.
        interactive: ``await`` is understood outside of functions, as in a notebook.
    """

    def __init__(self, filename: str, *, interactive: bool = False) -> None:
        self.filename = filename
        self.module = ModuleType(MODULE)
        # Absolute, as that of a script is: dirname(__file__) + "/data.csv".
        self.module.__file__ = str(Path(_here(), Path(filename).name))
        # A homework within a package imports its neighbour by "from .tools import f".
        self.module.__package__ = MODULE
        self.module.__path__ = [_here()]
        self._interactive = interactive
        # What of the text has not run yet.
        self._left: deque[ast.stmt] = deque()
        # By the name that the failed statement would have bound.
        self._failures: dict[str, Raised] = {}
        # Of the __future__ imports so far.
        self._flags = 0

    def enter(self) -> None:
        """Register the module under its name, where dataclasses and pickle look for it."""
        sys.modules[MODULE] = self.module
        # A module beside ada.py may import ada.
        own = Path(self.filename).stem
        if getattr(sys.modules.get(own), "__name__", MODULE) == MODULE:
            sys.modules[own] = self.module

    def load(self, text: str) -> None:
        """Run the statements of ``text``, in order.

        The text is a slice, with blanks for what it leaves out.
        """
        self.enter()

        # Functions are looked for in the file that tracebacks name, classes in the module's.
        lines = [f"{line}\n" for line in text.split("\n")]
        for file in (self.filename, str(self.module.__file__)):
            linecache.cache[file] = (len(text), None, lines, file)

        self._left.extend(ast.parse(text, self.filename).body)
        names = vars(self.module)
        names["__getattr__"] = self._run_ahead
        self._run()
        # The homework may define its own.
        if names.get("__getattr__") == self._run_ahead:
            del names["__getattr__"]

    def _run(self) -> None:
        while self._left:
            self._execute(self._left.popleft())

    def _run_ahead(self, name: str) -> Any:
        """Return what a module asks for that the homework imports, and that stands further down.

        Python finds it where the homework is a script: the module then imports a second copy of it.
        """
        if not name.startswith("__"):
            self._run()
            if name in vars(self.module):
                return vars(self.module)[name]
        raise AttributeError(f"module {MODULE!r} has no attribute {name!r}", name=name)

    def function(self, name: str) -> Any:
        """Return the student's function, or the reason why there is none, as Raised."""
        if name in vars(self.module):
            return vars(self.module)[name]
        return self._failures.get(name, Raised("missing", "NameError", f"{name} is not defined"))

    def raised(self, error: BaseException, kind: str = "call") -> Raised:
        """Describe an exception by the student's own frames.

        Where a name is missing because its statement failed, that failure is described.
        """
        if (
            isinstance(error, NameError)
            and error.name in self._failures
            and error.name not in vars(self.module)
        ):
            cause = self._failures[error.name]
            return msgspec.structs.replace(cause, kind=kind)

        frames = []
        shapes: list[Shape] = []
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.filename:
                frames.append(Frame(trace.tb_lineno, trace.tb_frame.f_code.co_name))
                line = linecache.getline(self.filename, trace.tb_lineno)
                shapes = _shapes(line, trace.tb_frame.f_locals)
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and error.filename == self.filename:
            frames.append(Frame(error.lineno or 0, "<module>"))

        number = _errno(error)
        return Raised(
            kind,
            type(error).__name__[:100],
            _text(error),
            frames[-_FRAMES:],
            _builtin(error),
            number,
            _installed() if isinstance(error, ModuleNotFoundError) else [],
            shapes if isinstance(error, (ValueError, RuntimeError)) else [],
        )

    def _execute(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                self._flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)

        try:
            tree = ast.Module([statement], [])
            flags = self._flags | (ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if self._interactive else 0)
            code = compile(tree, self.filename, "exec", flags, dont_inherit=True)
            value = eval(code, vars(self.module))  # noqa: S307 - the purpose of this process
            if code.co_flags & inspect.CO_COROUTINE:
                _await(value)
        except BaseException as error:  # noqa: BLE001 - a process boundary: SystemExit is a result too
            failure = self.raised(error, "load")
            for name in _bound(statement):
                self._failures.setdefault(name, failure)


def _await(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run what a notebook awaits outside of functions."""
    import asyncio

    asyncio.run(coroutine)


def _errno(error: BaseException) -> int:
    """Return the number of an operating system error; 0 for other errors.

    Where no further thread can start, Python gives only a text, so the number is derived from it.
    """
    if (
        isinstance(error, OSError)
        and isinstance(error.errno, int)
        and 0 < error.errno < _LARGEST_ERRNO
    ):
        return error.errno

    if isinstance(error, RuntimeError) and "can't start new thread" in _text(error):
        return errno.EAGAIN
    return 0


def _shapes(line: str, values: Mapping[str, Any]) -> list[Shape]:
    """Return the shapes of the arrays and tensors that a line names, the first few."""
    names = dict.fromkeys(re.findall(r"[^\W\d]\w*", line))
    arrays = [(name, values[name]) for name in names if _is_array(values.get(name))]
    return [Shape(name, [*map(int, array.shape)]) for name, array in arrays[:_MOST_SHAPES]]


def _is_array(value: Any) -> bool:
    """Whether a value is of a library's own type, and so runs no code of the student's."""
    return type(value).__module__ in ("numpy", "torch") and type(value).__name__ in _ARRAYS


def _installed() -> list[str]:
    """Return those libraries that the assignment has."""
    return [name for name in _LIBRARIES if name in sys.modules]


def _text(error: BaseException) -> str:
    try:
        message = str(error)
        if isinstance(error, ImportError) and isinstance(error.path, str):
            # Where a library lies on this machine is nobody's concern, nor where this runs.
            message = message.replace(f" ({error.path})", "")
        message = message.replace(f"{_here()}/", "")
        # A lone surrogate cannot be encoded.
        return message[:_MESSAGE_LENGTH].encode("utf-8", "replace").decode()
    except BaseException:  # noqa: BLE001 - the student's __str__ may raise anything
        return "(its message cannot be shown)"


def _here() -> str:
    """Return the working folder, "." where the student's code has left or removed it."""
    try:
        return str(Path.cwd())
    except OSError:
        return "."


def _builtin(error: BaseException) -> str:
    names = (kind.__name__ for kind in type(error).__mro__ if kind in _BUILTINS)
    return next(names, "")


def _bound(statement: ast.stmt) -> set[str]:
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
    return names
