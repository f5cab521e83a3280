"""Questions that slicing asks of single nodes of a syntax tree.

The walks are loops, not recursions: a memorised table of a thousand ``elif`` is homework too.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from grader.submission.slicing import known_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_MARKS = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop)


def children(node: ast.AST) -> list[ast.AST]:
    """Return a node's children.

    Like ``ast.iter_child_nodes`` less contexts and operators, and several times faster.
    """
    found: list[ast.AST] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            found += [part for part in value if isinstance(part, ast.AST)]
        elif isinstance(value, ast.AST) and not isinstance(value, _MARKS):
            found.append(value)
    return found


def chain(node: ast.AST) -> tuple[ast.AST, list[str]]:
    """Split ``a.b[0].c`` into its root and the attributes on the way ("[]" for a subscript)."""
    attributes: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            attributes.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript):
            attributes.append("[]")
            node = node.value
        elif isinstance(node, (ast.Starred, ast.Await, ast.NamedExpr)):
            node = node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in known_names.ACCESSORS
        ):
            node = node.func.value
        elif isinstance(node, ast.Call) and called_name(node) == "vars" and node.args:
            attributes.append("__dict__")
            node = node.args[0]
        else:
            return node, attributes[::-1]


def parts(node: ast.AST | None) -> Iterator[ast.Name]:
    """Return the variables that the value of an expression may share memory with.

    It may be a part of them, another name for them, or hold them.
    """
    todo: list[ast.AST] = [node] if node else []
    while todo:
        root, way = chain(todo.pop())
        if not known_names.PLAIN_ATTRIBUTES.isdisjoint(way):
            # A number or the like: w.shape[1] has nothing to do with w any more.
            continue
        if isinstance(root, ast.Name):
            yield root
        elif isinstance(root, (ast.Tuple, ast.List, ast.Set)):
            todo += root.elts
        elif isinstance(root, ast.Dict):
            todo += root.values
        elif isinstance(root, ast.IfExp):
            todo += [root.body, root.orelse]
        elif isinstance(root, ast.BoolOp):
            todo += root.values
        elif isinstance(root, COMPREHENSIONS):
            todo += [generator.iter for generator in root.generators]
        elif isinstance(root, ast.Call) and (
            called_name(root) in known_names.VIEWS or is_constructor(root)
        ):
            todo += [*root.args, *(keyword.value for keyword in root.keywords)]


def arms(node: ast.AST | None) -> Iterator[ast.AST | None]:
    """Return the values that ``a if x else b if y else c`` may have; of anything else, itself."""
    while isinstance(node, ast.IfExp):
        yield node.body
        node = node.orelse
    yield node


def called_name(call: ast.Call) -> str:
    """Return the last name of what is called: "c" for ``a.b.c()``."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def is_constructor(call: ast.Call) -> bool:
    """Whether a class is called, by its name: ``nn.Linear(2, 3)``."""
    return called_name(call).lstrip("_")[:1].isupper()


def is_constant(node: ast.AST, known: Collection[str], *, containers: bool = False) -> bool:
    """Whether a value is plainly made of constants, ``known`` names and their attributes."""
    allowed = _PLAIN_CONTAINERS if containers else _PLAIN
    todo = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Name):
            if part.id not in known and part.id not in known_names.SCALARS:
                return False
            continue

        makes_scalar = isinstance(part, ast.Call) and called_name(part) in known_names.SCALARS
        if type(part) not in allowed and not makes_scalar:
            return False
        todo += children(part)
    return True


_OPERATIONS = (ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Attribute)
_PLAIN = frozenset(
    {ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.Tuple, ast.Starred, ast.keyword}
    | {*_OPERATIONS, *ast.cmpop.__subclasses__()}
)
_PLAIN_CONTAINERS = _PLAIN | {ast.List, ast.Dict, ast.Set}


def is_main_guard(node: ast.stmt) -> bool:
    """Whether a statement is ``if __name__ == "__main__":``, either way round."""
    if not isinstance(node, ast.If):
        return False

    test = node.test
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(map(_compares_with_main, test.values))
    return _compares_with_main(test)


def _compares_with_main(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = [test.left, *test.comparators]
    values = {getattr(side, "id", getattr(side, "value", None)) for side in sides}
    return values == {"__name__", "__main__"}


def module_item(node: ast.AST) -> str | None:
    """Return "W" for ``globals()["W"]``."""
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and is_module_dict(node.value)
    ):
        return str(node.slice.value)
    return None


