"""Rules about autograd: what cuts the graph, where gradients are kept, added up, and cleared."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.grading.diagnosis.reading.body import Body, Fact, code, line_of
from grader.submission.program import called

_CUTS = frozenset({"detach", "item", "numpy", "tolist"})
_COPIES = ("torch.tensor", "torch.as_tensor", "torch.Tensor", "torch.FloatTensor")
_WITH_GRAPH = frozenset({"loss", "forward"})  # functions through whose results gradients flow
_COPYING = frozenset({"clone", "copy", "deepcopy"})
_MAKES = ("torch.tensor", "torch.as_tensor", "torch.from_numpy", "torch.randn", "torch.zeros")
_IN_PLACE = frozenset({"add_", "sub_", "copy_", "addcmul_"})


def cut(body: Body) -> Iterator[Fact]:
    """Find what takes a value out of the graph on its way to the loss."""
    for node in _on_the_way(body):
        before = _cut_off(body, node)
        if before is not None and body.is_computed(before) and not _is_leaf(body, node):
            yield node, {"code": _short(node)}

        # A helper that a value goes through on its way.
        helper = body.function_called(node)
        if helper is None or helper.is_graded:
            continue
        for inner in [each for value in helper.returned for each in helper.feeding(value)]:
            before = _cut_off(helper, inner)
            if before is not None and not _is_leaf(helper, inner) and _is_given(helper, before):
                yield inner, {"code": _short(inner)}


def _cut_off(body: Body, node: ast.AST) -> ast.AST | None:
    """Return what a node takes out of the graph; None where it is no such node."""
    if isinstance(node, ast.Attribute) and node.attr == "data":
        return node.value
    if not isinstance(node, ast.Call):
        return None
    if called(node) in _CUTS and isinstance(node.func, ast.Attribute):
        return node.func.value
    copies = body.name_of(node.func) in (*_COPIES, "torch.from_numpy", "builtins.float")
    return node.args[0] if copies and node.args else None


def _is_given(body: Body, node: ast.AST) -> bool:
    """Whether a value comes from a parameter."""
    return any(
        isinstance(each, ast.Name) and each.id in body.parameters for each in body.feeding(node)
    )


def argmax_on_the_way(body: Body) -> Iterator[Fact]:
    """Find an argmax on the way to the loss: it has no derivative."""
    for node in _on_the_way(body):
        if isinstance(node, ast.Call) and called(node) in ("argmax", "round"):
            yield node, {"code": _short(node)}


def _on_the_way(body: Body) -> Iterator[ast.AST]:
    """Yield what the values are computed from through which gradients flow."""
    if not body.program.asked.autograd:
        return
    ends: list[ast.AST] = [call.func.value for call in _backwards(body)]  # type: ignore[attr-defined]
    if body.node.name in _WITH_GRAPH and body.is_graded:
        ends += body.returned

    seen: set[ast.AST] = set()
    for end in ends:
        for node in body.feeding(end):
            if node not in seen:
                seen.add(node)
                yield node


def _is_leaf(body: Body, node: ast.AST) -> bool:
    """Whether what was cut off becomes a new leaf: weights after an update, for example."""
    above = [node, *body.above(node)]
    calls = [each for each in above if isinstance(each, ast.Call)]
    helpers = [helper for helper in map(body.function_called, calls) if helper]
    marks = any(helper.calls("requires_grad_") for helper in helpers)
    if marks or any(called(call) == "requires_grad_" for call in calls):
        return True
    statement = body.statement(node)
    names = {name for name, each in body.assigned.items() if any(s is statement for s, _ in each)}
    return bool(names & _marked(body))


def _marked(body: Body) -> set[str]:
    """Return the names whose tensors get ``requires_grad``."""
    marked = set()
    for call in body.calls("requires_grad_", "retain_grad"):
        if isinstance(call.func, ast.Attribute):
            marked |= _names_in(call.func.value)
    for statement in body.all(ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Attribute) and target.attr == "requires_grad":
                marked |= _names_in(target.value)
    # A loop over a list of weights marks them all.
    for loop in body.all(ast.For):
        if isinstance(loop.target, ast.Name) and loop.target.id in marked:
            marked |= _names_in(loop.iter)
    return marked


def _short(node: ast.AST) -> str:
    """Return how a call or attribute begins or ends, without what it is applied to."""
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if isinstance(node.func.value, ast.Name) and node.func.value.id in ("torch", "np", "F"):
            return f"{code(node.func)}(…)"
        return f".{node.func.attr}()"
    return f"{code(node.func)}(…)" if isinstance(node, ast.Call) else code(node)


def _backwards(body: Body) -> list[ast.Call]:
    """Return the calls of ``backward`` as a method of a tensor."""
    own = "backward" in body.program.defined
    if own or not body.program.asked.autograd:
        return []
    return [call for call in body.calls("backward") if isinstance(call.func, ast.Attribute)]


def loss_under_no_grad(body: Body) -> Iterator[Fact]:
    """Find a loss that is computed where autograd does not record."""
    for call in _backwards(body):
        for node in body.feeding(call.func.value):  # type: ignore[attr-defined]
            if _is_step_of(body, node) and body.is_under_no_grad(node):
                yield node, {}
                return
    if body.program.asked.autograd and body.is_graded and body.node.name in _WITH_GRAPH:
        for end in body.returned:
            for node in body.feeding(end):
                if _is_step_of(body, node) and body.is_under_no_grad(node):
                    yield node, {}
                    return


def _is_step_of(body: Body, node: ast.AST) -> bool:
    """Whether a node itself is an operation on tensors, that may be recorded."""
    is_operation = isinstance(node, (ast.Call, ast.BinOp))
    return is_operation and hasattr(node, "lineno") and body.is_computed(node)


def update_recorded(body: Body) -> Iterator[Fact]:
    """Find an update in place where autograd records it."""
    for node, target in _updates_in_place(body):
        by_data = any(isinstance(n, ast.Attribute) and n.attr == "data" for n in ast.walk(target))
        if not by_data and not body.is_under_no_grad(node):
            yield node, {"name": code(target)}


def _updates_in_place(body: Body) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Yield the changes in place by a gradient, with what they change."""
    for statement in body.all(ast.AugAssign):
        if _uses_grad(body, statement.value):
            yield statement, statement.target
    for call in body.all(ast.Call):
        changes = called(call) in _IN_PLACE and isinstance(call.func, ast.Attribute)
        if changes and any(_uses_grad(body, argument) for argument in call.args):
            yield call, call.func.value  # type: ignore[attr-defined]


