"""Rules about leaves: which tensors have a gradient of their own, and when."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.grading.diagnosis.reading.autograd import (
    backward_calls,
    clearing,
    is_leaf_made,
    marks_in,
    names_marked,
    names_with_grad,
)
from grader.grading.diagnosis.reading.body import Body, Fact, code, line_of, names_in
from grader.submission.program import called

_MAKES = frozenset(
    {"torch.FloatTensor", "torch.Tensor", "torch.as_tensor", "torch.empty", "torch.from_numpy"}
    | {"torch.full", "torch.ones", "torch.rand", "torch.randn", "torch.tensor", "torch.zeros"}
)
_ANOTHER = frozenset({"clone", "reshape", "t", "view"})
# What follows requires_grad_() and makes another tensor.
_COMPUTING = frozenset({"clone", "double", "float", "reshape", "t", "to", "view"})


def grad_not_required(body: Body) -> Iterator[Fact]:
    """Find a tensor whose ``.grad`` is read, and that does not require gradients."""
    marked = names_marked(body)
    for name in sorted(names_with_grad(body) - marked):
        assignments = [
            each for each in body.assigned.get(name, []) if not isinstance(each[0], ast.AugAssign)
        ]
        if not backward_calls(body) or _is_handed_on(body, name):
            continue
        if assignments and all(_is_without_grad(body, value) for _, value in assignments):
            yield assignments[0][0], {"name": name}
        elif not assignments and name in body.parameters and body.is_graded:
            yield backward_calls(body)[0], {"name": name}


def _is_without_grad(body: Body, value: ast.expr) -> bool:
    """Whether a value is a new tensor, or a copy of an argument, that requires no gradients."""
    node = value
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if any(_sets_grad(keyword) for keyword in node.keywords) or is_leaf_made(node):
            return False
        if body.name_of(node.func):
            return body.name_of(node.func) in _MAKES
        if called(node) == "detach":
            return True
        if called(node) not in _COMPUTING:
            return False
        node = node.func.value
    return node is not value and isinstance(node, ast.Name) and node.id in body.parameters


def _sets_grad(keyword: ast.keyword) -> bool:
    return keyword.arg in ("requires_grad", None)


def _is_handed_on(body: Body, name: str) -> bool:
    """Whether a function of the program's own, which may mark it, gets a tensor."""
    return any(
        isinstance(each, ast.Name) and each.id == name
        for call in body.all(ast.Call)
        if (own := body.function_called(call)) and marks_in(own.node)
        for argument in call.args
        for each in ast.walk(argument)
    )


def no_leaf(body: Body) -> Iterator[Fact]:
    """Find a tensor whose ``.grad`` is read, and that is computed from the one that has it."""
    marked = names_marked(body)
    for name in sorted(names_with_grad(body)):
        assignments = body.assigned.get(name, [])
        if len(assignments) != 1 or not isinstance(assignments[0][0], ast.Assign):
            continue
        statement, value = assignments[0]
        before = [
            call
            for call in ast.walk(value)
            if isinstance(call, ast.Call) and call is not value and is_leaf_made(call)
        ]
        if before and name not in marked - names_in(value) and _makes_another(value, before[0]):
            shown = f".{called(value)}()" if isinstance(value, ast.Call) else code(value)
            yield statement, {"name": name, "code": shown}


def _makes_another(value: ast.expr, leaf: ast.Call) -> bool:
    """Whether a value surely is another tensor than the leaf that it is computed from.

    ``.float()`` and ``.to(device)`` hand back the same one where it has that kind already.
    """
    if isinstance(value, ast.BinOp):
        return True
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return False
    typed = any(keyword.arg == "dtype" for keyword in leaf.keywords)
    new = called(leaf) in ("ones", "rand", "randn", "tensor", "zeros") and not typed
    return called(value) in _ANOTHER or (called(value) == "double" and new)


def grad_read_early(body: Body) -> Iterator[Fact]:
    """Find a gradient that is used before the first ``backward``."""
    backwards = backward_calls(body)
    if not backwards:
        return
    for node in clearing(body):
        by_grad = isinstance(node, ast.Call) and called(node) in ("zero_", "fill_")
        if isinstance(node, ast.Assign):
            return  # the gradients are set
        if by_grad and line_of(node) < line_of(backwards[0]) and not body.is_in_branch(node):
            yield node, {"code": code(node)}
            return
