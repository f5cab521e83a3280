"""Rules about a training step: backward, update, and clearing, in their order and loops."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.grading.diagnosis.reading.autograd import (
    backward_calls,
    clearing,
    differentiated,
    is_grad,
    loop_of,
    marks_in,
    names_with_grad,
    reads_grad,
    updates_in_place,
)
from grader.grading.diagnosis.reading.body import Body, Fact, code, line_of, names_in
from grader.submission.program import called

_COMPUTES_GRADIENTS = re.compile(r"^torch\.(autograd|func)\b|backward|\.grad\b|\bvjp")


def gradients_kept(body: Body) -> Iterator[Fact]:
    """Find a loop in which gradients are never cleared."""
    backwards = backward_calls(body)
    if not backwards or clearing(body) or _other_clears(body):
        return
    updates = [body.loops(node) for node in _steps(body)]
    for call in backwards:
        loop = loop_of(body, call)
        # The gradients of several batches may be added up for one step.
        added_up = any(loop not in around for around in updates)
        if loop is not None and not added_up and not _renews(body, loop):
            yield call, {}
            return


def _renews(body: Body, loop: ast.AST) -> bool:
    """Whether a loop makes the weights anew, so that their gradients begin at nothing."""
    assigned = {
        name
        for name, each in body.assigned.items()
        for statement, _ in each
        if isinstance(statement, ast.Assign) and loop in body.loops(statement)
    }
    return bool(names_with_grad(body) & assigned) or marks_in(loop)


def _other_clears(body: Body) -> bool:
    """Whether other code of the program, which may be called, clears gradients."""
    own = {id(each) for each in body.all(ast.Attribute)}
    attributes = body.program.attributes
    cleared = [*attributes.get("zero_grad", []), *attributes.get("zero_", [])]
    cleared += [each for each in attributes.get("grad", []) if not isinstance(each.ctx, ast.Load)]
    return any(id(each) not in own for each in cleared)


def cleared_early(body: Body) -> Iterator[Fact]:
    """Find gradients that are cleared after ``backward`` and before the update."""
    backwards = backward_calls(body)
    all_updates = _steps(body) if backwards else []
    all_clears = clearing(body) if backwards else []
    for call in backwards:
        loop = loop_of(body, call)
        updates = [node for node in all_updates if loop in body.loops(node)]
        clears = [node for node in all_clears if loop in body.loops(node)]
        if loop is None or not updates or not clears:
            continue
        # Gradients that have a name, or a copy, are still there.
        read = _is_call_of_step(updates[0]) or reads_grad(updates[0])
        between = line_of(call) < line_of(clears[0]) and line_of(clears[-1]) < line_of(updates[0])
        if read and between:
            yield clears[0], {"code": code(clears[0])}


def cleared_halfway(body: Body) -> Iterator[Fact]:
    """Find gradients that are cleared in the middle of an update: the later weights find none."""
    backwards = backward_calls(body)
    reads = [node for node in body.all(ast.Attribute) if is_grad(node)] if backwards else []
    updates = [each for node, _ in updates_in_place(body) for each in ast.walk(node)]
    used = [node for node in reads if node in {*updates} and isinstance(node.ctx, ast.Load)]
    for clear in filter(_empties, clearing(body) if used else ()):
        if body.is_in_branch(clear) or body.is_inner(clear) or not body.loops(clear):
            continue
        if _clears_in_loop(body, clear, used, backwards) or _clears_between(
            body, clear, used, backwards
        ):
            yield clear, {"code": code(clear)}
            return


def _clears_in_loop(
    body: Body, clear: ast.AST, used: Sequence[ast.Attribute], backwards: Sequence[ast.Call]
) -> bool:
    """Whether a loop over weights clears the gradients of all of them in each pass."""
    inner = {*ast.walk(clear)}
    for loop in body.loops(clear):
        if not isinstance(loop, ast.For) or any(loop in body.loops(each) for each in backwards):
            return False
        weights = names_in(loop.target)
        own = [node for node in used if names_in(node) & weights and node not in inner]
        cleared = {each.id for each in body.feeding(clear) if isinstance(each, ast.Name)}
        if any(loop in body.loops(node) for node in own) and not cleared & weights:
            return _clears_all(body, clear, loop)
    return False


def _clears_all(body: Body, clear: ast.AST, loop: ast.For) -> bool:
    """Whether all weights that a loop goes through are cleared: by their model, or in a loop."""
    owner = _cleared_by_zero_grad(clear)
    if isinstance(owner, ast.Name):
        through = {each.id for each in body.feeding(loop.iter) if isinstance(each, ast.Name)}
        return owner.id in body.parameters and owner.id in through
    (again, *_) = body.loops(clear)
    return isinstance(again, ast.For) and again is not loop and code(again.iter) == code(loop.iter)


def _clears_between(
    body: Body, clear: ast.AST, used: Sequence[ast.Attribute], backwards: Sequence[ast.Call]
) -> bool:
    """Whether gradients are cleared after the update of one weight, and before another's."""
    loop = loop_of(body, clear)
    around = [call for call in backwards if loop_of(body, call) is loop]
    own = [node for node in used if loop_of(body, node) is loop]
    begin = max((line_of(call) for call in around if line_of(call) < line_of(clear)), default=0)
    end = min((line_of(call) for call in around if line_of(call) > line_of(clear)), default=None)
    before = [node for node in own if begin < line_of(node) < line_of(clear)]
    after = [
        node
        for node in own
        if line_of(clear) < line_of(node)
        and (end is None or line_of(node) < end)
        and _clears(body, clear, node)
    ]
    return bool(begin and before and after)


