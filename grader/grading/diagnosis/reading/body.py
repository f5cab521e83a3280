"""A function of the student's, as rules look at it: its nodes, loops, and what feeds a value."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from grader.submission.program import FUNCTIONS, Program, called

Fact = tuple[ast.AST, Mapping[str, str]]  # where, and the values of the hint
Node = TypeVar("Node", bound=ast.AST)
Definition = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.While | ast.AsyncFor
Binding = ast.stmt | ast.NamedExpr

_BRANCHES = (ast.If, ast.Try, ast.IfExp, ast.Match)

# What makes a tensor, and computes nothing.
_MAKERS = frozenset(
    {"tensor", "as_tensor", "from_numpy", "zeros", "ones", "empty", "rand", "randn", "arange"}
    | {"zeros_like", "ones_like", "no_grad", "manual_seed", "device", "Tensor", "FloatTensor"}
)
_OPERATIONS = frozenset(
    {"clamp", "clip", "dot", "exp", "log", "log_softmax", "matmul", "mean", "mm", "pow", "relu"}
    | {"relu_", "sigmoid", "softmax", "square", "sum", "tanh", "clamp_min", "norm"}
)


@dataclass(frozen=True)
class Body:
    """A function, method or class of a program.

    Attributes:
        outer: the name of the outermost definition that it is in: its own, or its class's.
        functions: all functions of the program that are in no class, by name.
    """

    node: Definition | ast.ClassDef
    outer: str
    program: Program = field(repr=False)
    functions: Mapping[str, Body] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_graded(self) -> bool:
        """Whether it is asked for: a graded function, or a method of a graded class."""
        return self.outer in self.program.asked.functions

    @cached_property
    def parameters(self) -> list[str]:
        """The names of its parameters, without ``self``."""
        if isinstance(self.node, ast.ClassDef):
            return []
        arguments = self.node.args
        names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        return [argument.arg for argument in names if argument.arg != "self"]

    @cached_property
    def _nodes(self) -> dict[type[ast.AST], list[ast.AST]]:
        nodes: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        for node in ast.walk(self.node):
            nodes[type(node)].append(node)
        for found in nodes.values():
            found.sort(key=position)
        return nodes

    @cached_property
    def size(self) -> int:
        """How many nodes it has."""
        return sum(map(len, self._nodes.values()))

    def all(self, type_: type[Node]) -> list[Node]:
        """Return its nodes of a type, in the order of the text."""
        return cast("list[Node]", self._nodes.get(type_, []))

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.node) for child in ast.iter_child_nodes(node)}

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node is in, the innermost first, as far as this body."""
        while node is not self.node and node in self._parents:
            node = self._parents[node]
            yield node

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return what a node is directly in."""
        return self._parents.get(node)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the statement that a node is, or is in."""
        around = (node, *self.above(node))
        return next((each for each in around if isinstance(each, ast.stmt)), None)

    def loops(self, node: ast.AST) -> list[Loop]:
        """Return the loops whose body a node is in, the innermost first."""
        if node not in self._loops:
            found = self._loops[node] = []
            inner = node
            for outer in self.above(node):
                if isinstance(outer, Loop) and inner in outer.body:
                    found.append(outer)
                inner = outer
        return self._loops[node]

    @cached_property
    def _loops(self) -> dict[ast.AST, list[Loop]]:
        """What :meth:`loops` found before."""
        return {}

    def is_in_branch(self, node: ast.AST) -> bool:
        """Whether a node runs under a condition only."""
        return any(isinstance(outer, _BRANCHES) for outer in self.above(node))

    def is_inner(self, node: ast.AST) -> bool:
        """Whether a node is in a function within this one."""
        inner = (each for each in self.above(node) if each is not self.node)
        return any(isinstance(each, FUNCTIONS) for each in inner)

    def name_of(self, node: ast.AST) -> str:
        """Return the full name of something of a library, "torch.nn.Linear"; else ""."""
        return self.program.full_name(node)

    def calls(self, *names: str) -> list[ast.Call]:
        """Return the calls of something of these names, "item" or "torch.tensor"."""
        return [
            call
            for call in self.all(ast.Call)
            if called(call) in names or self.name_of(call.func) in names
        ]

    @cached_property
    def assigned(self) -> dict[str, list[tuple[Binding, ast.expr]]]:
        """The assignments to each name, with their values; loops included."""
        assigned: dict[str, list[tuple[Binding, ast.expr]]] = defaultdict(list)
        for statement, target, value in self._bindings():
            for name, part in _targets(target, value):
                assigned[name].append((statement, part))
        for each in assigned.values():
            each.sort(key=lambda pair: position(pair[0]))
        return assigned

    def _bindings(self) -> Iterator[tuple[Binding, ast.expr, ast.expr]]:
        """Yield what gives names a value, each with its target and the value."""
        yield from assignments_in(self)
        for added in self.all(ast.AugAssign):
            yield added, added.target, added.value
        for named in self.all(ast.NamedExpr):
            yield named, named.target, named.value
        for loop in self.all(ast.For):
            yield loop, loop.target, _element(self, loop)

    @cached_property
    def _fed(self) -> dict[ast.AST, list[ast.AST]]:
        """What :meth:`feeding` found before."""
        return {}

    def feeding(self, node: ast.AST) -> list[ast.AST]:
        """Return all nodes from which a value is computed, itself included."""
        if node not in self._fed:
            self._fed[node] = self._nodes_feeding(node)
        return self._fed[node]

    def _nodes_feeding(self, node: ast.AST) -> list[ast.AST]:
        found: list[ast.AST] = []
        names: set[str] = set()
        pending = [node]
        while pending:
            each = pending.pop()
            found.append(each)
            if isinstance(each, ast.Name) and each.id not in names:
                names.add(each.id)
                pending += self.values_of(each)
            pending += ast.iter_child_nodes(each)
        return found

    def values_of(self, name: ast.Name) -> list[ast.expr]:
        """Return what a name may hold where it is used.

        The last value that it surely got before, and those that it may have got since; where there
        is none that is sure, all that it gets anywhere in the function.
        """
        if name not in self._held:
            self._held[name] = self._values_at(name)[:_MOST_VALUES]
        return self._held[name]

    @cached_property
    def _held(self) -> dict[ast.Name, list[ast.expr]]:
        """What :meth:`values_of` found before."""
        return {}

    def _values_at(self, name: ast.Name) -> list[ast.expr]:
        assigned = self.assigned.get(name.id, [])
        line = line_of(name)
        loops = self.loops(name)
        later: list[ast.expr] = []
        for statement, value in reversed(assigned):
            if line_of(statement) >= line:
                continue
            plain = isinstance(statement, (ast.Assign, ast.AnnAssign))
            is_sure = plain and not self.is_in_branch(statement)
            if is_sure and set(self.loops(statement)) <= {*loops}:
                return [value, *reversed(later)]
            later.append(value)
        return [value for _, value in assigned]

    def is_computed(self, node: ast.AST) -> bool:
        """Whether a value is surely a tensor or array that operations were applied to."""
        return any(map(self._is_operation, self.feeding(node)))

    @cached_property
    def returned(self) -> list[ast.expr]:
        """What it returns."""
        return [node.value for node in self.all(ast.Return) if node.value is not None]

    def function_called(self, node: ast.AST) -> Body | None:
        """Return the function of the program's own that a node calls."""
        function = node.func if isinstance(node, ast.Call) else None
        name = function.id if isinstance(function, ast.Name) else ""
        own = self.functions.get(name)
        return own if own is not self and name not in self.assigned else None

    @cached_property
    def _computes(self) -> bool:
        """Whether it returns a tensor or array that operations were applied to.

        What it calls itself is not looked into.
        """
        nodes = [node for value in self.returned for node in self.feeding(value)]
        return any(not self.function_called(node) and self._is_operation(node) for node in nodes)

    def is_array(self, node: ast.AST, depth: int = 0) -> bool:
        """Whether a value is surely a tensor or array, and no number of one."""
        if depth > _DEEPEST:
            return False
        operands: list[ast.expr] = []
        match node:
            case ast.Name(id=name) if name in self.assigned:
                operands = self.values_of(node)
            case ast.Name(id=name):
                return self.is_graded and name in self.parameters and name in ARRAYS
            case ast.BinOp():
                operands = [node.left, node.right]
            case ast.UnaryOp(operand=operand) | ast.Subscript(value=operand):
                operands = [operand]
            case ast.Attribute(attr="T" | "data", value=operand):
                operands = [operand]
            case ast.Call():
                return self._is_operation(node) and not self._is_reduction(node)
        return any(self.is_array(operand, depth + 1) for operand in operands)

    def _is_reduction(self, call: ast.Call) -> bool:
        """Whether a call makes one number of an array: ``h.sum()``, but not ``h.sum(0)``."""
        by_axis = {keyword.arg for keyword in call.keywords} & {"axis", "dim", None}
        arguments = len(call.args) - bool(self.name_of(call.func))
        return called(call) in _REDUCTIONS and arguments < 1 and not by_axis

    def _is_operation(self, node: ast.AST) -> bool:
        if isinstance(node, ast.BinOp):
            return isinstance(node.op, ast.MatMult)
        if not isinstance(node, ast.Call):
            return False
        own = self.function_called(node)
        if own is not None:
            return own._computes  # noqa: SLF001 - of another one
        library, _, name = self.name_of(node.func).rpartition(".")
        if library == "builtins":
            return False
        if library:
            of_torch = library.startswith("torch") and name[:1].islower() and name not in _MAKERS
            return name in _OPERATIONS or (of_torch and not library.startswith("torch.optim"))
        return called(node) in _OPERATIONS or self.is_model_called(node)

    def is_model_called(self, node: ast.AST) -> bool:
        """Whether a node calls a model or a layer: ``model(x)``, ``self.linear1(x)``."""
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Name):
            return function.id in ("model", "net", "loss_fn", "criterion") and function.id in {
                *self.parameters,
                *self.assigned,
            }
        owner = function.value if isinstance(function, ast.Attribute) else None
        return isinstance(owner, ast.Name) and owner.id == "self"

    def is_under_no_grad(self, node: ast.AST) -> bool:
        """Whether autograd does not record what a node computes; the innermost context decides."""
        for outer in self.above(node):
            contexts: list[ast.expr] = []
            if isinstance(outer, ast.With):
                contexts = [item.context_expr for item in reversed(outer.items)]
            elif isinstance(outer, Definition):
                contexts = outer.decorator_list
            for context in contexts:
                if self.switches(context) is not None:
                    return self.switches(context) is False
        return False

    def switches(self, context: ast.expr) -> bool | None:
        """Return whether a context or decorator switches autograd on or off; None for neither."""
        function = context.func if isinstance(context, ast.Call) else context
        name = self.name_of(function).rpartition(".")[2]
        arguments = [*context.args] if isinstance(context, ast.Call) else []
        if name in ("no_grad", "inference_mode"):
            return any(map(_is_false, arguments))
        if name == "enable_grad":
            return True
        if name == "set_grad_enabled" and arguments and isinstance(arguments[0], ast.Constant):
            return bool(arguments[0].value)
        return None


_MOST_VALUES = 30  # of a name: more are of no use, and cost time at each use of it
_DEEPEST = 8  # names and operations within each other
_REDUCTIONS = frozenset({"dot", "max", "mean", "min", "norm", "numel", "prod", "std", "sum", "var"})

# What the lesson calls its arrays.
ARRAYS = frozenset(
    {"x", "y", "w1", "w2", "h", "h_relu", "y_pred", "X", "Y"}
    | {"grad_y_pred", "grad_h_relu", "grad_h", "grad_w1", "grad_w2"}
)


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _element(body: Body, loop: ast.For) -> ast.expr:
    """Return what a loop goes through, as its target unpacks it: the parts of zip, enumerate."""
    through = loop.iter
    if not isinstance(loop.target, (ast.Tuple, ast.List)):
        return through
    if isinstance(through, ast.Call) and not any(
        isinstance(each, ast.Starred) for each in through.args
    ):
        name = body.name_of(through.func)
        if name == "builtins.zip":
            return ast.Tuple(through.args, ast.Load())
        if name == "builtins.enumerate" and through.args:
            return ast.Tuple([ast.Constant(0), through.args[0]], ast.Load())
    # Of pairs that are written out, each name gets one of several.
    if isinstance(through, (ast.Tuple, ast.List)):
        rows = [each.elts for each in through.elts if isinstance(each, (ast.Tuple, ast.List))]
        if len(rows) == len(through.elts) and len({*map(len, rows)}) == 1:
            columns: list[ast.expr] = [
                ast.Tuple([*each], ast.Load()) for each in zip(*rows, strict=True)
            ]
            return ast.Tuple(columns, ast.Load())
        return ast.Subscript(through, ast.Constant(0), ast.Load())
    return through


