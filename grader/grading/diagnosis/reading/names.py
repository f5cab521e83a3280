"""Rules about names: arguments and results in another order, parameters, what is returned."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.grading.diagnosis.reading.body import (
    Body,
    Definition,
    Fact,
    assignments_in,
    code,
    declared_elsewhere,
    makes_list,
    position,
)
from grader.grading.diagnosis.reading.changes import changes_in
from grader.submission.program import called

_TWO = 2
_SINGLE = ("float16", "float32", "half")
_KEEPS = re.compile(r"(?i)(keep|stay in) that dtype|arrays of the same kind")


def arguments_swapped(body: Body) -> Iterator[Fact]:
    """Find a call of one's own function with arguments in the order of other parameters."""
    for call in body.all(ast.Call):
        function = _own(body, call)
        if function is None or function is body.node:
            continue
        names = [each.id if isinstance(each, ast.Name) else "" for each in call.args]
        wanted = [each.arg for each in function.args.args][: len(names)]
        pairs = [(name, meant) for name, meant in zip(names, wanted, strict=False) if name != meant]
        swapped = [(name, meant) for name, meant in pairs if name in wanted or meant in names]
        if not swapped or {name for name, _ in swapped} != {meant for _, meant in swapped}:
            continue
        if _are_named_for(body, function, swapped) and not _is_symmetric(body, call, swapped):
            order = ", ".join(wanted)
            yield call, {"code": code(call), "name": function.name, "order": order}


def _are_named_for(body: Body, function: Definition, swapped: Sequence[tuple[str, str]]) -> bool:
    """Whether parameters have names that mean something: no ``a`` and ``b``, which are anything."""
    graded = function.name in body.program.asked.functions
    return graded or all(re.search(r"[a-z_]\d", name) for name, _ in swapped)


