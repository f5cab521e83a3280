"""Patterns of code: what can be seen in a student's program without running it.

A pattern is a Python expression. ``_`` stands for any expression, ``...`` for any further
arguments::

    range(0, 1024)        that call
    _ % 3                 whatever modulo 3
    _.backward(...)       a method called backward, with any arguments
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from grader.submission.source import UNPARSABLE, parse


def is_pattern(text: str) -> bool:
    """Whether a text is a pattern."""
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        return False
    return True


def occur_in(code: Mapping[str, Sequence[str]], text: str) -> bool:
    """Whether a program contains any of the patterns, in a function or method of that name."""
    return any(
        matches(pattern, function)
        for function in _functions(text, frozenset(code))
        for pattern in code[function.name]
    )


def may_be_in(text: str, names: Collection[str], needs: str, unless: str) -> bool:
    """Whether functions of a program contain one regular expression, and not the other.

    Args:
        names: of the functions; where there is none of them, all of the program counts.
        needs: "" for anything.
        unless: "" for nothing.
    """
    if not needs and not unless:
        return True
    functions = sorted(_functions(text, frozenset(names)), key=lambda function: function.lineno)
    # Of several definitions, the last one counts.
    last = {function.name: ast.unparse(function) for function in functions}
    code = "\n".join(last.values()) if last else text
    if unless and re.search(unless, code):
        return False
    return re.search(needs, code) is not None


@lru_cache(maxsize=16)
def _functions(text: str, names: frozenset[str]) -> list[ast.FunctionDef | ast.ClassDef]:
    """Return the outermost functions and classes of these names.

    There are none where the text is no program.
    """
    try:
        return list(_outermost(parse(text), names))
    except UNPARSABLE:
        return []


def _outermost(tree: ast.AST, names: frozenset[str]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names:
            yield node
        else:
            pending += ast.iter_child_nodes(node)


def matches(pattern: str, tree: ast.AST) -> bool:
    """Whether a pattern fits any expression in a tree."""
    wanted = ast.parse(pattern, mode="eval").body
    return any(_fits(wanted, node) for node in ast.walk(tree) if isinstance(node, ast.expr))


def _fits(wanted: Any, node: Any) -> bool:
    if isinstance(wanted, ast.Name) and wanted.id == "_":
        return isinstance(node, ast.expr)
    if isinstance(wanted, list):
        return _fit_all(wanted, node) if isinstance(node, list) else False
    if not isinstance(wanted, ast.AST):
        return bool(wanted == node)
    if type(wanted) is not type(node):
        return False

    # After "...", keyword arguments may be any, too.
    if (
        isinstance(wanted, ast.Call)
        and isinstance(node, ast.Call)
        and any(map(_is_rest, wanted.args))
    ):
        return _fits(wanted.func, node.func) and _fit_all(wanted.args, node.args)

    fields = [name for name in wanted._fields if name not in ("ctx", "kind", "type_comment")]
    return all(_fits(getattr(wanted, name), getattr(node, name)) for name in fields)


def _fit_all(wanted: list[Any], nodes: list[Any]) -> bool:
    if any(map(_is_rest, wanted)):
        wanted = wanted[:-1]
        nodes = nodes[: len(wanted)]
    return len(wanted) == len(nodes) and all(map(_fits, wanted, nodes))


def _is_rest(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis
