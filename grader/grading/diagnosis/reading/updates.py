"""Rules about updates: what they change, and whether autograd records them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.grading.diagnosis.reading.autograd import (
    is_grad,
    marks_in,
    over_parameters,
    reads_grad,
    updates_in_place,
)
from grader.grading.diagnosis.reading.body import Body, Fact, code, names_in, position
from grader.submission.program import called

_COPYING = frozenset({"clone", "copy", "deepcopy"})


def update_recorded(body: Body) -> Iterator[Fact]:
    """Find an update in place where autograd records it."""
    updates = [*updates_in_place(body)]
    switched = body.calls("torch.set_grad_enabled")
    if not updates or switched or _is_called_under_no_grad(body):
        return
    for node, target in updates:
        by_data = any(isinstance(n, ast.Attribute) and n.attr == "data" for n in ast.walk(target))
        if not by_data and not body.is_under_no_grad(node) and _is_updated(body, node, target):
            yield node, {"name": code(target)}


def _is_updated(body: Body, node: ast.AST, target: ast.expr) -> bool:
    """Whether it is weights that are changed: by their own gradient, or in a loop over them."""
    own = f"{code(target)}.grad"
    read = any(is_grad(each) and code(each) == own for each in ast.walk(node))
    return read or (isinstance(target, ast.Name) and over_parameters(body, target.id))


def _is_called_under_no_grad(body: Body) -> bool:
    """Whether the program calls a function where autograd does not record."""
    if isinstance(body.node, ast.ClassDef):
        return False
    name = body.node.name
    return any(
        other.is_under_no_grad(call)
        for other in body.functions.values()
        for call in other.calls(name)
    )


def rebound(body: Body) -> Iterator[Fact]:
    """Find ``w = w - rate * w.grad`` in a loop: the name gets a new tensor, that is no leaf."""
    for name, assignments in body.assigned.items():
        for statement, value in assignments:
            grads = [each for each in ast.walk(value) if isinstance(each, ast.Attribute)]
            of_itself = any(code(each) in (f"{name}.grad", f"{name}.grad.data") for each in grads)
            if not of_itself or not isinstance(statement, ast.Assign) or not body.loops(statement):
                continue
            loop = body.loops(statement)[0]
            others = [each for each, _ in assignments if each is not statement]
            calls = [each for each in ast.walk(value) if isinstance(each, ast.Call)]
            helpers = [helper for helper in map(body.function_called, calls) if helper]
            marks = any(marks_in(each) for each in (loop, *(helper.node for helper in helpers)))
            again = any(loop in body.loops(each) for each in others) or marks
            if over_parameters(body, name) or again:
                continue
            if not any(
                isinstance(each, ast.keyword) and each.arg == "requires_grad"
                for each in ast.walk(value)
            ):
                yield statement, {"name": name}


def parameter_renamed(body: Body) -> Iterator[Fact]:
    """Find an update that changes a name or a copy, and not the model's parameter."""
    for name, assignments in body.assigned.items():
        for statement, value in assignments:
            plain = isinstance(statement, ast.Assign) and over_parameters(body, name)
            if plain and reads_grad(value) and not _is_used_after(body, statement, name):
                yield statement, {"name": name, "code": code(statement)}
    if _copies_back(body):
        return
    for node, target in updates_in_place(body):
        for copy in body.feeding(target):
            copies = isinstance(copy, ast.Call) and called(copy) in _COPYING
            if (
                copies
                and not reads_grad(copy)
                and any(_is_weight(body, each) for each in ast.walk(copy))
            ):
                yield node, {"name": code(target), "code": code(node)}
                return


def _is_used_after(body: Body, statement: ast.AST, name: str) -> bool:
    """Whether a name's new value is used, below the statement that gives it."""
    uses = [node for node in body.all(ast.Name) if node.id == name]
    reads = [node for node in uses if isinstance(node.ctx, ast.Load)]
    inside = {*ast.walk(statement)}
    loops = body.loops(statement)[:1]
    return any(
        position(node) > position(statement) and {*loops} <= {*body.loops(node)}
        for node in reads
        if node not in inside
    )


def _copies_back(body: Body) -> bool:
    """Whether trained copies are written into the parameters after all."""
    stored = [each for each in body.all(ast.Attribute) if isinstance(each.ctx, ast.Store)]
    return bool(
        body.calls("copy_", "load_state_dict", "vector_to_parameters")
        or any(each.attr == "data" for each in stored)
    )


def _is_weight(body: Body, node: ast.AST) -> bool:
    """Whether a name runs through a model's parameters, in a loop or a list."""
    if not isinstance(node, ast.Name):
        return False
    over_model = any(
        node.id in names_in(comprehension.target) and "parameters()" in code(comprehension.iter)
        for comprehension in body.all(ast.comprehension)
    )
    return over_model or over_parameters(body, node.id)