def _clears(body: Body, clear: ast.AST, grad: ast.Attribute) -> bool:
    """Whether a gradient, which is read further below, is one of those that are cleared."""
    between = range(line_of(clear), line_of(grad))
    for name in names_in(grad):
        if any(line_of(statement) in between for statement, _ in body.assigned.get(name, [])):
            return False  # of another weight by then

    owner = _cleared_by_zero_grad(clear)
    if owner is not None:
        return code(grad.value).startswith(f"{code(owner)}.")
    return code(grad) in {code(each) for each in ast.walk(clear) if is_grad(each)}


def _cleared_by_zero_grad(node: ast.AST) -> ast.expr | None:
    """Return what ``zero_grad`` is called of; None for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(attr="zero_grad", value=owner)):
            return owner
    return None


def _empties(clear: ast.AST) -> bool:
    """Whether nothing of a gradient is left, as it is not after ``mul_``."""
    match clear:
        case ast.Call():
            return called(clear) in ("zero_grad", "zero_")
        case ast.Assign(value=ast.Constant(value=None)) | ast.Delete():
            return True
    return False


def _is_call_of_step(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) == "step"


def step_early(body: Body) -> Iterator[Fact]:
    """Find an update that stands before ``backward`` in its loop."""
    backwards = backward_calls(body)
    all_steps = _steps(body) if backwards else []
    for call in backwards:
        loop = loop_of(body, call)
        if any(loop not in body.loops(other) for other in backwards):
            continue  # the first gradients are there before the loop
        steps = [node for node in all_steps if loop in body.loops(node)]
        early = steps and line_of(steps[-1]) < line_of(call)
        if loop is not None and early and not body.is_in_branch(steps[-1]):
            yield steps[-1], {"code": code(steps[-1])}


def _steps(body: Body) -> Sequence[ast.AST]:
    """Return the updates: an optimizer's, or by a gradient."""
    steps = [call for call in body.calls("step") if _is_of_optimizer(body, call)]
    by_hand = [node for node, _ in updates_in_place(body)]
    named = [
        statement
        for each in body.assigned.values()
        for statement, value in each
        if isinstance(statement, ast.Assign) and reads_grad(value) and body.loops(statement)
    ]
    return sorted([*steps, *by_hand, *named], key=line_of)


