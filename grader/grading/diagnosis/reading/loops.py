"""Rules about loops: where they end, which rows their batches hold.

What batches hold is computed: the bounds of the loop and of its slices, for a few rows.
"""

from __future__ import annotations

import ast
import math
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from grader.grading.diagnosis.reading.body import Body, Fact, code, makes_list, names_in, position
from grader.submission.program import called

_ROWS = 10
_BATCH = 4
_MOST = 100  # passes of a loop
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Mult: operator.mul,
    ast.Sub: operator.sub,
    ast.Div: operator.truediv,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "builtins.int": int,
    "builtins.max": max,
    "builtins.min": min,
    "math.ceil": math.ceil,
    "math.floor": math.floor,
    "numpy.ceil": math.ceil,
}


class _UnknownError(Exception):
    """An expression is not one of those that are computed here."""


def return_in_loop(body: Body) -> Iterator[Fact]:
    """Find a ``return`` that ends a loop in its first pass."""
    if body.all(ast.Yield):
        return
    for statement in body.all(ast.Return):
        for outer in body.above(statement):
            if isinstance(outer, (ast.For, ast.While)) and _is_to_repeat(body, outer):
                yield statement, {}
                break
            if not isinstance(outer, (ast.With, ast.For, ast.While)):
                break


def _is_to_repeat(body: Body, loop: ast.For | ast.While) -> bool:
    """Whether a loop is to run several times: it counts, or collects; it does not search."""
    inside = [*ast.walk(loop)]
    if any(isinstance(node, (ast.Continue, ast.Break)) for node in inside) or loop.orelse:
        return False
    if isinstance(loop, ast.For) and code(loop.iter) == "range(1)":
        return False
    return any(
        (isinstance(loop, ast.For) and node is loop.iter and _counts(body, node))
        or isinstance(node, ast.AugAssign)
        or (isinstance(node, ast.Call) and called(node) in ("append", "backward", "step"))
        for node in inside
    )


