"""A program as rules look at it: its nodes by type, the names of libraries, what names hold."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_BUILTINS = frozenset(dir(builtins))
_LONGEST_CHAIN = 20  # attributes of attributes, names that hold names
_MOST_VALUES = 4  # of a name
_PLAIN = (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)

Finding = tuple[ast.AST, str]  # where, and what was found there; "" for the code itself
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Asked:
    """What an assignment asks for.

    Attributes:
        functions: the graded ones.
        autograd: whether it may be used.
        instructions: the assignment's, in English; "" where they are not known.
        results: the names of what the functions return, for several results, as documented.
        parameters: the names of what they take, as agreed.
    """

    functions: tuple[str, ...] = ()
    autograd: bool = True
    instructions: str = ""
    results: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


class Program:
    """A module's statements.

    Args:
        asked: by the assignment that it is handed in for.
        own: modules that are the student's, and no library.

    Attributes:
        numbers: those in a literal list, tuple, set or dictionary, each with the outermost one.
    """

    def __init__(self, tree: ast.AST, asked: Asked, own: frozenset[str] = frozenset()) -> None:
        self.asked = asked
        self._own_modules = own
        self._nodes: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        self._scopes: dict[ast.AST, Function | None] = {}
        self._values: dict[tuple[Function | None, str], list[ast.expr]] = defaultdict(list)
        self._imported: dict[str, str] = {}
        self._own: set[str] = set()
        self.numbers: list[tuple[ast.Constant, ast.expr]] = []
        self._read(tree)

    def _read(self, tree: ast.AST) -> None:
        """Look at every node once, with the function and the literal that it is in."""
        pending: list[tuple[ast.AST, Function | None, ast.expr | None]] = [(tree, None, None)]
        while pending:
            node, scope, display = pending.pop()
            self._nodes[type(node)].append(node)
            self._scopes[node] = scope
            self._bind(node, scope)

            if isinstance(node, DISPLAYS):
                display = display or node
            elif not isinstance(node, (ast.Constant, ast.UnaryOp, ast.BinOp, ast.Starred)):
                display = None
            elif isinstance(node, ast.Constant) and display and _is_number(node.value):
                self.numbers.append((node, display))

            inner = node if isinstance(node, FUNCTIONS) else scope
            pending += [
                (child, inner, display)
                for child in ast.iter_child_nodes(node)
                if not isinstance(child, _PLAIN)
            ]

    def all(self, type_: type[Node]) -> Sequence[Node]:
        """Return the nodes of a type."""
        return cast("list[Node]", self._nodes.get(type_, []))

    def scope(self, node: ast.AST) -> Function | None:
        """Return the function that a node is in; None for the module."""
        return self._scopes.get(node)

    def held(self, node: ast.expr) -> ast.expr:
        """Return the value that a name holds, of several the last one; else the node itself.

        Of a value that is unpacked, it is the whole.
        """
        for _ in range(_LONGEST_CHAIN):
            values = self._values_of(node)
            if not values:
                break
            node = max(values, key=lambda value: value.lineno)
        return node

    def _values_of(self, node: ast.expr) -> Sequence[ast.expr]:
        """Return what a name may hold where it is used."""
        if not isinstance(node, ast.Name):
            return ()
        scope = self.scope(node)
        while (scope, node.id) not in self._values:
            if scope is None or node.id in parameters(scope):
                return ()
            scope = self.scope(scope)
        return self._values[scope, node.id]

    def constant(self, node: ast.expr) -> object:
        """Return a constant's value, also of a name that holds one; None for anything else."""
        values = self._values_of(node)
        if len(values) == 1:
            node = values[0]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            node = node.operand
        return node.value if isinstance(node, ast.Constant) else None

    def full_name(self, node: ast.AST) -> str:
        """Return the full name of something of a library, such as "torch.nn.Linear"; else ""."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < _LONGEST_CHAIN:
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""

        root = self._imported.get(node.id, "")
        if not root and node.id in _BUILTINS and node.id not in self._own:
            root = f"builtins.{node.id}"
        if not root or root.partition(".")[0] in self._own_modules:
            return ""
        return ".".join([root, *reversed(parts)])

    @cached_property
    def used(self) -> list[tuple[ast.expr, str]]:
        """What is used of libraries and builtins, by its full name: "os.path.join", not "os"."""
        parts = {node.value for node in self.all(ast.Attribute)}
        uses = [
            (node, self.full_name(node))
            for node in (*self.all(ast.Attribute), *self.all(ast.Name))
            if node not in parts
        ]
        return [(node, name) for node, name in uses if name]

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names of the program's own functions and methods."""
        return frozenset(node.name for node in self.all(ast.FunctionDef))

    @cached_property
    def imports(self) -> list[tuple[ast.stmt, str]]:
        """What is imported of others, by its full name."""
        modules = [(node, alias.name) for node in self.all(ast.Import) for alias in node.names]
        parts = [
            (node, f"{node.module}.{alias.name}")
            for node in self.all(ast.ImportFrom)
            for alias in node.names
            if not node.level
        ]
        return [
            (node, name)
            for node, name in (*modules, *parts)
            if name.partition(".")[0] not in self._own_modules
        ]

    @cached_property
    def attributes(self) -> dict[str, list[ast.Attribute]]:
        """The attributes of anything, by name."""
        attributes: dict[str, list[ast.Attribute]] = defaultdict(list)
        for node in self.all(ast.Attribute):
            attributes[node.attr].append(node)
        return attributes

    @cached_property
    def strings(self) -> dict[str, list[ast.Constant]]:
        """The texts in the code, each with its places."""
        strings: dict[str, list[ast.Constant]] = defaultdict(list)
        for node in self.all(ast.Constant):
            if isinstance(node.value, str):
                strings[node.value].append(node)
        return strings

    def _bind(self, node: ast.AST, scope: Function | None) -> None:
        """Remember what a node binds."""
        match node:
            case ast.Import() | ast.ImportFrom(level=0):
                self._import(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._own.add(node.name)
            case ast.arg():
                self._own.add(node.arg)
            case ast.Name(ctx=ast.Store()):
                self._own.add(node.id)
            case ast.Assign():
                for target in node.targets:
                    self._hold(target, node.value, scope)
            case ast.AnnAssign(value=ast.expr() as value) | ast.NamedExpr(value=value):
                self._hold(node.target, value, scope)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name
            if isinstance(node, ast.ImportFrom):
                self._imported[name] = f"{node.module}.{alias.name}"
            elif alias.asname:
                self._imported[name] = alias.name
            else:
                root = name.partition(".")[0]
                self._imported[root] = root

    def _hold(self, target: ast.expr, value: ast.expr, scope: Function | None) -> None:
        if isinstance(target, ast.Name):
            values = self._values[scope, target.id]
            # More are of no use, and cost time at each use of the name. The last ones come first.
            if len(values) < _MOST_VALUES:
                values.append(value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts: Sequence[ast.expr] = [value] * len(target.elts)
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
                parts = value.elts
            for element, part in zip(target.elts, parts, strict=True):
                self._hold(element, part, scope)


def parameters(function: Function) -> set[str]:
    """Return the names of a function's parameters."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += filter(None, (arguments.vararg, arguments.kwarg))
    return {argument.arg for argument in named}


def called(call: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, complex))
