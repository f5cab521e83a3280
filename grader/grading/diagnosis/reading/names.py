"""Rules about names: arguments and results in another order, parameters, what is returned."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.grading.diagnosis.reading.body import Body, Definition, Fact, code
from grader.submission.program import called

_TWO = 2
_SINGLE = ("float16", "float32", "half")
_CHANGES = re.compile(r"[a-z]\w*[a-z0-9]_$")
_VIEWS = frozenset({"as_tensor", "asarray", "detach", "reshape", "view"})
_NO_CHANGE = frozenset({"requires_grad_"})
_KEEPS = re.compile(r"(?i)(keep|stay in) that dtype|arrays of the same kind")


def arguments_swapped(body: Body) -> Iterator[Fact]:
    """Find a call of one's own function with arguments in the order of other parameters."""
    for call in body.all(ast.Call):
        function = _own(body, call)
        if function is None or not all(isinstance(each, ast.Name) for each in call.args):
            continue
        names = [each.id for each in call.args if isinstance(each, ast.Name)]
        wanted = [each.arg for each in function.args.args][: len(names)]
        if len(names) == len(wanted) and sorted(names) == sorted(wanted) and names != wanted:
            values = {"code": code(call), "name": function.name, "order": ", ".join(wanted)}
            yield call, values


def results_swapped(body: Body) -> Iterator[Fact]:
    """Find results of one's own function that are unpacked in another order than returned."""
    for statement in body.all(ast.Assign):
        function = _own(body, statement.value)
        target = statement.targets[0]
        if function is None or not isinstance(target, ast.Tuple):
            continue
        names = [each.id for each in target.elts if isinstance(each, ast.Name)]
        documented = body.program.asked.results.get(function.name)
        returned = [*documented] if documented else _returned(function)
        if len(names) < len(target.elts) or len(returned) != len(names):
            continue
        numbers, wanted = _order(names), _order(returned)
        if numbers != wanted and sorted(numbers) == sorted(wanted):
            order = ", ".join(returned)
            yield statement, {"code": code(target), "name": function.name, "order": order}


def _own(body: Body, call: ast.AST) -> Definition | None:
    """Return the program's own function that is called, if there is one of that name."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return None
    name = call.func.id
    own = [node for node in body.program.all(ast.FunctionDef) if node.name == name]
    return own[0] if len(own) == 1 and name not in body.assigned else None


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
    if isinstance(body.node, ast.ClassDef) or body.all(ast.Yield):
        return
    name = body.node.name
    method = name != body.outer
    wanted = (body.is_graded and not method) or (body.is_graded and name == "forward")
    stub = any("NotImplemented" in code(node) for node in body.all(ast.Raise))
    returns = [node for node in body.all(ast.Return) if node.value is not None]
    if wanted and not returns and not stub:
        yield body.node, {"name": name}


def parameter_overwritten(body: Body) -> Iterator[Fact]:
    """Find a parameter that gets a fixed value before it is used."""
    for name in body.parameters if body.is_graded else ():
        for statement, value in body.assigned.get(name, []):
            fixed = isinstance(statement, ast.Assign) and isinstance(value, ast.Constant)
            if fixed and not body.is_in_branch(statement) and not body.loops(statement):
                yield statement, {"name": name, "code": code(statement)}


def parameter_unused(body: Body) -> Iterator[Fact]:
    """Find a parameter of a graded function that is never used."""
    if not body.is_graded or isinstance(body.node, ast.ClassDef) or body.calls("locals", "vars"):
        return
    used = {node.id for node in body.all(ast.Name)}
    if body.all(ast.Raise) and not body.all(ast.Return):
        return
    for name in body.parameters:
        if name not in used:
            yield body.node, {"name": name, "function": body.node.name}


def changed_in_place(body: Body) -> Iterator[Fact]:
    """Find what changes an array that was passed in."""
    given = _passed_in(body) if body.is_graded else set()
    for node, target in _changes(body):
        name = _root(target)
        if name in given:
            yield node, {"name": name, "code": code(node)}


def _changes(body: Body) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Yield what changes an array in place, each with the array."""
    for statement in body.all(ast.AugAssign):
        if not isinstance(statement.value, ast.Constant):
            yield statement, statement.target
    for assignment in body.all(ast.Assign):
        for target in assignment.targets:
            if isinstance(target, ast.Subscript):
                yield assignment, target
    for call in body.all(ast.Call):
        function = call.func
        method = function.attr if isinstance(function, ast.Attribute) else ""
        if _CHANGES.fullmatch(method) and method not in _NO_CHANGE:
            yield call, function.value  # type: ignore[attr-defined]
        for keyword in call.keywords:
            if keyword.arg == "out":
                yield call, keyword.value


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
    read = {node.id for node in body.all(ast.Name) if isinstance(node.ctx, ast.Load)}
    for statement in body.all(ast.Assign):
        target = statement.targets[0]
        name = target.id if isinstance(target, ast.Name) else "_"
        computes = isinstance(statement.value, (ast.BinOp, ast.Call))
        if computes and name not in read and not name.startswith("_"):
            yield statement, {"name": name}


def equals_minus(body: Body) -> Iterator[Fact]:
    """Find ``w =- step``, which assigns minus the step."""
    for statement in body.all(ast.Assign):
        target = statement.targets[-1]
        first = statement.value
        while isinstance(first, ast.BinOp):
            first = first.left
        if isinstance(first, ast.UnaryOp) and isinstance(first.op, (ast.USub, ast.UAdd)):
            # One blank at most before the sign and "=", and one behind the sign.
            before = first.col_offset - (target.end_col_offset or 0)
            behind = first.operand.col_offset - first.col_offset
            if target.end_lineno == first.lineno and before <= _TWO and behind == _TWO:
                operator = "-" if isinstance(first.op, ast.USub) else "+"
                yield statement, {"name": code(target), "operator": operator}


def kept_between_calls(body: Body) -> Iterator[Fact]:
    """Find a list that outlives a call: a default argument, or a list of the module's."""
    if isinstance(body.node, ast.ClassDef) or not body.is_graded:
        return
    grown = {
        call.func.value.id: call
        for call in reversed([*body.calls("append", "extend")])
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    }
    arguments = body.node.args
    defaults = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
    for argument, default in defaults:
        if argument.arg in grown and isinstance(default, ast.List):
            yield default, {"name": argument.arg}
    for name, call in grown.items():
        local = name in body.assigned or name in body.parameters
        made = [node for node in body.program.all(ast.Assign) if _makes_list(node, name)]
        emptied = any(code(each.func) == f"{name}.clear" for each in body.all(ast.Call))
        if not local and not emptied and any(body.program.scope(node) is None for node in made):
            yield call, {"name": name}


def _makes_list(statement: ast.Assign, name: str) -> bool:
    named = any(isinstance(each, ast.Name) and each.id == name for each in statement.targets)
    return named and isinstance(statement.value, ast.List)


def written_into(body: Body) -> Iterator[Fact]:
    """Find ``np.square(a, b)``, which writes its result into ``b``."""
    for call in body.all(ast.Call):
        library, _, name = body.name_of(call.func).rpartition(".")
        if library == "numpy" and name in _OF_ONE and len(call.args) == _TWO:
            yield call, {"code": code(call), "name": code(call.args[1])}


# NumPy's functions of one array: a second one receives the result.
_OF_ONE = frozenset({"abs", "absolute", "exp", "log", "negative", "sign", "sqrt", "square", "tanh"})


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
            and not any(True for _ in _changes(own))
            and not own.calls("append")
        ):
            yield statement, {"code": code(statement), "name": own.outer}
