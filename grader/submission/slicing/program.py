"""A program's top-level statements, and what is known of its names.

What :mod:`.reader` reads and the others ask.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from grader.submission.slicing.syntax import FunctionNode

ANY = "*"  # among the names that something binds: it may bind any name (exec, globals())
STAR = "import *"
DEFINITIONS = "def *"  # among the names that a function uses: it may look up any (globals())


@dataclass(frozen=True)
class CallSite:
    """A call, with the keys of what each argument may be, or be a part of.

    Attributes:
        root: key of the called variable, or of the object whose method it is; None for anything
            else.
        method: its name, "" where the variable itself is called.
        alone: the call is a statement of its own, or a decorator: it is there for its effect.
    """

    root: str | None
    method: str
    args: tuple[frozenset[str], ...]
    keywords: tuple[tuple[str | None, frozenset[str]], ...]
    alone: bool

    @property
    def passed(self) -> frozenset[str]:
        """All keys among its arguments."""
        return frozenset().union(*self.args, *(keys for _, keys in self.keywords))


@dataclass
class Block:
    """What a piece of code does by itself.

    Attributes:
        binds: the module's names that it binds, with the nodes of their values (None: unknown).
        changes: keys of the objects that it changes.
        held: keys of the objects that may live on in what it binds or calls.
        inner: functions within it, which are assumed to be called by it.
    """

    binds: dict[str, list[ast.AST | None]] = field(default_factory=dict)
    changes: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    calls: list[CallSite] = field(default_factory=list)
    inner: list[Function] = field(default_factory=list)


@dataclass(eq=False)
class Function:
    """A function, method or lambda; ``params`` are the keys of its parameters by name."""

    node: FunctionNode
    params: dict[str, str]
    block: Block = field(default_factory=Block)

    def received(self, call: CallSite, skipped: int) -> Iterator[tuple[str, frozenset[str]]]:
        """Pair its parameters with what a call passes.

        The first ``skipped`` are bound already (``self``).
        """
        args = self.node.args
        positional = [*args.posonlyargs, *args.args][skipped:]
        if args.vararg:
            positional += [args.vararg] * (len(call.args) - len(positional))

        for arg, keys in zip(positional, call.args, strict=False):
            yield self.params[arg.arg], keys

        for name, keys in call.keywords:
            # An unknown name, *args or **kwargs: it may be any of them.
            params = [self.params[name]] if name in self.params else self.params.values()
            for param in params:
                yield param, keys


@dataclass
class Statement:
    """A top-level statement.

    Attributes:
        now: the names that it uses as it runs.
        later: the names that the functions within use when they are called.
        packages: what the functions within import.
        submodules: what it imports that becomes an attribute of its package: ("torch", "nn").
    """

    node: ast.stmt
    block: Block = field(default_factory=Block)
    now: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    submodules: set[tuple[str, str]] = field(default_factory=set)


def _sets() -> defaultdict[str, set[str]]:
    return defaultdict(set)


@dataclass
class Program:
    """A module's statements, and what is known of its names.

    Attributes:
        functions: by key, with the number of parameters that are bound before a call. A class's are
            its dunder methods.
        aliases: key → keys of what it may be a part or another name of.
        wraps: key → keys of what its value was made from: calling it may call those.
        packages: imported key → the packages that it comes from.
        attributes: pairs of a key and an attribute that is taken of it.
        values: module name → what it is bound to, as in :class:`Block`; those of ``global`` names
            once more apart.
        constants: names that are only ever bound to numbers, strings and the like.
        called_later: names that are called in the body of some function.
    """

    statements: list[Statement] = field(default_factory=list)
    functions: dict[str, list[tuple[Function, int]]] = field(default_factory=dict)
    aliases: defaultdict[str, set[str]] = field(default_factory=_sets)
    wraps: defaultdict[str, set[str]] = field(default_factory=_sets)
    packages: dict[str, set[str]] = field(default_factory=dict)
    attributes: set[tuple[str, str]] = field(default_factory=set)
    values: dict[str, list[ast.AST | None]] = field(default_factory=dict)
    global_values: dict[str, list[ast.AST | None]] = field(default_factory=dict)
    constants: set[str] = field(default_factory=set)
    called_later: set[str] = field(default_factory=set)
    all_functions: list[Function] = field(default_factory=list)

    def size(self) -> int:
        """Count what following calls has to look at: of a method, every one of that name."""
        blocks = [statement.block for statement in self.statements]
        blocks += [function.block for function in self.all_functions]
        links = sum(map(len, (*self.aliases.values(), *self.wraps.values())))
        return links + sum(self._callees(call) for block in blocks for call in block.calls)

    def _callees(self, call: CallSite) -> int:
        keys = [f".{call.method}" if call.method else call.root or "", *call.passed]
        return 1 + sum(len(self.functions.get(key, ())) for key in keys)

    def resolve(self, root: str) -> Iterator[tuple[str, Function, int]]:
        """Return the functions that a called variable may be, or may call."""
        seen = {root}
        todo = [root]
        while todo:
            key = todo.pop()
            for function, skipped in self.functions.get(key, ()):
                yield key, function, skipped
            fresh = self.wraps.get(key, set()) - seen
            seen |= fresh
            todo += fresh
