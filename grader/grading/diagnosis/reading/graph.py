"""Rules about the graph: what cuts it, or is changed behind its back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.grading.diagnosis.reading.autograd import (
    CUTS,
    backward_calls,
    beginning_of,
    differentiated,
    is_leaf_made,
    marks_in,
    names_marked,
)
from grader.grading.diagnosis.reading.body import Body, Fact, code
from grader.submission.program import called

_COPIES = ("torch.tensor", "torch.Tensor", "torch.FloatTensor")
_WEIGHTS = frozenset({"w1", "w2", "model", "net", "self"})
_UNRECORDED = frozenset({"dtype", "device", "grad", "len", "numel", "shape", "size"})
_DATA = frozenset({"x", "y", "X", "Y", "target", "targets", "labels"})


def cut(body: Body) -> Iterator[Fact]:
    """Find what takes a value out of the graph on its way to the loss."""
    for node in _on_the_way(body):
        before = _cut_off(body, node)
        if before is not None and not _is_leaf(body, node) and _is_learned(body, before):
            yield node, {"code": beginning_of(node)}

        # A helper that a value goes through on its way.
        helper = body.function_called(node)
        if helper is None or helper.is_graded or not isinstance(node, ast.Call):
            continue
        for inner in [each for value in helper.returned for each in helper.feeding(value)]:
            before = _cut_off(helper, inner)
            if before is None or _is_leaf(helper, inner) or _is_leaf(body, node):
                continue
            given = _handed_to(helper, node, before)
            if any(_is_learned(body, argument) for argument in given):
                yield inner, {"code": beginning_of(inner)}


def _is_learned(body: Body, node: ast.AST) -> bool:
    """Whether a value is computed from weights: where it is cut off, they get no gradient."""
    nodes = [*_recorded(body, node)]
    names = {each.id for each in nodes if isinstance(each, ast.Name)}
    weights = names & (_WEIGHTS | names_marked(body)) or any(map(body.is_model_called, nodes))
    return bool(weights) and body.is_computed(node)


def _recorded(body: Body, node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a value is computed from, without what only is a shape, or a gradient."""
    found: set[ast.AST] = set()
    pending = [node]
    while pending:
        each = pending.pop()
        if each in found or (isinstance(each, ast.Attribute) and each.attr in _UNRECORDED):
            continue
        found.add(each)
        yield each
        if isinstance(each, ast.Compare):
            continue  # no gradient passes through it
        if isinstance(each, ast.Name):
            pending += body.values_of(each)
        if not (isinstance(each, ast.Call) and called(each) in _UNRECORDED):
            pending += ast.iter_child_nodes(each)


def _handed_to(helper: Body, call: ast.Call, node: ast.AST) -> list[ast.expr]:
    """Return the arguments of a call from which its function computes a value."""
    names = {each.id for each in helper.feeding(node) if isinstance(each, ast.Name)}
    by_position = zip(helper.parameters, call.args, strict=False)
    return [
        *(argument for name, argument in by_position if name in names),
        *(keyword.value for keyword in call.keywords if keyword.arg in names),
    ]


def _cut_off(body: Body, node: ast.AST) -> ast.AST | None:
    """Return what a node takes out of the graph; None where it is no such node."""
    if isinstance(node, ast.Attribute) and node.attr == "data":
        return node.value
    if not isinstance(node, ast.Call):
        return None
    if called(node) in CUTS and isinstance(node.func, ast.Attribute):
        return node.func.value
    if is_leaf_made(node):
        return None
    copies = body.name_of(node.func) in (*_COPIES, "torch.from_numpy", "builtins.float")
    return node.args[0] if copies and node.args else None


def behind_autograd(body: Body) -> Iterator[Fact]:
    """Find a value on the way to the loss that is changed where autograd does not see it."""
    if not _hands_on_gradients(body):
        return
    targets: list[tuple[ast.AST, ast.AST]] = [
        (each, each.target) for each in body.all(ast.AugAssign)
    ]
    targets += [(each, target) for each in body.all(ast.Assign) for target in each.targets]
    targets += [(call, call.func) for call in body.all(ast.Call) if called(call).endswith("_")]
    for node, target in targets:
        data = [
            each
            for each in ast.walk(target)
            if isinstance(each, ast.Attribute) and each.attr == "data"
        ]
        if data and body.is_computed(data[0].value):
            yield node, {"code": code(node)}