def is_module_dict(node: ast.AST) -> bool:
    """Whether an expression is ``globals()``, ``locals()`` or ``vars()``."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in known_names.MODULE_DICTS
        and not node.args
    )


def is_this_module(node: ast.AST) -> bool:
    """Whether an expression is ``sys.modules[__name__]``."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Name)
        and node.slice.id == "__name__"
    )


def stored_names(nodes: Iterable[ast.AST]) -> tuple[set[str], set[str]]:
    """Return the names that a body binds in its own scope, and those that it declares global."""
    bound: set[str] = set()
    declared: set[str] = set()
    outer: set[str] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        kind = type(node)
        if kind in _BINDING:
            bound.update(bound_by(node))

        if isinstance(node, ast.Global):
            declared.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo += outside(node)
        elif isinstance(node, COMPREHENSIONS):
            todo += [part for part in children(node) if not isinstance(part, ast.comprehension)]
            for clause in node.generators:
                todo += [clause.iter, *clause.ifs]
        elif kind not in _LEAVES:
            todo += children(node)
    return bound - declared - outer, declared


def names_bound_in(tree: ast.AST) -> set[str]:
    """Return the names that a node and all within it bind, in whatever scope."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(getattr(node, "ctx", None), ast.Del):
            names.update(bound_by(node))
    return names


def assigned_names(tree: ast.AST) -> set[str]:
    """Return the variables among the names that a node and all within it bind."""
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def bound_by(node: ast.AST) -> list[str]:
    """Return the names that a node, its children aside, binds or deletes."""
    if isinstance(node, ast.Name):
        return [] if isinstance(node.ctx, ast.Load) else [node.id]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.alias):
        return [node.asname or node.name.partition(".")[0]]
    name = getattr(node, "rest" if isinstance(node, ast.MatchMapping) else "name", None)
    return [name] if isinstance(node, _NAMING) and name else []


_NAMING = (ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping)
_BINDING = frozenset(
    {ast.Name, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.alias, *_NAMING}
)
_LEAVES = frozenset({ast.Name, ast.Constant})


def outside(node: FunctionNode | ast.ClassDef, *, annotations: bool = True) -> list[ast.AST]:
    """Return what of a definition runs where it is: decorators, defaults, annotations, bases."""
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]

    run: list[ast.AST | None] = [*node.args.defaults, *node.args.kw_defaults]
    if not isinstance(node, ast.Lambda):
        run += node.decorator_list
        run += [node.returns, *(arg.annotation for arg in parameters(node))] if annotations else []
    return [part for part in run if part is not None]


def parameters(node: FunctionNode) -> list[ast.arg]:
    """Return a function's parameters: positional, keyword-only, ``*args``, ``**kwargs``."""
    args = node.args
    rest = [arg for arg in (args.vararg, args.kwarg) if arg]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *rest]


def returns_function(node: FunctionNode, *, given: bool) -> bool:
    """Whether a function visibly returns a function.

    It may be one of its own, or one made of what it was ``given``.
    """
    functions = {arg.arg for arg in parameters(node)} if given else set()
    for part in ast.walk(node):
        if part is node:
            continue
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            functions.add(part.name)

    for value in returned_values(node):
        if isinstance(value, ast.Lambda):
            return True
        if isinstance(value, ast.Name) and value.id in functions:
            return True
        if isinstance(value, ast.Call):
            made_of_one = not functions.isdisjoint(passed_names(value))
            if made_of_one or makes_function(value):
                return True
    return False


def returned_values(node: FunctionNode) -> list[ast.expr]:
    """Return what a function, or one within it, may return."""
    if isinstance(node, ast.Lambda):
        return [node.body]
    returns = (part for part in ast.walk(node) if isinstance(part, ast.Return))
    return [part.value for part in returns if part.value]


def makes_function(call: ast.Call) -> bool:
    """Whether a call, by its name, returns something callable: a class, ``partial``."""
    name = called_name(call)
    return name == "partial" or (is_constructor(call) and not name.endswith(known_names.DATA))


def passed_names(call: ast.Call) -> list[str]:
    """Return the variables that are arguments themselves."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return [part.id for part in arguments if isinstance(part, ast.Name)]


def is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is nothing but a constant."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
