"""Rules about changes in place: of what was passed in, of what is returned as well."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.grading.diagnosis.reading.body import Body, Fact, code, position
from grader.submission.program import called

_CHANGES = re.compile(r"[a-z]\w*[a-z0-9]_")
_VIEWS = frozenset({"as_tensor", "asarray", "detach", "reshape", "view"})
_NO_CHANGE = frozenset({"requires_grad_"})


def changed_in_place(body: Body) -> Iterator[Fact]:
    """Find what changes an array that was passed in."""
    given = _passed_in(body) if body.is_graded else set()
    for node, target in changes_in(body):
        name = _root(target)
        if name in given:
            yield node, {"name": name, "code": code(node)}


def changes_in(body: Body) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Yield what changes an array in place, each with the array."""
    for statement in body.all(ast.AugAssign):
        if not isinstance(statement.value, ast.Constant):
            yield statement, statement.target
    for assignment in body.all(ast.Assign):
        for target in assignment.targets:
            if isinstance(target, ast.Subscript):
                yield assignment, target
    for call in body.all(ast.Call):
        changed = _changed_by(body, call)
        if changed is not None:
            yield call, changed
        for keyword in call.keywords:
            if keyword.arg == "out":
                yield call, keyword.value


def _changed_by(body: Body, call: ast.Call) -> ast.expr | None:
    """Return what a call of torch's changes: its argument, or what its method is called of."""
    first = call.args[0] if call.args else None
    if _CHANGES.fullmatch(called(call)) and called(call) not in _NO_CHANGE:
        library = body.name_of(call.func).rpartition(".")[0]
        if library:
            # Those of nn.init and nn.utils are for parameters, which are to change.
            return first if library in ("torch", "torch.nn.functional") else None
        return call.func.value if isinstance(call.func, ast.Attribute) else None
    return first if _is_in_place(body, call) else None


def _is_in_place(body: Body, call: ast.Call) -> bool:
    """Whether a call of torch's changes its argument: by ``inplace=True``, or as such a layer."""
    if body.name_of(call.func).startswith("torch.nn.functional."):
        return _says_in_place(call, call.args[1:])
    layers = body.values_of(call.func) if isinstance(call.func, ast.Name) else [call.func]
    return any(
        isinstance(layer, ast.Call)
        and body.name_of(layer.func).startswith("torch.nn.")
        and _says_in_place(layer, layer.args)
        for layer in layers
    )


def _says_in_place(call: ast.Call, settings: Sequence[ast.expr]) -> bool:
    """Whether ``inplace`` is set, of a ReLU also by its position."""
    by_name = [each.value for each in call.keywords if each.arg == "inplace"]
    by_position = settings[:1] if called(call).lower() in ("relu", "relu6") else []
    return any(
        isinstance(each, ast.Constant) and each.value is True for each in (*by_name, *by_position)
    )


def results_same(body: Body) -> Iterator[Fact]:
    """Find two results that are one array: ``h_relu = h.clamp_(min=0)``, with h returned too."""
    if not body.is_graded:
        return
    for node, target in changes_in(body):
        if not _is_always_run(body, node):
            continue
        # A number is not changed in place.
        if isinstance(node, ast.AugAssign) and not body.is_array(target):
            continue
        together = [
            {each.id for each in value.elts if isinstance(each, ast.Name)}
            for value in body.returned
            if isinstance(value, ast.Tuple) and position(value) > position(node)
        ]
        for first, second in _names_for_one(body, node, _root(target)):
            if any({first, second} <= names for names in together):
                yield node, {"code": code(node), "name": first, "other": second}
                break


def _names_for_one(body: Body, node: ast.AST, changed: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of names that the array has when a node changes it: the older first."""
    last = {
        name: [pair for pair in assignments if not isinstance(pair[0], ast.AugAssign)][-1:]
        for name, assignments in body.assigned.items()
    }
    for second, assigned in last.items():
        for statement, value in assigned:
            first = changed if value is node else _array_named(body, statement, node)
            before = all(position(each) < position(statement) for each, _ in last.get(first, ()))
            if first and changed in (first, second) and first != second and before:
                yield first, second


def _array_named(body: Body, statement: ast.AST, change: ast.AST) -> str:
    """Return the name of an array that a statement gives a second name to, before a change."""
    match statement:
        case (
            ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=ast.expr() as value)
        ):
            named = isinstance(value, ast.Name) or (
                isinstance(value, ast.Attribute) and value.attr == "data"
            )
            is_before = position(statement) < position(change)
            if named and is_before and _is_always_run(body, statement):
                return _root(value)
    return ""


def _is_always_run(body: Body, node: ast.AST) -> bool:
    """Whether a function runs a node once, whatever happens."""
    return not (body.loops(node) or body.is_in_branch(node) or body.is_inner(node))


def _passed_in(body: Body) -> set[str]:
    """Return the names that hold what was passed in, all the time."""
    given = set(body.parameters)
    for name, assignments in body.assigned.items():
        plain = [
            value for statement, value in assignments if not isinstance(statement, ast.AugAssign)
        ]
        same = [_is_same_array(value, given) for value in plain]
        if same and all(same):
            given.add(name)
        elif same:
            given.discard(name)
    return given


def _is_same_array(value: ast.expr, given: set[str]) -> bool:
    """Whether a value is one of these arrays itself, or a view of it."""
    if isinstance(value, ast.Name):
        return value.id in given
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        sources = [value.func.value, *value.args]
        of_them = any(isinstance(each, ast.Name) and each.id in given for each in sources)
        return of_them and value.func.attr in _VIEWS
    if isinstance(value, ast.Attribute) and value.attr in ("T", "data"):
        return _is_same_array(value.value, given)
    return (
        isinstance(value, ast.Subscript)
        and isinstance(value.slice, ast.Slice)
        and (_root(value) in given)
    )


def _root(node: ast.AST) -> str:
    """Return the name that a target begins with: ``h`` of ``h[h < 0]``."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
