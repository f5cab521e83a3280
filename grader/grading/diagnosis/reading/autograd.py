"""What rules ask about autograd: leaves, gradients, updates, weights."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import cast

from grader.grading.diagnosis.reading.body import Body, code, line_of, names_in
from grader.submission.program import called

CUTS = frozenset({"detach", "item", "numpy", "tolist"})
_IN_PLACE = frozenset({"add_", "sub_", "copy_", "addcmul_"})
_PARAMETERS = re.compile(r"(list\(|tuple\(|\[\*)?(\w+\.)+(named_)?parameters\(\)[\])]?")
_MARKING = ("requires_grad_", "retain_grad", "Parameter", "Variable")


def is_leaf_made(call: ast.Call) -> bool:
    """Whether a call makes a leaf that requires gradients."""
    keywords = [each for each in call.keywords if each.arg == "requires_grad"]
    return called(call) in ("requires_grad_", "Parameter", "Variable") or bool(keywords)


def names_marked(body: Body) -> set[str]:
    """Return the names whose tensors get ``requires_grad``."""
    marked = set()
    for call in body.calls("requires_grad_", "retain_grad"):
        if isinstance(call.func, ast.Attribute):
            marked |= names_in(call.func.value)
    for statement in body.all(ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Attribute) and target.attr == "requires_grad":
                marked |= names_in(target.value)
    # A loop over weights, or over a name for a list of them, marks them all.
    through: list[tuple[ast.expr, ast.expr]] = [
        *((loop.target, loop.iter) for loop in body.all(ast.For)),
        *((each.target, each.iter) for each in body.all(ast.comprehension)),
    ]
    for target, iterated in through:
        if names_in(target) & marked:
            marked |= {each.id for each in body.feeding(iterated) if isinstance(each, ast.Name)}
    return marked


def beginning_of(node: ast.AST) -> str:
    """Return a call or attribute without what it is applied to: ``.data``, ``np.sum(…)``."""
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if isinstance(node.func.value, ast.Name) and node.func.value.id in ("torch", "np", "F"):
            return f"{code(node.func)}(…)"
        return f".{node.func.attr}()"
    return f"{code(node.func)}(…)" if isinstance(node, ast.Call) else code(node)


def backward_calls(body: Body) -> list[ast.Call]:
    """Return the calls of ``backward`` as a method of a tensor."""
    own = "backward" in body.program.defined
    if own or not body.program.asked.autograd:
        return []
    return [call for call in body.calls("backward") if isinstance(call.func, ast.Attribute)]


def differentiated(call: ast.Call) -> ast.expr:
    """Return the value that ``backward`` is called of."""
    return cast("ast.Attribute", call.func).value


def updates_in_place(body: Body) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Yield the changes in place by a gradient, with what they change."""
    for statement in body.all(ast.AugAssign):
        if _uses_grad(body, statement.value):
            yield statement, statement.target
    for call in body.all(ast.Call):
        changes = (
            called(call) in _IN_PLACE
            and not body.name_of(call.func)
            and isinstance(call.func, ast.Attribute)
        )
        if changes and any(_uses_grad(body, argument) for argument in call.args):
            yield call, call.func.value  # type: ignore[attr-defined]


def _uses_grad(body: Body, node: ast.AST) -> bool:
    return any(is_grad(each) for each in body.feeding(node))


def is_grad(node: ast.AST) -> bool:
    """Whether a node is a ``.grad``."""
    return isinstance(node, ast.Attribute) and node.attr == "grad"


def reads_grad(node: ast.AST) -> bool:
    """Whether there is a ``.grad`` in a node."""
    return any(map(is_grad, ast.walk(node)))


def over_parameters(body: Body, name: str) -> bool:
    """Whether a name runs through weights in a loop: ``for p in model.parameters()``."""
    for statement, value in body.assigned.get(name, []):
        held = body.values_of(value) if isinstance(value, ast.Name) else [value]
        for each in held if isinstance(statement, ast.For) else ():
            if isinstance(each, (ast.Tuple, ast.List)) or _PARAMETERS.fullmatch(code(each)):
                return True
    return False


def names_with_grad(body: Body) -> set[str]:
    """Return the names whose gradients are read."""
    owners = [node for node in body.all(ast.Attribute) if node.attr == "grad"]
    named = {node: node.value.id for node in owners if isinstance(node.value, ast.Name)}
    # A gradient that the code sets itself is there.
    stored = {name for node, name in named.items() if isinstance(node.ctx, ast.Store)}
    tested = {node for node in named if isinstance(body.parent(node), ast.Compare)}
    return {name for node, name in named.items() if node not in tested} - stored


def marks_in(node: ast.AST) -> bool:
    """Whether a loop or function marks tensors with ``requires_grad``, or makes weights again."""
    return any(
        (isinstance(each, ast.Call) and called(each) in _MARKING)
        or (isinstance(each, ast.keyword) and each.arg == "requires_grad")
        or (isinstance(each, ast.Attribute) and each.attr == "requires_grad")
        for each in ast.walk(node)
    )


def clearing(body: Body) -> list[ast.AST]:
    """Return what clears gradients, in the order of the text."""
    found: list[ast.AST] = [*body.calls("zero_grad")]
    found += [
        call for call in body.calls("zero_", "fill_", "mul_", "copy_") if reads_grad(call.func)
    ]
    for statement in body.all(ast.Assign):
        if any(map(reads_grad, statement.targets)):
            found.append(statement)
    found += [node for node in body.all(ast.AugAssign) if reads_grad(node.target)]
    found += [node for node in body.all(ast.Delete) if any(map(reads_grad, node.targets))]
    return sorted(found, key=line_of)


def loop_of(body: Body, node: ast.AST) -> ast.AST | None:
    """Return the innermost loop whose body a node is in."""
    return next(iter(body.loops(node)), None)
