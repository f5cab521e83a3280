"""From names to statements: which of them are needed, transitively."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import defaultdict

from grader.submission.slicing import known_names, settings, syntax
from grader.submission.slicing.effects import Effects, effects
from grader.submission.slicing.program import ANY, DEFINITIONS, STAR, Program
from grader.submission.slicing.reader import is_future

_SIMPLE = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Assign,
    ast.AnnAssign,
    ast.Import,
    ast.ImportFrom,
)
_DEFINITIONS = (*_SIMPLE[:3], ast.Import, ast.ImportFrom)
_DEFS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Closures:
    """What some graded names need of a program.

    Attributes:
        bound: those of the names that some statement binds.
    """

    def __init__(
        self, program: Program, names: frozenset[str], graded: frozenset[str] = frozenset()
    ) -> None:
        self._program = program
        self._names = names
        self._graded = names | graded
        self._effects, self._functions = effects(program)
        self._settings = settings.by_package(program)
        self.bound = names & frozenset[str]().union(*(effect.binds for effect in self._effects))

    def kept(self) -> set[int]:
        """Return the indexes of the statements that any of the names needs."""
        statements = self._program.statements
        kept = {i for i, statement in enumerate(statements) if is_future(statement.node)}
        shared = _Closure(self._program, self._effects, self._settings, self._graded)
        for name in sorted(self._names):
            if self._acts(name):
                own, _ = effects(self._program, ignored=name)
                kept |= _Closure(self._program, own, self._settings, self._graded).add(name)
            else:
                kept |= shared.add(name)
        return kept

    def _acts(self, name: str) -> bool:
        """Whether calling a graded function changes anything outside it."""
        for function, _ in self._program.functions.get(name, ()):
            done = self._functions.get(function)
            params = set(function.params.values())
            if done and (
                done.binds or any(":" not in key or key in params for key in done.changes)
            ):
                return True
        return False


class _Closure:
    """A growing set of statements that need nothing beyond themselves."""

    def __init__(
        self,
        program: Program,
        effects: list[Effects],
        settings: dict[str, set[int]],
        graded: frozenset[str],
    ) -> None:
        self._program = program
        self._settings = settings
        self._graded = graded
        self._kept: set[int] = set()
        self._todo: list[int] = []
        self._binders: defaultdict[str, list[int]] = defaultdict(list)
        self._changers: defaultdict[str, list[int]] = defaultdict(list)
        for i, effect in enumerate(effects):
            for name in effect.binds:
                self._binders[name].append(i)
            for name in effect.changes - program.constants - program.packages.keys():
                self._changers[name].append(i)

        # By name, how many of its binders and changers have been kept, from the top.
        self._above: dict[str, int] = {}
        self._changed: dict[str, int] = {}
        # Names whose binders have been kept wherever they are.
        self._everywhere: set[str] = set()
        self._accidents: dict[str, set[int]] = {}
        self._packages: set[str] = set()
        self._end = len(effects)

    def add(self, name: str) -> set[int]:
        """Add what a name needs, and return all."""
        self._want_later(name)
        if self._kept or self._todo:
            self._want_package("")

        while self._todo:
            i = self._todo.pop()
            statement = self._program.statements[i]
            for used in statement.now:
                self._want_now(used, i, alive=used in statement.block.held)
            for used in statement.later:
                self._want_later(used)
            for package in statement.packages:
                self._want_package(package)
        return self._kept

    def _keep(self, indexes: list[int] | set[int]) -> None:
        fresh = [i for i in indexes if i not in self._kept]
        self._kept.update(fresh)
        self._todo += fresh

    def _want_now(self, name: str, before: int, *, alive: bool) -> None:
        """Want a name for a statement that runs.

        Args:
            before: the statement's index.
            alive: what it makes may still share the name's object later.
        """
        binders = self._binders.get(name, [])
        stop = bisect_left(binders, before)
        self._keep(binders[self._above.get(name, 0) : stop])
        self._above[name] = max(stop, self._above.get(name, 0))
        self._want_changes(name, self._end if alive else before)
        self._want_around(name, bound=stop > 0)

    def _want_later(self, name: str) -> None:
        """Want a name for the body of a function, which may run at any time."""
        if name in self._everywhere:
            return
        self._everywhere.add(name)
        if name == DEFINITIONS:
            nodes = (statement.node for statement in self._program.statements)
            self._keep([i for i, node in enumerate(nodes) if isinstance(node, _DEFINITIONS)])
        binders = self._binders.get(name, [])
        accidents = _accidents(self._program, name, binders, graded=name in self._graded)
        self._accidents[name] = accidents
        self._keep([i for i in binders if i not in accidents])
        self._want_changes(name, self._end)
        self._want_around(name, bound=bool(binders))

    def _want_changes(self, name: str, before: int) -> None:
        changers = self._changers.get(name, [])
        stop = bisect_left(changers, before)
        accidents = self._accidents.get(name, ())
        self._keep([i for i in changers[self._changed.get(name, 0) : stop] if i not in accidents])
        self._changed[name] = max(stop, self._changed.get(name, 0))

    def _want_around(self, name: str, *, bound: bool) -> None:
        if not bound:
            self._keep(self._binders.get(STAR, []))
            if name not in known_names.BUILTINS:
                self._keep(self._binders.get(ANY, []))
        for package in self._program.packages.get(name, ()):
            self._want_package(package)

    def _want_package(self, package: str) -> None:
        if package not in self._packages:
            self._packages.add(package)
            self._keep(self._settings.get(package, set()))


def _accidents(program: Program, name: str, binders: list[int], *, graded: bool) -> set[int]:
    """Return the statements that bind a function's name to the result of a call."""
    values = [
        program.statements[i].block.binds.get(name) or program.global_values.get(name, [])
        for i in binders
    ]

    definitions: tuple[type[ast.AST], ...] = ()
    if graded:
        definitions = (*_DEFS, ast.ClassDef, ast.alias)
    elif name in program.called_later:
        definitions = _DEFS

    defined = [any(isinstance(node, definitions) for node in nodes) for nodes in values]
    if True not in defined:
        return set()

    # What is above the first definition is overwritten by it.
    accidents = set[int]()
    first = defined.index(True)
    lost = isinstance(program.statements[binders[first]].node, _SIMPLE)
    for n, (i, nodes) in enumerate(zip(binders, values, strict=True)):
        kinds = {_gives(program, arm, name) for node in nodes for arm in syntax.arms(node)}
        if "function" in kinds:
            lost = False if n >= first else lost
        elif lost or kinds == {""}:
            accidents.add(i)
            lost = True
    return accidents


def _gives(program: Program, value: ast.AST | None, name: str) -> str:
    """Return "function" or "wrapper" for what a value plainly is, "" for neither.

    A wrapper is made of what the name was bound to before.
    """
    if isinstance(value, (ast.Name, ast.Attribute)):
        root, way = syntax.chain(value)
        root_name = getattr(root, "id", "")
        key = f".{way[-1]}" if way else root_name
        is_function = key in program.functions or root_name in program.packages
        return "function" if is_function else ""

    if not isinstance(value, ast.Call):
        return "function" if isinstance(value, (*_DEFS, ast.ClassDef, ast.alias)) else ""

    called = syntax.called_name(value)
    passed = syntax.passed_names(value)
    if called == name or called in known_names.BUILTINS:
        return ""

    given = name in passed or not program.functions.keys().isdisjoint(passed)
    functions = program.functions.get(called, []) if isinstance(value.func, ast.Name) else []
    if functions and not syntax.makes_function(value):
        given = any(
            syntax.returns_function(function.node, given=given) for function, _ in functions
        )

    if name in passed:
        return "wrapper" if given else ""
    return "function" if given or syntax.makes_function(value) else ""