def _is_of_optimizer(body: Body, call: ast.Call) -> bool:
    """Whether a method is called of an optimizer: by its name, or as one made by torch.optim."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if owner is None or "sched" in code(owner).lower():
        return False
    made = [node for node in body.feeding(owner) if isinstance(node, ast.Call)]
    by_torch = any(body.name_of(node.func).startswith("torch.optim.") for node in made)
    by_own = any(called(node) == "build_optimizer" for node in made)
    return by_torch or by_own or "opt" in code(owner).lower() or "优化" in code(owner)


def cleared_outside(body: Body) -> Iterator[Fact]:
    """Find gradients that are cleared outside the loop in which they add up."""
    backwards = backward_calls(body)
    clears = clearing(body) if backwards else []
    if not clears or _other_clears(body):
        return
    steps = _steps(body)
    for call in backwards:
        loop = loop_of(body, call)
        if loop is None or any(loop in body.loops(node) for node in clears) or _renews(body, loop):
            continue
        # Between two loops, the gradients of several batches may be added up for one step.
        updates = [loop in body.loops(node) for node in steps]
        if all(updates) if updates else not any(map(body.loops, clears)):
            yield clears[0], {"code": code(clears[0])}


def never_backward(body: Body) -> Iterator[Fact]:
    """Find an optimizer's step in a function that computes no gradient."""
    steps = [call for call in body.calls("step") if body.loops(call) and not call.args]
    steps = [call for call in steps if _is_of_optimizer(body, call)]
    program = body.program
    elsewhere = [program.attributes.get(name) for name in ("backward", "grad")]
    by_name = any(_COMPUTES_GRADIENTS.search(name) for _, name in program.used)
    if steps and not any(elsewhere) and not by_name and "step" not in program.defined:
        yield steps[0], {"code": code(steps[0])}


def never_step(body: Body) -> Iterator[Fact]:
    """Find a loop with an optimizer that never takes a step."""
    zeroed = [call for call in body.calls("zero_grad") if body.loops(call)]
    zeroed = [call for call in zeroed if _is_of_optimizer(body, call)]
    attributes = body.program.attributes
    by_hand = attributes.get("step") or attributes.get("grad") or "step" in body.program.defined
    if zeroed and not by_hand and body.calls("backward"):
        owner = zeroed[0].func.value  # type: ignore[attr-defined]
        yield zeroed[0], {"name": code(owner)}


def backward_again(body: Body) -> Iterator[Fact]:
    """Find a loop that goes backward through one loss again and again."""
    for call in backward_calls(body):
        receiver = differentiated(call)
        loop = loop_of(body, call)
        # With a gradient that arrives, it is one row of a Jacobian after the other.
        rows = call.args or any(keyword.arg == "gradient" for keyword in call.keywords)
        if loop is None or not isinstance(receiver, ast.Name) or rows:
            continue
        statements = [statement for statement, _ in body.assigned.get(receiver.id, [])]
        if statements and not any(loop in (each, *body.loops(each)) for each in statements):
            yield call, {"name": receiver.id}


def losses_added_up(body: Body) -> Iterator[Fact]:
    """Find ``backward`` of a sum over all steps so far."""
    for call in backward_calls(body):
        receiver = differentiated(call)
        loop = loop_of(body, call)
        if loop is None or not isinstance(receiver, ast.Name):
            continue
        inside = [
            (statement, value)
            for statement, value in body.assigned.get(receiver.id, [])
            if loop in (statement, *body.loops(statement))
        ]
        adding = [each for each in inside if _adds_to(each, receiver.id)]
        if adding and len(adding) == len(inside):
            yield adding[0][0], {"name": receiver.id}


def _adds_to(assignment: tuple[ast.AST, ast.expr], name: str) -> bool:
    statement, value = assignment
    if isinstance(statement, ast.AugAssign):
        return isinstance(statement.op, ast.Add)
    adds = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)
    return adds and name in names_in(value)
