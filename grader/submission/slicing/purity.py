"""Can calling these functions leave anything behind that a later call would see?

Most homework can't: functions of their arguments, a class or two, constants. Only of such a program
is a process used for more than one check. The answer errs on the side of "it can": whatever is not
known to be harmless is not. Code that hides its traces on purpose deceives nobody but itself, for
all that it can spoil are its own checks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.submission.slicing import known_names, syntax

_Scopes = tuple[set[str], ...]  # the names that are local to each of the functions around
_DEEPEST = 5  # functions within functions: each level is looked through once more
_MODULES = frozenset({"__future__", "collections", "itertools", "math", "numpy", "torch", "typing"})
_CHANGES = re.compile(
    r"set|seed|manual|use_|enable|disable|register|load|save|compile|_(?!_init__)"
)
_DECORATORS = frozenset({"staticmethod", "classmethod", "property", "no_grad", "inference_mode"})
_TUPLES = frozenset({"namedtuple", "NamedTuple"})


def leaves_nothing(text: str) -> bool:
    """Whether a program's functions depend on their arguments alone, call after call."""
    try:
        return all(map(_is_harmless, ast.parse(text).body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _is_harmless(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return _imports_harmless(statement)
    if isinstance(statement, ast.FunctionDef):
        return _defines_harmless(statement, ())
    if isinstance(statement, ast.ClassDef):
        plain = not statement.decorator_list and not statement.keywords
        return plain and all(map(_is_harmless, statement.body))
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) for target in statement.targets) and _is_fixed(
            statement.value
        )
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.target, ast.Name) and (
            statement.value is None or _is_fixed(statement.value)
        )
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _imports_harmless(statement: ast.Import | ast.ImportFrom) -> bool:
    names = [alias.name for alias in statement.names]
    if isinstance(statement, ast.Import):
        return all(name.partition(".")[0] in _MODULES for name in names)

    package = (statement.module or "").partition(".")[0]
    return package in _MODULES and not any(name == "*" or _CHANGES.match(name) for name in names)


def _is_fixed(value: ast.expr) -> bool:
    """Whether a value never changes: a number, a text, a tuple of those, a name, a lambda."""
    if isinstance(value, ast.Lambda):
        return _runs_harmless(value, ())
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in _TUPLES
    if isinstance(value, ast.Tuple):
        return all(map(_is_fixed, value.elts))
    if isinstance(value, ast.Attribute):
        return not _CHANGES.match(value.attr) and _is_fixed(value.value)
    if isinstance(value, (ast.UnaryOp, ast.BinOp)):
        return all(
            isinstance(node, (ast.Constant, ast.operator, ast.unaryop)) for node in _below(value)
        )
    return isinstance(value, (ast.Constant, ast.Name))


def _below(value: ast.expr) -> list[ast.AST]:
    inner = (ast.UnaryOp, ast.BinOp)
    return [node for node in ast.walk(value) if not isinstance(node, inner)]


def _defines_harmless(function: ast.FunctionDef, around: _Scopes) -> bool:
    defaults = [*function.args.defaults, *filter(None, function.args.kw_defaults)]
    decorators = {_last_name(decorator) for decorator in function.decorator_list}
    return (
        decorators <= _DECORATORS
        and all(map(_is_fixed, defaults))
        and _runs_harmless(function, around)
    )


def _runs_harmless(function: ast.FunctionDef | ast.Lambda, around: _Scopes) -> bool:
    if len(around) > _DEEPEST:
        return False
    own = (*around, _local_names(function))
    body = function.body if isinstance(function.body, list) else [function.body]
    return all(_node_is_harmless(node, own) for statement in body for node in _walk(statement))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Return a node and all within it, except for the bodies of functions."""
    todo = [node]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            todo.append(node.args)
            todo += [returns for returns in [getattr(node, "returns", None)] if returns]
        else:
            todo += ast.iter_child_nodes(node)


def _node_is_harmless(node: ast.AST, own: _Scopes) -> bool:  # noqa: PLR0911 - one line per kind
    if isinstance(node, (ast.Global, ast.Nonlocal, ast.AsyncFunctionDef, ast.ClassDef)):
        return False
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return _imports_harmless(node)
    if isinstance(node, ast.FunctionDef):
        return _defines_harmless(node, own)
    if isinstance(node, ast.Lambda):
        return _runs_harmless(node, own)
    if isinstance(node, ast.Name):
        return node.id not in known_names.REFLECTIVE_BUILTINS
    if isinstance(node, ast.Attribute) and _CHANGES.match(node.attr):
        return False
    if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
        return any(_root(node) in names for names in own)
    return True


def _local_names(function: ast.FunctionDef | ast.Lambda) -> set[str]:
    arguments = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    return arguments | syntax.assigned_names(function)


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _last_name(decorator: ast.expr) -> str:
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