def _is_symmetric(body: Body, call: ast.Call, swapped: Sequence[tuple[str, str]]) -> bool:
    """Whether the order does not matter: of a squared difference, of results unpacked likewise."""
    names = {name for name, _ in swapped}
    function = _own(body, call)
    if function and _squares_difference(function, names):
        return True

    statement = body.parent(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    unpacked = [part for part in _parts(target) if part in names]
    return bool(unpacked) and unpacked == [name for name, _ in swapped if name in unpacked]


def _squares_difference(function: Definition, names: set[str]) -> bool:
    """Whether a function squares the difference of these two: their order does not matter."""
    for node in ast.walk(function) if _SQUARES.search(code(function)) else ():
        operands: list[ast.expr] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            operands = [node.left, node.right]
        elif isinstance(node, ast.Call):
            operands = node.args
        if names == {each.id for each in operands if isinstance(each, ast.Name)}:
            return True
    return False


_SQUARES = re.compile(r"\*\* ?2|pow\(|square\(|mse_loss|MSELoss|abs\(|norm\(|linalg")


def results_swapped(body: Body) -> Iterator[Fact]:
    """Find results of one's own function that are unpacked in another order than returned."""
    for statement in body.all(ast.Assign):
        function = _own(body, statement.value)
        names = [part.rpartition(".")[2] for part in _parts(statement.targets[0])]
        if function is None or len({*names}) < _TWO:
            continue
        documented = body.program.asked.results.get(function.name, ())
        own = _returned(function)
        returned = own if _order(own) or {*own} == {*names} else [*documented]
        if len(returned) != len(names) or (not documented and _only_returns(function)):
            continue

        numbers, wanted = _order(names), _order(returned)
        by_number = numbers != wanted and sorted(numbers) == sorted(wanted)
        by_name = names != returned and sorted(names) == sorted(returned)
        handed = isinstance(statement.value, ast.Call) and statement.value.args
        # w2, w1 = sgd_step(w2, w1, …)
        again = [each.id for each in handed or () if isinstance(each, ast.Name)]
        in_turn = [name for name in again if name in names] == names
        if (by_number or by_name) and not in_turn:
            order = ", ".join(returned)
            target = statement.targets[0]
            yield statement, {"code": code(target), "name": function.name, "order": order}


def _parts(target: ast.expr | None) -> list[str]:
    """Return the names that a target unpacks; none where it is something else."""
    elements = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
    named = all(isinstance(each, (ast.Name, ast.Attribute)) for each in elements)
    return [code(each) for each in elements] if named else []


def _only_returns(function: Definition) -> bool:
    """Whether a function only hands back what it gets, perhaps in another order on purpose."""
    given = {each.arg for each in function.args.args}
    return {*_returned(function)} <= given


def _own(body: Body, call: ast.AST) -> Definition | None:
    """Return the program's own function that is called, if there is one of that name."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return None
    name = call.func.id
    own = [node for node in body.program.all(ast.FunctionDef) if node.name == name]
    local = name in body.assigned or name in body.parameters
    return own[0] if len(own) == 1 and not local else None


def _returned(function: Definition) -> list[str]:
    """Return the names of a function's results; none where they are no names."""
    returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    if len(returns) != 1 or not isinstance(returns[0], ast.Tuple):
        return []
    names = [each.id for each in returns[0].elts if isinstance(each, ast.Name)]
    return names if len(names) == len(returns[0].elts) else []


def _order(names: Sequence[str]) -> list[str]:
    """Return the numbers of names that differ in a number alone, ``grad_w1`` and ``grad_w2``."""
    numbers = [re.findall(r"\d+", name)[-1:] for name in names]
    return [number[0] for number in numbers] if all(numbers) else []


def no_return(body: Body) -> Iterator[Fact]:
    """Find a function whose value is wanted, and that returns nothing."""
    if isinstance(body.node, ast.ClassDef) or not body.is_graded:
        return
    name = body.node.name
    is_method = name != body.outer
    if (is_method and name != "forward") or _is_replaced(body) or not _is_to_return(body):
        return
    yields = [*body.all(ast.Yield), *body.all(ast.YieldFrom)]
    returns = [value for value in body.returned if not _is_none(value)]
    last = body.node.body[-1]
    if not yields and not returns and not isinstance(last, ast.Raise):
        yield body.node, {"name": name}


def fewer_returned(body: Body) -> Iterator[Fact]:
    """Find a function that returns some of the values that its stub asks for, not all."""
    if isinstance(body.node, ast.ClassDef) or not body.is_graded or body.node.name != body.outer:
        return
    asked = body.program.asked.results.get(body.node.name, ())
    values = [value for value in body.returned if not _is_none(value)]
    if len(asked) < _TWO or len(values) != 1 or _is_replaced(body):
        return
    value = values[0]
    parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else [value]
    is_product = isinstance(value, ast.BinOp) and isinstance(value.op, ast.MatMult)
    is_part = parts != [value] or is_product or _is_single(body, value, asked)
    hold_several = any(isinstance(part, (ast.Starred, ast.Tuple, ast.List)) for part in parts)
    if is_part and len(parts) < len(asked) and not hold_several and not body.all(ast.Yield):
        yield value, {"code": code(value), "order": f"({', '.join(asked)})"}


def _is_single(body: Body, value: ast.expr, asked: Sequence[str]) -> bool:
    """Whether a name is that of one of the results, and what it is given holds no several."""
    if not isinstance(value, ast.Name) or value.id not in asked:
        return False
    given = [each for _, each in body.assigned.get(value.id, [])]
    return not any(
        isinstance(each, (ast.Tuple, ast.List)) or _own(body, each) is not None for each in given
    )


def _is_replaced(body: Body) -> bool:
    """Whether something else takes a function's name: a decorator, or an assignment after it."""
    decorators = [] if isinstance(body.node, ast.ClassDef) else body.node.decorator_list
    names = [
        node.id
        for node in body.program.all(ast.Name)
        if isinstance(node.ctx, ast.Store) and body.program.scope(node) is None
    ]
    return body.node.name in names or any(body.switches(each) is None for each in decorators)


def _is_to_return(body: Body) -> bool:
    """Whether a function is to return something: not where its stub does not speak of it."""
    if body.node.name != body.outer:
        return True
    name = re.escape(body.node.name)
    stub = re.search(rf"(?ms)^def {name}\(.*?(?=^\S|\Z)", body.program.asked.instructions)
    return stub is None or bool(re.search(r"(?i)return", stub[0]))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def parameter_overwritten(body: Body) -> Iterator[Fact]:
    """Find a parameter that gets a fixed value before it is used."""
    for name in body.parameters if body.is_graded else ():
        uses = [node for node in body.all(ast.Name) if node.id == name and not _is_stored(node)]
        for statement, value in body.assigned.get(name, [])[:1]:
            fixed = isinstance(statement, ast.Assign) and isinstance(value, ast.Constant)
            used = uses and position(uses[0]) < position(statement)
            depends = body.is_in_branch(statement) or body.loops(statement)
            if fixed and not used and not depends and not body.is_inner(statement):
                yield statement, {"name": name, "code": code(statement)}


def _is_stored(node: ast.Name) -> bool:
    return not isinstance(node.ctx, ast.Load)


def parameters_differ(body: Body) -> Iterator[Fact]:
    """Find a graded function that takes fewer or more values than it is called with."""
    node, agreed = body.node, _agreed(body)
    if isinstance(node, ast.ClassDef) or not agreed:
        return
    by_name = {each.arg for each in node.args.kwonlyargs}
    positional = _positional(node)
    too_few = len(positional) < len([name for name in agreed if name not in by_name])
    if too_few or len(positional) - len(node.args.defaults) > len(agreed):
        yield node, _parameters(node, body.parameters, agreed)


def parameters_reordered(body: Body) -> Iterator[Fact]:
    """Find a graded function whose parameters are those agreed on, in another order."""
    node, agreed = body.node, _agreed(body)
    if isinstance(node, ast.ClassDef) or not agreed:
        return
    positional = _positional(node)[: len(agreed)]
    moved = {name for name, own in zip(agreed, positional, strict=False) if name != own}
    if moved and sorted(positional) == sorted(agreed) and not _squares_difference(node, moved):
        yield node, _parameters(node, positional, agreed)


def _agreed(body: Body) -> Sequence[str]:
    """Return a graded function's parameters as agreed; none where its own cannot be told."""
    node = body.node
    if isinstance(node, ast.ClassDef) or node.name != body.outer:
        return ()
    open_ended = node.args.vararg or node.args.kwarg or node.decorator_list
    if open_ended or _is_replaced(body):
        return ()
    return body.program.asked.parameters.get(body.outer, ())


def _positional(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [each.arg for each in (*node.args.posonlyargs, *node.args.args)]


def _parameters(
    node: ast.FunctionDef | ast.AsyncFunctionDef, own: Sequence[str], agreed: Sequence[str]
) -> dict[str, str]:
    return {
        "code": f"{node.name}({', '.join(own)})",
        "agreed": f"{node.name}({', '.join(agreed)})",
    }


def parameter_unused(body: Body) -> Iterator[Fact]:
    """Find a parameter of a graded function that is never used."""
    if not body.is_graded or isinstance(body.node, ast.ClassDef) or body.calls("locals", "vars"):
        return
    used = {node.id for node in body.all(ast.Name)}
    if body.all(ast.Raise) and not body.all(ast.Return):
        return
    unused = [name for name in body.parameters if name not in used]
    if unused:
        yield body.node, {"name": ", ".join(unused), "function": body.node.name}


def dtype_converted(body: Body) -> Iterator[Fact]:
    """Find what converts an array to float32, where the instructions ask to keep the dtype."""
    if not _KEEPS.search(body.program.asked.instructions):
        return
    for call in body.all(ast.Call):
        method = isinstance(call.func, ast.Attribute) and not body.name_of(call.func)
        if method and called(call) in ("float", "half"):
            yield call, {"code": f".{called(call)}()"}
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            name = body.name_of(argument).rpartition(".")[2]
            text = argument.value if isinstance(argument, ast.Constant) else ""
            if name in _SINGLE or text in _SINGLE:
                yield call, {"code": code(argument)}
        if body.name_of(call.func) in ("torch.FloatTensor", "torch.Tensor", "numpy.float32"):
            yield call, {"code": code(call.func)}


def default_dtype(body: Body) -> Iterator[Fact]:
    """Find new tensors of torch's default dtype, where the instructions ask to keep the dtype."""
    if not _KEEPS.search(body.program.asked.instructions):
        return
    for call in body.calls("torch.zeros", "torch.ones", "torch.empty", "torch.full", "torch.eye"):
        if not any(keyword.arg in ("dtype", "out", None) for keyword in call.keywords):
            yield call, {"code": code(call)}


def result_unused(body: Body) -> Iterator[Fact]:
    """Find a value that is computed, given a name, and never used."""
    read = {node.id for node in body.all(ast.Name) if not _is_stored(node)}
    read |= declared_elsewhere(body)
    for statement in body.all(ast.Assign):
        target = statement.targets[0]
        name = target.id if isinstance(target, ast.Name) else "_"
        computes = isinstance(statement.value, ast.BinOp) or body.is_computed(statement.value)
        if computes and name not in read and not name.startswith("_"):
            yield statement, {"name": name}


def equals_minus(body: Body) -> Iterator[Fact]:
    """Find ``w =- step``, which assigns minus the step."""
    for statement in body.all(ast.Assign):
        target = statement.targets[-1]
        first = statement.value
        if not _had_value(body, statement, target) or code(target) in _names_in(first):
            continue
        while isinstance(first, ast.BinOp):
            first = first.left
        if not isinstance(first, ast.UnaryOp):
            continue
        if first is statement.value and isinstance(first.operand, ast.Constant):
            continue  # a negative number
        if isinstance(first.op, (ast.USub, ast.UAdd)):
            # One blank at most before the sign and "=", and one behind the sign.
            before = first.col_offset - (target.end_col_offset or 0)
            behind = first.operand.col_offset - first.col_offset
            if target.end_lineno == first.lineno and before <= _TWO and behind == _TWO:
                operator = "-" if isinstance(first.op, ast.USub) else "+"
                yield statement, {"name": code(target), "operator": operator}


def _had_value(body: Body, statement: ast.Assign, target: ast.expr) -> bool:
    """Whether a target has a value before a statement gives it another one."""
    if not isinstance(target, ast.Name):
        return True
    others = [each for each, _ in body.assigned.get(target.id, []) if each is not statement]
    before = [each for each in others if position(each) < position(statement)]
    return target.id in body.parameters or bool(before)


def _names_in(node: ast.AST) -> set[str]:
    return {code(each) for each in ast.walk(node) if isinstance(each, (ast.Name, ast.Attribute))}


def kept_between_calls(body: Body) -> Iterator[Fact]:
    """Find a list that outlives a call and is returned: a default, or a list of the module's."""
    if isinstance(body.node, ast.ClassDef) or not body.is_graded:
        return
    grown = {
        call.func.value.id: call
        for call in reversed([*body.calls("append", "extend")])
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    }
    arguments = body.node.args
    defaults = [
        *zip(reversed(arguments.args), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=False),
    ]
    for name, call in grown.items():
        if name in body.assigned or _is_emptied(body, name) or not _is_returned(body, name):
            continue
        for argument, default in defaults:
            if argument.arg == name and default is not None and makes_list(body, default):
                yield default, {"name": name}
        if name not in body.parameters and _is_list_of_module(body, name):
            yield call, {"name": name}


def _is_returned(body: Body, name: str) -> bool:
    """Whether a function returns a list as it is, and not the part that this call added."""
    nodes = [node for value in body.returned for node in ast.walk(value)]
    names = [node for node in nodes if isinstance(node, ast.Name) and node.id == name]
    parents = map(body.parent, names)
    return any(
        not isinstance(parent, (ast.Subscript, ast.Attribute))
        and not (isinstance(parent, ast.Call) and called(parent) in ("len", "sum"))
        for parent in parents
    )


def _is_emptied(body: Body, name: str) -> bool:
    """Whether a list is emptied: ``losses.clear()``, ``del losses[:]``, ``losses[:] = []``."""
    cleared = any(code(each.func) == f"{name}.clear" for each in body.all(ast.Call))
    parts = [node for node in body.all(ast.Subscript) if not isinstance(node.ctx, ast.Load)]
    return cleared or any(code(node.value) == name for node in parts)


def _is_list_of_module(body: Body, name: str) -> bool:
    """Whether a name is a list that is made once, outside all functions."""
    return any(
        code(target) == name and makes_list(body, value)
        for statement, target, value in assignments_in(body.program)
        if body.program.scope(statement) is None
    )


def off_device(body: Body) -> Iterator[Fact]:
    """Find what moves a tensor to the CPU, where the instructions ask to stay on the device."""
    if not body.is_graded or not _STAYS.search(body.program.asked.instructions):
        return
    for call in body.calls("cpu", "numpy", "torch.from_numpy"):
        by_name = body.name_of(call.func) == "torch.from_numpy"
        if by_name or (isinstance(call.func, ast.Attribute) and not body.name_of(call.func)):
            yield call, {"code": f".{called(call)}()" if not by_name else "torch.from_numpy(…)"}


_STAYS = re.compile(r"(?i)stay[^.]*on that device")


def result_dropped(body: Body) -> Iterator[Fact]:
    """Find a call of one's own function that has no effect, and whose result is not stored."""
    for statement in body.all(ast.Expr):
        own = body.function_called(statement.value)
        if (
            own
            and own.returned
            and not any(True for _ in changes_in(own))
            and not own.calls("append")
        ):
            yield statement, {"code": code(statement), "name": own.outer}


def result_lost(body: Body) -> Iterator[Fact]:
    """Find a call of a library's function that only returns something, and is not stored."""
    for statement in body.all(ast.Expr):
        if name := _pure(body, statement.value):
            yield statement, {"code": code(statement), "name": name}


# Of torch and NumPy; all of them return something new.
_NEW = frozenset(
    [
        *("relu", "maximum", "minimum", "clamp", "clip", "where", "abs", "exp", "log", "sigmoid"),
        *("tanh", "softmax", "log_softmax", "matmul", "mm", "dot", "reshape", "transpose"),
        *("zeros_like", "ones_like", "clone", "copy"),
    ]
)


def _pure(body: Body, node: ast.AST) -> str:
    """Return how a function of a library is called that only returns something; else ""."""
    if not isinstance(node, ast.Call) or any(
        keyword.arg in ("out", "inplace", None) for keyword in node.keywords
    ):
        return ""
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return ""
    library, _dot, name = body.name_of(node.func).rpartition(".")
    pure = library in ("numpy", "torch", "torch.nn.functional") and name in _NEW
    return code(node.func) if pure else ""