def _counts(body: Body, node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and (
        body.name_of(node.func) == "builtins.range" or called(node) == "trange"
    )


def reset_in_loop(body: Body) -> Iterator[Fact]:
    """Find a list that a loop makes again in each pass, and that is only used after it."""
    for name, assignments in body.assigned.items():
        plain = [each for each in assignments if not isinstance(each[0], ast.AugAssign)]
        statement, value = plain[0] if len(plain) == 1 else assignments[0]
        loops = body.loops(statement)
        if len(plain) != 1 or not loops or not makes_list(body, value):
            continue
        if body.is_in_branch(statement) or body.is_inner(statement):
            continue

        inside = {id(node) for node in ast.walk(loops[0])}
        uses = [node for node in body.all(ast.Name) if node.id == name]
        reads = [node for node in uses if isinstance(node.ctx, ast.Load)]
        grown = [node for node in reads if _is_grown(body, node)]
        grown += [each.target for each, _ in assignments if isinstance(each, ast.AugAssign)]  # type: ignore[misc]
        within = [node for node in reads if id(node) in inside and node not in grown]
        after = [node for node in reads if id(node) not in inside and node not in grown]
        last = any(isinstance(body.parent(node), ast.Subscript) for node in after)
        if grown and after and not within and not last:
            yield statement, {"name": name}


def _is_grown(body: Body, node: ast.Name) -> bool:
    """Whether something is added to a list: ``losses.append(…)``."""
    parent = body.parent(node)
    return isinstance(parent, ast.Attribute) and parent.attr in ("append", "extend")


def replaced_in_loop(body: Body) -> Iterator[Fact]:
    """Find a returned array that begins as zeros, and that each pass of a loop replaces."""
    for name, assignments in body.assigned.items() if body.is_graded else ():
        plain = [isinstance(each, (ast.Assign, ast.AnnAssign)) for each, _ in assignments]
        if plain != [True, True]:
            continue
        (first, start), (statement, value) = assignments
        loops = [loop for loop in body.loops(statement) if loop not in body.loops(first)]
        if not loops or not _makes_zeros(start) or _may_end_early(loops):
            continue
        if body.is_in_branch(statement) or body.is_inner(statement):
            continue

        counted = {
            each for loop in loops if isinstance(loop, ast.For) for each in names_in(loop.target)
        }
        fed = {each.id for each in body.feeding(value) if isinstance(each, ast.Name)}
        inside = {node for loop in loops for node in ast.walk(loop)}
        reads = [
            node
            for node in body.all(ast.Name)
            if node.id == name and isinstance(node.ctx, ast.Load)
        ]
        after = [node for node in reads if position(node) > position(statement)]
        returned = {node for each in body.returned for node in body.feeding(each)}
        if counted & fed and inside.isdisjoint(reads) and not returned.isdisjoint(after):
            yield statement, {"name": name, "code": code(statement)}


def _makes_zeros(start: ast.expr) -> bool:
    """Whether a value is an array of zeros. Of single numbers, the last one may be meant."""
    if not isinstance(start, ast.Call) or (start.args and code(start.args[0]) in ("1", "()")):
        return False
    return called(start) in ("new_zeros", "zeros", "zeros_like")


def _may_end_early(loops: Sequence[ast.AST]) -> bool:
    return any(
        isinstance(node, (ast.Break, ast.Return)) for loop in loops for node in ast.walk(loop)
    )


def kept_sometimes(body: Body) -> Iterator[Fact]:
    """Find a training whose only record of its losses stands in a branch of the loop."""
    if not body.is_graded or not {"steps", "epochs"} & {*body.parameters}:
        return
    records = [call for call in body.calls("append") if body.loops(call)]
    for call in records:
        branches = [outer for outer in body.above(call) if isinstance(outer, ast.If)]
        if len(records) == 1 and any(not branch.orelse for branch in branches):
            yield call, {"code": code(call)}


def recorded_again(body: Body) -> Iterator[Fact]:
    """Find a loop that records the same value in each pass, which is computed before it."""
    for call in body.calls("append"):
        values = [node for node in ast.walk(call) if isinstance(node, ast.Name)]
        value = call.args[0] if call.args else None
        inner = value.func.value if _is_item(value) else value  # type: ignore[union-attr]
        loops = body.loops(call)
        if not loops or not values or not isinstance(inner, ast.Name):
            continue
        assigned = [statement for statement, _ in body.assigned.get(inner.id, [])]
        before = [each for each in assigned if loops[-1] not in (each, *body.loops(each))]
        if assigned and len(before) == len(assigned):
            yield call, {"name": inner.id, "code": code(call)}


def _is_item(node: ast.AST | None) -> bool:
    return (
        isinstance(node, ast.Call)
        and called(node) == "item"
        and isinstance(node.func, ast.Attribute)
    )


def iterator_used_up(body: Body) -> Iterator[Fact]:
    """Find an iterator that is made before a loop, and run through in each pass."""
    for name, assignments in body.assigned.items():
        if len(assignments) != 1 or not isinstance(assignments[0][0], ast.Assign):
            continue
        statement, value = assignments[0]
        makes = isinstance(value, ast.Call) and (
            called(value) in ("parameters", "named_parameters")
            or body.name_of(value.func) in _ITERATORS
        )
        if not makes and not isinstance(value, ast.GeneratorExp):
            continue
        through_them: list[tuple[ast.AST, ast.expr]] = [
            *((loop, loop.iter) for loop in body.all(ast.For)),
            *((each, each.iter) for each in body.all(ast.comprehension)),
        ]
        for loop, iterated in through_them:
            through = [node for node in ast.walk(iterated) if isinstance(node, ast.Name)]
            around = [each for each in body.loops(loop) if each not in body.loops(statement)]
            if around and any(node.id == name for node in through):
                yield statement, {"name": name, "code": code(value)}
                break


_ITERATORS = frozenset(f"builtins.{name}" for name in ("filter", "iter", "map", "zip", "enumerate"))


def loop_left(body: Body) -> Iterator[Fact]:
    """Find a training that may end before its last step."""
    if (body.is_graded and "steps" in body.parameters) or "epochs" in body.parameters:
        for node in body.all(ast.Break):
            if body.loops(node):
                yield node, {}


def rows_of_batches(body: Body) -> Iterator[Fact]:
    """Find batches that leave out rows, or hold a row twice."""
    for loop in body.all(ast.For):
        if not isinstance(loop.target, ast.Name) or not _by_batch(body):
            continue
        for subscript in _slices(body, loop):
            try:
                rows = _rows(body, loop, subscript)
            except (_UnknownError, ArithmeticError, RecursionError, TypeError, ValueError):
                continue
            counts = Counter(rows)
            twice = [row for row, count in counts.items() if count > 1]
            left_out = [row for row in range(_ROWS) if row not in counts]
            if counts and (twice or left_out):
                yield subscript, {"code": code(subscript), **_values(twice, left_out)}
                return


def rows_left_out(body: Body) -> Iterator[Fact]:
    """Find batches that leave out rows."""
    for node, values in rows_of_batches(body):
        if values["left_out"]:
            yield node, values


def rows_twice(body: Body) -> Iterator[Fact]:
    """Find batches that hold a row twice."""
    for node, values in rows_of_batches(body):
        if values["twice"] and not values["left_out"]:
            yield node, values


def _values(twice: list[int], left_out: list[int]) -> Mapping[str, str]:
    return {
        "rows": str(_ROWS),
        "batch": str(_BATCH),
        "twice": ", ".join(map(str, twice)),
        "left_out": ", ".join(map(str, left_out)),
    }


def _by_batch(body: Body) -> bool:
    return any("batch" in name for name in body.parameters)


def _slices(body: Body, loop: ast.For) -> list[ast.Subscript]:
    """Return the slices of arguments in a loop, that depend on its number.

    Where others of the same argument stand beside them, for the rest of the rows, there are none.
    """
    slices = [
        node
        for node in body.all(ast.Subscript)
        if isinstance(node.slice, ast.Slice)
        and isinstance(node.value, ast.Name)
        and node.value.id in body.parameters
    ]
    others = {
        node.value.id  # type: ignore[attr-defined]
        for node in slices
        if loop not in body.loops(node) or body.is_in_branch(node)
    }
    return [
        node
        for node in slices
        if node.value.id not in others | body.assigned.keys()  # type: ignore[attr-defined]
        and _is_batch(body, node.slice, loop)
    ]


def _is_batch(body: Body, node: ast.AST, loop: ast.For) -> bool:
    """Whether the bounds of a slice are those of a batch: by the loop's number, or its size."""
    names = {each.id for each in body.feeding(node) if isinstance(each, ast.Name)}
    sizes = {name for name in body.parameters if "batch" in name}
    learns = any(loop in body.loops(call) for call in body.calls("backward"))
    return code(loop.target) in names or (learns and bool(names & sizes))


def _rows(body: Body, loop: ast.For, subscript: ast.Subscript) -> list[int]:
    """Return the rows of all slices of a loop, in order."""
    numbers = _range_of(body, loop.iter)
    rows: list[int] = []
    for number in numbers[:_MOST]:
        known = {loop.target.id: number}  # type: ignore[attr-defined]
        bounds = [
            None if bound is None else _value(body, bound, known, loop)
            for bound in (subscript.slice.lower, subscript.slice.upper)  # type: ignore[attr-defined]
        ]
        if subscript.slice.step is not None:  # type: ignore[attr-defined]
            raise _UnknownError
        rows += range(_ROWS)[slice(*bounds)]
    return rows


def _range_of(body: Body, node: ast.expr) -> range:
    if not isinstance(node, ast.Call):
        raise _UnknownError
    if body.name_of(node.func) == "builtins.range":
        return range(*[_value(body, argument, {}, None) for argument in node.args])
    if called(node) in ("tqdm", "trange") and node.args:
        return _range_of(body, node.args[0])
    raise _UnknownError


def _value(body: Body, node: ast.AST, known: Mapping[str, Any], loop: ast.For | None) -> Any:
    """Compute an expression, with a few rows and a small batch.

    Raises:
        _UnknownError: it is not one of those that are computed here.
    """
    if _is_number_of_rows(body, node):
        return _ROWS
    match node:
        case ast.Constant(value=int() | float()):
            return node.value
        case ast.Name():
            return _value_of_name(body, node.id, known, loop)
        case ast.UnaryOp(op=ast.USub()):
            return -_value(body, node.operand, known, loop)
        case ast.BinOp() if type(node.op) in _OPERATORS:
            left = _value(body, node.left, known, loop)
            right = _value(body, node.right, known, loop)
            return _OPERATORS[type(node.op)](left, right)
        case ast.Call() if body.name_of(node.func) in _FUNCTIONS:
            values = [_value(body, argument, known, loop) for argument in node.args]
            return _FUNCTIONS[body.name_of(node.func)](*values)
    raise _UnknownError


def _value_of_name(body: Body, name: str, known: Mapping[str, Any], loop: ast.For | None) -> Any:
    if name in known:
        return known[name]
    if name in body.parameters and "batch" in name:
        return _BATCH
    assigned = body.assigned.get(name, [])
    if len(assigned) == 1 and isinstance(assigned[0][0], ast.Assign):
        return _value(body, assigned[0][1], known, loop)
    raise _UnknownError


def _is_number_of_rows(body: Body, node: ast.AST) -> bool:
    """Whether an expression counts rows: ``len(X)``, ``X.size(0)``, ``X.shape[0]``."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]):
            return name in body.parameters
        case ast.Call(func=ast.Attribute(attr="size"), args=[ast.Constant(value=0)]):
            return True
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=0)):
            return True
    return False
