"""Rules about autograd: what cuts the graph, where gradients are kept, added up, and cleared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.grading.diagnosis.reading.body import Body, Fact, code, line_of, position
from grader.submission.program import called

_CUTS = frozenset({"detach", "item", "numpy", "tolist"})
_COPIES = ("torch.tensor", "torch.Tensor", "torch.FloatTensor")
_WEIGHTS = frozenset({"w1", "w2", "model", "net", "self"})
_UNRECORDED = frozenset({"dtype", "device", "grad", "len", "numel", "shape", "size"})
_COPYING = frozenset({"clone", "copy", "deepcopy"})
_MAKES = frozenset(
    {"torch.FloatTensor", "torch.Tensor", "torch.as_tensor", "torch.empty", "torch.from_numpy"}
    | {"torch.full", "torch.ones", "torch.rand", "torch.randn", "torch.tensor", "torch.zeros"}
)
_IN_PLACE = frozenset({"add_", "sub_", "copy_", "addcmul_"})


def cut(body: Body) -> Iterator[Fact]:
    """Find what takes a value out of the graph on its way to the loss."""
    for node in _on_the_way(body):
        before = _cut_off(body, node)
        if before is not None and not _is_leaf(body, node) and _is_learned(body, before):
            yield node, {"code": _short(node)}

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
                yield inner, {"code": _short(inner)}


def _is_learned(body: Body, node: ast.AST) -> bool:
    """Whether a value is computed from weights: where it is cut off, they get no gradient."""
    nodes = [*_recorded(body, node)]
    names = {each.id for each in nodes if isinstance(each, ast.Name)}
    weights = names & (_WEIGHTS | _marked(body)) or any(map(body.is_model_called, nodes))
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
    if called(node) in _CUTS and isinstance(node.func, ast.Attribute):
        return node.func.value
    if _requires_grad(node):
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
    for call in _backwards(body):
        receiver = call.func.value  # type: ignore[attr-defined]
        values = body.values_of(receiver) if isinstance(receiver, ast.Name) else [receiver]
        for value in values:
            if not isinstance(value, ast.Call) or not _requires_grad(value):
                continue
            # Of a tensor that is marked itself, the graph is there.
            new = body.name_of(value.func) or _cuts_in(value)
            if new and body.is_computed(value):
                yield value, {"code": code(value)}


def _cuts_in(value: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) and called(each) in _CUTS for each in ast.walk(value))


def argmax_on_the_way(body: Body) -> Iterator[Fact]:
    """Find an argmax on the way to the loss: it has no derivative."""
    for node in _on_the_way(body):
        if isinstance(node, ast.Call) and called(node) in ("argmax", "round"):
            # That of labels is none of the model's outputs.
            method = isinstance(node.func, ast.Attribute) and not body.name_of(node.func)
            of = node.func.value if method else next(iter(node.args), None)  # type: ignore[attr-defined]
            if of is not None and _is_learned(body, of) and not _is_picked(body, node):
                yield node, {"code": _short(node)}


def _is_picked(body: Body, node: ast.AST) -> bool:
    """Whether a value is an index, or is taken out of the graph on purpose."""
    return any(
        isinstance(outer, ast.Subscript) or (isinstance(outer, ast.Call) and called(outer) in _CUTS)
        for outer in body.above(node)
    )


def _on_the_way(body: Body) -> Iterator[ast.AST]:
    """Yield what the values are computed from through which gradients flow."""
    if not body.program.asked.autograd:
        return
    ends: list[ast.AST] = [call.func.value for call in _backwards(body)]  # type: ignore[attr-defined]
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
    if any(map(_requires_grad, calls)) or any(_marks_in(helper.node) for helper in helpers):
        return True
    statement = body.statement(node)
    names = {name for name, each in body.assigned.items() if any(s is statement for s, _ in each)}
    return bool(names & _marked(body))


def _requires_grad(call: ast.Call) -> bool:
    """Whether a call makes a leaf that requires gradients."""
    keywords = [each for each in call.keywords if each.arg == "requires_grad"]
    return called(call) in ("requires_grad_", "Parameter", "Variable") or bool(keywords)


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
    # A loop over weights, or over a name for a list of them, marks them all.
    through: list[tuple[ast.expr, ast.expr]] = [
        *((loop.target, loop.iter) for loop in body.all(ast.For)),
        *((each.target, each.iter) for each in body.all(ast.comprehension)),
    ]
    for target, iterated in through:
        if _names_in(target) & marked:
            marked |= {each.id for each in body.feeding(iterated) if isinstance(each, ast.Name)}
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
    """Find a loss, or all that it is computed from, where autograd does not record."""
    ends: list[ast.expr] = [call.func.value for call in _backwards(body)]  # type: ignore[attr-defined]
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
            or {each.id for each in inner} & (_WEIGHTS | _marked(body) | body.functions.keys())
        ):
            return []
        else:
            found += [part for part in parts if hasattr(part, "lineno")]
    return found


_DATA = frozenset({"x", "y", "X", "Y", "target", "targets", "labels"})


def update_recorded(body: Body) -> Iterator[Fact]:
    """Find an update in place where autograd records it."""
    updates = [*_updates_in_place(body)]
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
    read = any(_is_grad(each) and code(each) == own for each in ast.walk(node))
    return read or (isinstance(target, ast.Name) and _over_parameters(body, target.id))


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


def _updates_in_place(body: Body) -> Iterator[tuple[ast.AST, ast.expr]]:
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
            calls = [each for each in ast.walk(value) if isinstance(each, ast.Call)]
            helpers = [helper for helper in map(body.function_called, calls) if helper]
            marks = any(_marks_in(each) for each in (loop, *(helper.node for helper in helpers)))
            again = any(loop in body.loops(each) for each in others) or marks
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
            plain = isinstance(statement, ast.Assign) and _over_parameters(body, name)
            if plain and _reads_grad(value) and not _is_used_after(body, statement, name):
                yield statement, {"name": name, "code": code(statement)}
    if _copies_back(body):
        return
    for node, target in _updates_in_place(body):
        for copy in body.feeding(target):
            copies = isinstance(copy, ast.Call) and called(copy) in _COPYING
            if (
                copies
                and not _reads_grad(copy)
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
        node.id in _names_in(comprehension.target) and "parameters()" in code(comprehension.iter)
        for comprehension in body.all(ast.comprehension)
    )
    return over_model or _over_parameters(body, node.id)


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _over_parameters(body: Body, name: str) -> bool:
    """Whether a name runs through weights in a loop: ``for p in model.parameters()``."""
    for statement, value in body.assigned.get(name, []):
        held = body.values_of(value) if isinstance(value, ast.Name) else [value]
        for each in held if isinstance(statement, ast.For) else ():
            if isinstance(each, (ast.Tuple, ast.List)) or _PARAMETERS.fullmatch(code(each)):
                return True
    return False


_PARAMETERS = re.compile(r"(list\(|tuple\(|\[\*)?(\w+\.)+(named_)?parameters\(\)[\])]?")


def gradients_kept(body: Body) -> Iterator[Fact]:
    """Find a loop in which gradients are never cleared."""
    backwards = _backwards(body)
    if not backwards or _clears(body) or _other_clears(body):
        return
    updates = [body.loops(node) for node in _steps(body)]
    for call in backwards:
        loop = _loop_of(body, call)
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
    return bool(_with_grad(body) & assigned) or _marks_in(loop)


def _with_grad(body: Body) -> set[str]:
    """Return the names whose gradients are read."""
    owners = [node for node in body.all(ast.Attribute) if node.attr == "grad"]
    named = {node: node.value.id for node in owners if isinstance(node.value, ast.Name)}
    # A gradient that the code sets itself is there.
    stored = {name for node, name in named.items() if isinstance(node.ctx, ast.Store)}
    tested = {node for node in named if isinstance(body.parent(node), ast.Compare)}
    return {name for node, name in named.items() if node not in tested} - stored


def _other_clears(body: Body) -> bool:
    """Whether other code of the program, which may be called, clears gradients."""
    own = {id(each) for each in body.all(ast.Attribute)}
    attributes = body.program.attributes
    cleared = [*attributes.get("zero_grad", []), *attributes.get("zero_", [])]
    cleared += [each for each in attributes.get("grad", []) if not isinstance(each.ctx, ast.Load)]
    return any(id(each) not in own for each in cleared)


def _marks_in(loop: ast.AST) -> bool:
    """Whether weights are made anew in a loop."""
    return any(
        (isinstance(each, ast.Call) and called(each) in _MARKING)
        or (isinstance(each, ast.keyword) and each.arg == "requires_grad")
        or (isinstance(each, ast.Attribute) and each.attr == "requires_grad")
        for each in ast.walk(loop)
    )


_MARKING = ("requires_grad_", "retain_grad", "Parameter", "Variable")


def _clears(body: Body) -> list[ast.AST]:
    """Return what clears gradients, in the order of the text."""
    found: list[ast.AST] = [*body.calls("zero_grad")]
    found += [
        call for call in body.calls("zero_", "fill_", "mul_", "copy_") if _reads_grad(call.func)
    ]
    for statement in body.all(ast.Assign):
        if any(map(_reads_grad, statement.targets)):
            found.append(statement)
    found += [node for node in body.all(ast.AugAssign) if _reads_grad(node.target)]
    found += [node for node in body.all(ast.Delete) if any(map(_reads_grad, node.targets))]
    return sorted(found, key=line_of)


def cleared_early(body: Body) -> Iterator[Fact]:
    """Find gradients that are cleared after ``backward`` and before the update."""
    backwards = _backwards(body)
    all_updates = _steps(body) if backwards else []
    all_clears = _clears(body) if backwards else []
    for call in backwards:
        loop = _loop_of(body, call)
        updates = [node for node in all_updates if loop in body.loops(node)]
        clears = [node for node in all_clears if loop in body.loops(node)]
        if loop is None or not updates or not clears:
            continue
        # Gradients that have a name, or a copy, are still there.
        read = _is_call_of_step(updates[0]) or _reads_grad(updates[0])
        between = line_of(call) < line_of(clears[0]) and line_of(clears[-1]) < line_of(updates[0])
        if read and between:
            yield clears[0], {"code": code(clears[0])}


def _is_call_of_step(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) == "step"


def step_early(body: Body) -> Iterator[Fact]:
    """Find an update that stands before ``backward`` in its loop."""
    backwards = _backwards(body)
    all_steps = _steps(body) if backwards else []
    for call in backwards:
        loop = _loop_of(body, call)
        if any(loop not in body.loops(other) for other in backwards):
            continue  # the first gradients are there before the loop
        steps = [node for node in all_steps if loop in body.loops(node)]
        early = steps and line_of(steps[-1]) < line_of(call)
        if loop is not None and early and not body.is_in_branch(steps[-1]):
            yield steps[-1], {"code": code(steps[-1])}


def _loop_of(body: Body, node: ast.AST) -> ast.AST | None:
    return next(iter(body.loops(node)), None)


def _steps(body: Body) -> Sequence[ast.AST]:
    """Return the updates: an optimizer's, or by a gradient."""
    steps = [call for call in body.calls("step") if _is_of_optimizer(body, call)]
    by_hand = [node for node, _ in _updates_in_place(body)]
    named = [
        statement
        for each in body.assigned.values()
        for statement, value in each
        if isinstance(statement, ast.Assign) and _reads_grad(value) and body.loops(statement)
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
    backwards = _backwards(body)
    clears = _clears(body) if backwards else []
    if not clears or _other_clears(body):
        return
    steps = _steps(body)
    for call in backwards:
        loop = _loop_of(body, call)
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


_COMPUTES_GRADIENTS = re.compile(r"^torch\.(autograd|func)\b|backward|\.grad\b|\bvjp")


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
    for call in _backwards(body):
        receiver = call.func.value  # type: ignore[attr-defined]
        loop = _loop_of(body, call)
        # With a gradient that arrives, it is one row of a Jacobian after the other.
        rows = call.args or any(keyword.arg == "gradient" for keyword in call.keywords)
        if loop is None or not isinstance(receiver, ast.Name) or rows:
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
            if loop in (statement, *body.loops(statement))
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
    for name in sorted(_with_grad(body) - marked):
        assignments = [
            each for each in body.assigned.get(name, []) if not isinstance(each[0], ast.AugAssign)
        ]
        if not _backwards(body) or _is_handed_on(body, name):
            continue
        if assignments and all(_is_without_grad(body, value) for _, value in assignments):
            yield assignments[0][0], {"name": name}
        elif not assignments and name in body.parameters and body.is_graded:
            yield _backwards(body)[0], {"name": name}


def _is_without_grad(body: Body, value: ast.expr) -> bool:
    """Whether a value is a new tensor, or a copy of an argument, that requires no gradients."""
    node = value
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if any(_sets_grad(keyword) for keyword in node.keywords) or _requires_grad(node):
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
        if (own := body.function_called(call)) and _marks_in(own.node)
        for argument in call.args
        for each in ast.walk(argument)
    )