def _uses_grad(body: Body, node: ast.AST) -> bool:
    return any(_is_grad(each) for each in body.feeding(node))


def _is_grad(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "grad"


def _reads_grad(node: ast.AST) -> bool:
    return any(map(_is_grad, ast.walk(node)))


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
            again = any(loop in body.loops(each) for each in others) or _marks_in(loop)
            if _over_parameters(body, name) or again:
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
            if isinstance(statement, ast.Assign) and _over_parameters(body, name):
                is_target = any(isinstance(each, ast.Name) for each in statement.targets)
                if is_target and _reads_grad(value):
                    yield statement, {"name": name, "code": code(statement)}
    for node, target in _updates_in_place(body):
        for copy in body.feeding(target):
            copies = isinstance(copy, ast.Call) and called(copy) in _COPYING
            if copies and any(_is_weight(body, each) for each in ast.walk(copy)):
                yield node, {"name": code(target), "code": code(node)}
                return


def _is_weight(body: Body, node: ast.AST) -> bool:
    """Whether a name runs through a model's parameters, in a loop or a list."""
    if not isinstance(node, ast.Name):
        return False
    over_model = any(
        node.id in _names_in(comprehension.target) and "parameters()" in code(comprehension.iter)
        for comprehension in body.all(ast.comprehension)
    )
    return over_model or _over_parameters(body, node.id)


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _over_parameters(body: Body, name: str) -> bool:
    """Whether a name runs through weights in a loop: ``for p in model.parameters()``."""
    for loop in body.all(ast.For):
        listed = isinstance(loop.iter, (ast.Tuple, ast.List))
        if name in _names_in(loop.target) and (listed or "parameters()" in code(loop.iter)):
            return True
    return False


def gradients_kept(body: Body) -> Iterator[Fact]:
    """Find a loop in which gradients are never cleared."""
    for call in _backwards(body):
        loops = body.loops(call)
        renewed = _with_grad(body) & {
            name
            for name, each in body.assigned.items()
            for statement, _ in each
            if isinstance(statement, ast.Assign) and loops and loops[0] in body.loops(statement)
        }
        if not loops or renewed or _clears(body) or _marks_in(loops[0]) or _other_clears(body):
            continue
        yield call, {}
        return


def _with_grad(body: Body) -> set[str]:
    """Return the names whose gradients are read."""
    owners = [node.value for node in body.all(ast.Attribute) if node.attr == "grad"]
    return {owner.id for owner in owners if isinstance(owner, ast.Name)}


def _other_clears(body: Body) -> bool:
    """Whether other code of the program, which may be called, clears gradients."""
    attributes = body.program.attributes
    own = {id(each) for each in body.all(ast.Attribute)}
    return any(
        id(each) not in own for name in ("zero_grad", "zero_") for each in attributes.get(name, [])
    )


def _marks_in(loop: ast.AST) -> bool:
    """Whether weights are made anew in a loop."""
    return any(
        (isinstance(each, ast.Call) and called(each) in ("requires_grad_", "Parameter", "Variable"))
        or (isinstance(each, ast.keyword) and each.arg == "requires_grad")
        or (isinstance(each, ast.Attribute) and each.attr == "requires_grad")
        for each in ast.walk(loop)
    )


def _clears(body: Body) -> list[ast.AST]:
    """Return what clears gradients, in the order of the text."""
    found: list[ast.AST] = [*body.calls("zero_grad")]
    found += [call for call in body.calls("zero_", "fill_", "mul_") if _reads_grad(call.func)]
    for statement in body.all(ast.Assign):
        if any(map(_reads_grad, statement.targets)):
            found.append(statement)
    found += [node for node in body.all(ast.AugAssign) if _reads_grad(node.target)]
    return sorted(found, key=line_of)


def cleared_early(body: Body) -> Iterator[Fact]:
    """Find gradients that are cleared after ``backward`` and before the update."""
    for call in _backwards(body):
        loop = _loop_of(body, call)
        updates = [node for node in _steps(body) if loop in body.loops(node)]
        clears = [node for node in _clears(body) if loop in body.loops(node)]
        if loop is None or not updates or not clears:
            continue
        if line_of(call) < line_of(clears[0]) and line_of(clears[-1]) < line_of(updates[0]):
            yield clears[0], {"code": code(clears[0])}


def step_early(body: Body) -> Iterator[Fact]:
    """Find an update that stands before ``backward`` in its loop."""
    for call in _backwards(body):
        loop = _loop_of(body, call)
        steps = [node for node in _steps(body) if loop in body.loops(node)]
        early = steps and line_of(steps[-1]) < line_of(call)
        if loop is not None and early and not body.is_in_branch(steps[-1]):
            yield steps[-1], {"code": code(steps[-1])}


def _loop_of(body: Body, node: ast.AST) -> ast.AST | None:
    return next(iter(body.loops(node)), None)


def _steps(body: Body) -> Sequence[ast.AST]:
    """Return the updates: an optimizer's, or by a gradient."""
    steps = [call for call in body.calls("step") if isinstance(call.func, ast.Attribute)]
    by_hand = [node for node, _ in _updates_in_place(body)]
    named = [
        statement
        for each in body.assigned.values()
        for statement, value in each
        if isinstance(statement, ast.Assign) and _reads_grad(value) and body.loops(statement)
    ]
    return sorted([*steps, *by_hand, *named], key=line_of)


def cleared_outside(body: Body) -> Iterator[Fact]:
    """Find gradients that are cleared once, before the loop."""
    for call in _backwards(body):
        loop = _loop_of(body, call)
        clears = _clears(body)
        outside = clears and not any(map(body.loops, clears))
        if loop is not None and outside and not _marks_in(loop):
            yield clears[0], {"code": code(clears[0])}


def never_backward(body: Body) -> Iterator[Fact]:
    """Find an optimizer's step in a function that computes no gradient."""
    steps = [call for call in body.calls("step") if body.loops(call)]
    elsewhere = body.program.attributes.get("backward") or body.program.attributes.get("grad")
    if steps and not body.calls("backward") and not elsewhere:
        yield steps[0], {"code": code(steps[0])}


def never_step(body: Body) -> Iterator[Fact]:
    """Find a loop with an optimizer that never takes a step."""
    zeroed = [call for call in body.calls("zero_grad") if body.loops(call)]
    if not zeroed or body.program.attributes.get("step") or "step" in body.program.defined:
        return
    if body.calls("backward") and not _steps(body) and isinstance(zeroed[0].func, ast.Attribute):
        owner = code(zeroed[0].func.value)
        if "model" not in owner and "net" not in owner:
            yield zeroed[0], {"name": owner}


def backward_again(body: Body) -> Iterator[Fact]:
    """Find a loop that goes backward through one loss again and again."""
    for call in _backwards(body):
        receiver = call.func.value  # type: ignore[attr-defined]
        loop = _loop_of(body, call)
        if loop is None or not isinstance(receiver, ast.Name):
            continue
        statements = [statement for statement, _ in body.assigned.get(receiver.id, [])]
        if statements and not any(loop in (each, *body.loops(each)) for each in statements):
            yield call, {"name": receiver.id}


def losses_added_up(body: Body) -> Iterator[Fact]:
    """Find ``backward`` of a sum over all steps so far."""
    for call in _backwards(body):
        receiver = call.func.value  # type: ignore[attr-defined]
        loop = _loop_of(body, call)
        if loop is None or not isinstance(receiver, ast.Name):
            continue
        inside = [
            (statement, value)
            for statement, value in body.assigned.get(receiver.id, [])
            if loop in body.loops(statement)
        ]
        adding = [each for each in inside if _adds_to(each, receiver.id)]
        if adding and len(adding) == len(inside):
            yield adding[0][0], {"name": receiver.id}


def _adds_to(assignment: tuple[ast.AST, ast.expr], name: str) -> bool:
    statement, value = assignment
    if isinstance(statement, ast.AugAssign):
        return isinstance(statement.op, ast.Add)
    names = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and name in names


def grad_not_required(body: Body) -> Iterator[Fact]:
    """Find a tensor whose ``.grad`` is read, and that does not require gradients."""
    marked = _marked(body)
    read = {
        each.value.id: each
        for each in reversed(body.all(ast.Attribute))
        if each.attr == "grad" and isinstance(each.value, ast.Name)
    }
    for name, node in read.items():
        assignments = [
            each for each in body.assigned.get(name, []) if not isinstance(each[0], ast.AugAssign)
        ]
        if name in marked or not _backwards(body):
            continue
        if not assignments and name in body.parameters and body.is_graded:
            if not _is_handed_on(body, name):
                yield node, {"name": name}
        elif assignments and all(_never_requires(body, value) for _, value in assignments):
            yield assignments[0][0], {"name": name}


def _never_requires(body: Body, value: ast.expr) -> bool:
    """Whether a value is a new tensor, or a copy of an argument, that requires no gradients."""
    if not isinstance(value, ast.Call):
        return False
    if any(
        isinstance(each, ast.keyword) and each.arg in ("requires_grad", None)
        for each in ast.walk(value)
    ):
        return False
    copied: ast.AST = value
    while isinstance(copied, ast.Call) and called(copied) in ("clone", "detach"):
        copied = copied.func.value if isinstance(copied.func, ast.Attribute) else copied.func
    of_argument = copied is not value and isinstance(copied, ast.Name)
    return body.name_of(value.func) in _MAKES or (of_argument and copied.id in body.parameters)  # type: ignore[attr-defined]


def _is_handed_on(body: Body, name: str) -> bool:
    """Whether a function of the program's own, which may mark it, gets a tensor."""
    return any(
        isinstance(each, ast.Name) and each.id == name
        for call in body.all(ast.Call)
        if (own := body.function_called(call)) and own.calls("requires_grad_")
        for argument in call.args
        for each in ast.walk(argument)
    )


def no_leaf(body: Body) -> Iterator[Fact]:
    """Find a tensor whose ``.grad`` is read, and that is computed from the one that has it."""
    marked = _marked(body)
    for name in _with_grad(body):
        for statement, value in body.assigned.get(name, []):
            if not isinstance(value, ast.Call) or called(value) not in _COMPUTING:
                continue
            inner = [call for call in ast.walk(value) if isinstance(call, ast.Call)]
            before = any(
                called(call) == "requires_grad_"
                or any(keyword.arg == "requires_grad" for keyword in call.keywords)
                for call in inner
                if call is not value
            )
            if before and name not in marked - _names_in(value):
                yield statement, {"name": name, "code": f".{called(value)}()"}


# What follows requires_grad_() and makes another tensor.
_COMPUTING = frozenset({"clone", "double", "float", "reshape", "t", "to", "view"})


def grad_read_early(body: Body) -> Iterator[Fact]:
    """Find a gradient that is used before the first ``backward``."""
    backwards = _backwards(body)
    if not backwards:
        return
    for node in _clears(body):
        by_grad = isinstance(node, ast.Call) and called(node) == "zero_"
        if by_grad and line_of(node) < line_of(backwards[0]) and not body.is_in_branch(node):
            yield node, {"code": code(node)}
            return