def loss_made_leaf(body: Body) -> Iterator[Fact]:
    """Find a loss that is made a new tensor of its own before ``backward``."""
    for call in backward_calls(body):
        receiver = differentiated(call)
        values = body.values_of(receiver) if isinstance(receiver, ast.Name) else [receiver]
        for value in values:
            if not isinstance(value, ast.Call) or not is_leaf_made(value):
                continue
            # Of a tensor that is marked itself, the graph is there.
            new = body.name_of(value.func) or _cuts_in(value)
            if new and body.is_computed(value):
                yield value, {"code": code(value)}


def _cuts_in(value: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) and called(each) in CUTS for each in ast.walk(value))


def argmax_on_the_way(body: Body) -> Iterator[Fact]:
    """Find an argmax on the way to the loss: it has no derivative."""
    for node in _on_the_way(body):
        if isinstance(node, ast.Call) and called(node) in ("argmax", "round"):
            # That of labels is none of the model's outputs.
            method = isinstance(node.func, ast.Attribute) and not body.name_of(node.func)
            of = node.func.value if method else next(iter(node.args), None)  # type: ignore[attr-defined]
            if of is not None and _is_learned(body, of) and not _is_picked(body, node):
                yield node, {"code": beginning_of(node)}


def _is_picked(body: Body, node: ast.AST) -> bool:
    """Whether a value is an index, or is taken out of the graph on purpose."""
    return any(
        isinstance(outer, ast.Subscript) or (isinstance(outer, ast.Call) and called(outer) in CUTS)
        for outer in body.above(node)
    )


def _on_the_way(body: Body) -> Iterator[ast.AST]:
    """Yield what the values are computed from through which gradients flow."""
    if not body.program.asked.autograd:
        return
    ends: list[ast.AST] = [*map(differentiated, backward_calls(body))]
    if _hands_on_gradients(body):
        ends += body.returned

    seen: set[ast.AST] = set()
    for end in ends:
        for node in _recorded(body, end):
            if node not in seen:
                seen.add(node)
                yield node


def _hands_on_gradients(body: Body) -> bool:
    """Whether gradients flow through what a function returns: a loss, a module's ``forward``."""
    name = body.node.name
    if not body.program.asked.autograd or not body.is_graded:
        return False
    return name == "loss" if name == body.outer else name == "forward"


def _is_leaf(body: Body, node: ast.AST) -> bool:
    """Whether what was cut off becomes a new leaf: weights after an update, for example."""
    above = [node, *body.above(node)]
    calls = [each for each in above if isinstance(each, ast.Call)]
    helpers = [helper for helper in map(body.function_called, calls) if helper]
    if any(map(is_leaf_made, calls)) or any(marks_in(helper.node) for helper in helpers):
        return True
    statement = body.statement(node)
    names = {name for name, each in body.assigned.items() if any(s is statement for s, _ in each)}
    return bool(names & names_marked(body))


def loss_under_no_grad(body: Body) -> Iterator[Fact]:
    """Find a loss, or all that it is computed from, where autograd does not record."""
    ends: list[ast.expr] = [*map(differentiated, backward_calls(body))]
    if _hands_on_gradients(body):
        ends += body.returned
    for end in ends:
        nodes = _unrecorded(body, end)
        if nodes:
            yield nodes[0], {}
            return


def _unrecorded(body: Body, end: ast.expr) -> list[ast.AST]:
    """Return where a value is computed under no_grad; nothing where some of it is recorded."""
    values = [end] if not isinstance(end, ast.Name) else body.values_of(end)
    found: list[ast.AST] = []
    for value in values:
        inner = [each for each in ast.walk(value) if isinstance(each, ast.Name)]
        given = [each for each in inner if each.id in body.assigned and each.id not in _DATA]
        computed = [each for each in given if body.is_computed(each)]
        parts = [part for each in computed for part in body.values_of(each)]
        if body.is_computed(value) and body.is_under_no_grad(value):
            found.append(value)
        elif (
            not parts
            or not all(map(body.is_under_no_grad, parts))
            or any(map(body.is_model_called, ast.walk(value)))
            or {each.id for each in inner} & (_WEIGHTS | names_marked(body) | body.functions.keys())
        ):
            return []
        else:
            found += [part for part in parts if hasattr(part, "lineno")]
    return found