def no_leaf(body: Body) -> Iterator[Fact]:
    """Find a tensor whose ``.grad`` is read, and that is computed from the one that has it."""
    marked = _marked(body)
    for name in sorted(_with_grad(body)):
        assignments = body.assigned.get(name, [])
        if len(assignments) != 1 or not isinstance(assignments[0][0], ast.Assign):
            continue
        statement, value = assignments[0]
        before = [
            call
            for call in ast.walk(value)
            if isinstance(call, ast.Call) and call is not value and _requires_grad(call)
        ]
        if before and name not in marked - _names_in(value) and _makes_another(value, before[0]):
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


_ANOTHER = frozenset({"clone", "reshape", "t", "view"})
# What follows requires_grad_() and makes another tensor.
_COMPUTING = frozenset({"clone", "double", "float", "reshape", "t", "to", "view"})


def grad_read_early(body: Body) -> Iterator[Fact]:
    """Find a gradient that is used before the first ``backward``."""
    backwards = _backwards(body)
    if not backwards:
        return
    for node in _clears(body):
        by_grad = isinstance(node, ast.Call) and called(node) in ("zero_", "fill_")
        if isinstance(node, ast.Assign):
            return  # the gradients are set
        if by_grad and line_of(node) < line_of(backwards[0]) and not body.is_in_branch(node):
            yield node, {"code": code(node)}
            return