def _targets(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names of a target, each with its value, or with the whole that is unpacked."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        parts: Sequence[ast.expr] = [value] * len(target.elts)
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            parts = value.elts
        for element, part in zip(target.elts, parts, strict=True):
            yield from _targets(element, part)


def code(node: ast.AST) -> str:
    """Return the code of a node, for a hint; "…" where it is nested too deeply."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return "…"


def makes_list(body: Body, node: ast.expr) -> bool:
    """Whether a value is a new empty list."""
    if isinstance(node, ast.Call):
        return body.name_of(node.func) == "builtins.list" and not node.args
    return isinstance(node, ast.List) and not node.elts


def names_in(node: ast.AST) -> set[str]:
    """Return the names in a node."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def assignments_in(code: Body | Program) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    """Yield the plain and the annotated assignments, each with its target and the value."""
    for statement in code.all(ast.Assign):
        for target in statement.targets:
            yield statement, target, statement.value
    for annotated in code.all(ast.AnnAssign):
        if annotated.value is not None:
            yield annotated, annotated.target, annotated.value


def declared_elsewhere(body: Body) -> set[str]:
    """Return the names that are declared as ``global`` or ``nonlocal``."""
    statements: list[ast.Global | ast.Nonlocal] = [*body.all(ast.Global), *body.all(ast.Nonlocal)]
    return {name for statement in statements for name in statement.names}


def position(node: ast.AST) -> tuple[int, int]:
    """Return the line and column that a node begins at."""
    return line_of(node), getattr(node, "col_offset", 0)


def line_of(node: ast.AST) -> int:
    """Return the line that a node begins at."""
    return getattr(node, "lineno", 0)
