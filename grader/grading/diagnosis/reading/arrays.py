"""Rules about arrays: element by element or as a whole, rows and axes, masks."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.grading.diagnosis.reading.body import ARRAYS, Body, Fact, code, names_in
from grader.submission.program import called

_TWO = 2


def builtin_on_arrays(body: Body) -> Iterator[Fact]:
    """Find Python's own ``max`` and ``min`` on whole arrays."""
    for call in body.calls("builtins.max", "builtins.min"):
        if len(call.args) == _TWO and any(map(body.is_array, call.args)):
            yield call, {"code": code(call), "name": called(call)}


def sum_of_rows(body: Body) -> Iterator[Fact]:
    """Find Python's own ``sum`` of an array, which adds up its rows."""
    for call in body.calls("builtins.sum"):
        parent = body.parent(call)
        again = isinstance(parent, ast.Attribute) or (
            isinstance(parent, ast.Call) and called(parent) == "sum"
        )
        listed = isinstance(call.args[0], (ast.GeneratorExp, ast.ListComp)) if call.args else True
        if len(call.args) == 1 and not listed and not again and body.is_array(call.args[0]):
            yield call, {"code": code(call)}


def max_over_axis(body: Body) -> Iterator[Fact]:
    """Find ``np.max(h, 0)``, where the larger of each element and 0 is meant."""
    for call in body.calls("numpy.max", "numpy.amax", "torch.max"):
        constants = [argument for argument in call.args if isinstance(argument, ast.Constant)]
        zero = [argument for argument in constants if _is_zero(argument)]
        if len(call.args) == _TWO and zero and not _is_over_axis(body, call):
            name = body.name_of(call.func)
            better = "torch.clamp" if name.startswith("torch") else "np.maximum"
            yield call, {"code": code(call), "better": better}


def values_for_classes(body: Body) -> Iterator[Fact]:
    """Find the largest outputs of a model where their indices, the classes, are never taken."""
    given = body.is_graded and "model" in body.parameters
    if not given or _takes_indices(body):
        return
    for call in body.calls("max", "amax", "numpy.max", "numpy.amax", "torch.max", "torch.amax"):
        if not any(map(body.is_model_called, body.feeding(call))):
            continue
        node = _values_of(body, call)
        if node is not None and _is_result(body, call):
            yield node, {"code": code(node)}


def _takes_indices(body: Body) -> bool:
    """Whether a function takes the index of a largest value somewhere."""
    if body.calls("backward", "argmax", "topk", "argsort"):
        return True
    if any(node.attr == "indices" for node in body.all(ast.Attribute)):
        return True

    largest = {*body.calls("max")}
    seconds: list[ast.Subscript | ast.Name] = [
        each for each in body.all(ast.Subscript) if code(each.slice) in ("1", "-1")
    ]
    for assign in body.all(ast.Assign):
        match assign.targets[0]:
            case ast.Tuple(elts=[_, ast.Name(id=name)]) if assign.value in largest:
                seconds += [each for each in body.all(ast.Name) if each.id == name]
    return any(
        isinstance(each.ctx, ast.Load) and not largest.isdisjoint(body.feeding(each))
        for each in seconds
    )


def _is_result(body: Body, call: ast.Call) -> bool:
    """Whether what a call returns is only passed on, to a graded function or as the result."""
    asked = body.program.asked.functions
    computed: list[ast.expr] = [*body.all(ast.BinOp), *body.all(ast.Compare)]
    results = [*body.returned]
    for other in body.all(ast.Call):
        if called(other) in asked:
            results += other.args
        elif other is not call and called(other) not in _PASSING:
            computed.append(other)
    through = {
        name
        for each in body.all(ast.comprehension)
        if call in body.feeding(each.iter)
        for name in names_in(each.target)
    }
    return any(call in body.feeding(each) for each in results) and not any(
        call in body.feeding(each) or names_in(each) & through for each in computed
    )


# What passes values on as they are.
_PASSING = frozenset(
    {"append", "cpu", "detach", "enumerate", "extend", "flatten", "float", "int", "item", "list"}
    | {"long", "map", "numpy", "print", "round", "squeeze", "tolist", "zip"}
)


def _values_of(body: Body, call: ast.Call) -> ast.AST | None:
    """Return where the values of a maximum along an axis are taken; None where they are not.

    In torch, ``max`` along an axis returns the values and their indices.
    """
    by_library = body.name_of(call.func)
    by_axis = len(call.args) > bool(by_library) or any(
        keyword.arg in ("axis", "dim") for keyword in call.keywords
    )
    if not by_axis or by_library.startswith("builtins."):
        return None
    if called(call) == "amax" or by_library.startswith("numpy."):
        return call

    parent = body.parent(call)
    match parent:
        case ast.Attribute(attr="values") | ast.Subscript(slice=ast.Constant(value=0)):
            return parent
        case ast.Assign(targets=[ast.Tuple(elts=[_, _])]):
            return parent
    return None


def numpy_on_tensors(body: Body) -> Iterator[Fact]:
    """Find functions of NumPy on tensors, in an assignment whose functions get tensors."""
    if body.is_graded and "tensor" in body.program.asked.instructions.lower():
        for call in body.all(ast.Call):
            name = body.name_of(call.func)
            if name.startswith("numpy.") and call.args and body.is_array(call.args[0]):
                yield call, {"code": code(call.func)}


def mask_by_matmul(body: Body) -> Iterator[Fact]:
    """Find a mask that is multiplied as a matrix: ``grad @ (h > 0)``."""
    products: list[tuple[ast.expr, list[ast.expr]]] = [
        (node, [node.left, node.right])
        for node in body.all(ast.BinOp)
        if isinstance(node.op, ast.MatMult)
    ]
    products += [
        (call, [*call.args, *([call.func.value] if isinstance(call.func, ast.Attribute) else [])])
        for call in body.calls("dot", "mm", "matmul")
    ]
    for node, factors in products:
        # Other comparisons are right there: classes as rows of 0 and 1, bits times powers of 2.
        masks = [factor for factor in factors if all(map(_is_mask, _held(body, factor)))]
        others = [factor for factor in factors if factor not in masks]
        if masks and any(_GRADIENT.search(code(each)) for each in others):
            yield node, {"code": code(node)}


def _held(body: Body, node: ast.expr) -> list[ast.expr]:
    """Return what a name may hold, ``mask`` or ``mask.T``; any other value itself."""
    name = node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node
    if isinstance(name, ast.Name) and name.id in body.assigned:
        return body.values_of(name)
    return [node]


def _is_mask(node: ast.expr) -> bool:
    """Whether a value is a comparison with 0, or one that is converted or transposed."""
    if isinstance(node, ast.Attribute):
        return node.attr == "T" and _is_mask(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return called(node) in _CONVERSIONS and _is_mask(node.func.value)
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], _ORDERS):
        return False
    zero = node.comparators[0]
    return isinstance(zero, ast.Constant) and _is_zero(zero)


_CONVERSIONS = ("astype", "double", "float", "t", "to", "transpose", "type_as")


def written_into(body: Body) -> Iterator[Fact]:
    """Find ``np.square(a, b)``, which writes its result into ``b``."""
    for call in body.all(ast.Call):
        library, _, name = body.name_of(call.func).rpartition(".")
        if library == "numpy" and name in _OF_ONE and len(call.args) == _TWO:
            first, second = call.args
            # An array that is made for the result is a right second argument.
            given = isinstance(second, ast.Name) and second.id in body.parameters
            if given and body.is_graded and code(first) != code(second):
                yield call, {"code": code(call), "name": code(second)}


# NumPy's functions of one array: a second one receives the result.
_OF_ONE = frozenset({"abs", "absolute", "exp", "log", "negative", "sign", "sqrt", "square", "tanh"})


def mask_selects(body: Body) -> Iterator[Fact]:
    """Find ``grad[h > 0]`` as a value: it picks out elements, and is flat."""
    for call in body.calls("masked_select"):
        yield call, {"code": code(call)}
    for subscript in body.all(ast.Subscript):
        reads = isinstance(subscript.ctx, ast.Load) and body.is_array(subscript.value)
        by_mask = any(map(_is_mask, _held(body, subscript.slice)))
        parent = body.parent(subscript)
        alone = isinstance(parent, (ast.Return, ast.Tuple)) or (
            isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name)
        )
        if reads and by_mask and alone:
            yield subscript, {"code": code(subscript)}


def einsum_alone(body: Body) -> Iterator[Fact]:
    """Find an index of ``einsum`` that is summed within one factor alone: ``"nk,hi->nh"``."""
    for call in body.calls("numpy.einsum", "torch.einsum"):
        text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
        match = re.fullmatch(r"([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]*)", str(text).replace(" ", ""))
        if match is None:
            continue
        counts = Counter(match[1]) + Counter(match[2])
        alone = sorted(
            letter for letter in counts if letter not in match[3] and counts[letter] == 1
        )
        if len(alone) >= _TWO:
            yield call, {"code": str(text), "letters": ", ".join(alone)}


# How the length of an axis is written.
_LENGTH = re.compile(r"(\w+)\.(?:shape\[([01])\]|size\(([01])\))|len\((\w+)\)")
_WEIGHTS = frozenset({"w1", "w2", "grad_w1", "grad_w2"})


def reshaped_to_transpose(body: Body) -> Iterator[Fact]:
    """Find ``x.reshape(x.shape[1], x.shape[0])``, which keeps the order of the numbers.

    In a factor of a product, ``h.reshape(w2.shape[0], -1)`` is the same.
    """
    for call in body.calls("reshape", "view", "numpy.reshape", "torch.reshape"):
        by_library = bool(body.name_of(call.func))
        method = call.func.value if isinstance(call.func, ast.Attribute) else None
        array = (call.args[0] if call.args else None) if by_library else method
        lengths = call.args[1:] if by_library else call.args
        if len(lengths) == 1 and isinstance(lengths[0], (ast.Tuple, ast.List)):
            lengths = lengths[0].elts
        if array is not None and _swaps_axes(body, array, lengths):
            yield call, {"code": code(call), "better": f"{code(array)}.T"}


def _swaps_axes(body: Body, array: ast.expr, lengths: Sequence[ast.expr]) -> bool:
    """Whether these lengths are an array's own, in the other order."""
    if len(lengths) == 1:
        return code(lengths[0]) == f"{code(array)}.shape[::-1]"
    if len(lengths) != _TWO or not body.is_array(array):
        return False

    numbers = [each.value for each in lengths if isinstance(each, ast.Constant)]
    if len(numbers) == _TWO:
        return body.is_graded and 1 not in numbers and _is_factor(body, lengths[0])
    first, second = (_length(body, each) for each in lengths)
    if _given(body, code(array), of_weights=False) and _is_factor(body, lengths[0]):
        # All that is given but the weights has N rows, and so has no other axis of that length.
        of_features = _is_length(body, first, of_weights=True)
        of_rows = _is_length(body, second, of_weights=False)
        if (of_features and second == "-1") or (first == "-1" and of_rows):
            return True
    turned = first in _lengths(array, 1), second in _lengths(array, 0)
    return all(turned) or (turned[0] and second == "-1") or (first == "-1" and turned[1])


def _is_length(body: Body, text: str, *, of_weights: bool) -> bool:
    """Whether a text is the length of a weight's axis; or else of the rows of something else."""
    match = _LENGTH.fullmatch(text)
    if match is None or (not of_weights and "1" in match.groups()):
        return False
    return _given(body, match[1] or match[4], of_weights=of_weights)


def _given(body: Body, name: str, *, of_weights: bool) -> bool:
    """Whether a graded function is given a weight of this name; or else anything but a weight."""
    given = name in body.parameters and name not in body.assigned
    return body.is_graded and given and name in ARRAYS and (name in _WEIGHTS) == of_weights


def _lengths(array: ast.expr, axis: int) -> list[str]:
    """Return how the length of an axis of an array is written."""
    own = [f"{code(array)}.shape[{axis}]", f"{code(array)}.size({axis})"]
    return own if axis else [*own, f"len({code(array)})"]


def _length(body: Body, node: ast.expr) -> str:
    """Return how a length is written, where it got its name if it has one."""
    if not isinstance(node, ast.Name):
        return code(node)

    for assign in body.all(ast.Assign):
        target = assign.targets[0]
        if isinstance(target, ast.Tuple):
            names = [code(each) for each in target.elts]
            if node.id in names and code(assign.value).endswith(".shape"):
                return f"{code(assign.value)}[{names.index(node.id)}]"
        if isinstance(target, ast.Name) and target.id == node.id:
            return code(assign.value)
    return node.id


def _is_factor(body: Body, node: ast.AST) -> bool:
    """Whether a node is in a factor of a matrix product."""
    return any(
        (isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.MatMult))
        or (isinstance(outer, ast.Call) and called(outer) in ("dot", "matmul", "mm"))
        for outer in body.above(node)
    )


def padded_behind(body: Body) -> Iterator[Fact]:
    """Find digits that are reversed first, and padded on the left after that."""
    for call in body.calls("zfill", "rjust"):
        padded = call.func.value if isinstance(call.func, ast.Attribute) else None
        held = _held(body, padded) if padded is not None else []
        if any(map(_is_reversed, held)):
            yield call, {"code": code(call)}


def _is_reversed(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and code(node.slice) == "::-1"


def _is_zero(node: ast.Constant) -> bool:
    return node.value == 0 and not isinstance(node.value, bool)


def _is_over_axis(body: Body, call: ast.Call) -> bool:
    """Whether the maximum over an axis is meant: for its indices, or to scale by it."""
    parent = body.parent(call)
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, (ast.Sub, ast.Div))
    if isinstance(parent, ast.Assign):
        target = parent.targets[0]
        if not isinstance(target, ast.Name):
            return True
        uses = [body.parent(node) for node in body.all(ast.Name) if node.id == target.id]
        return any(isinstance(use, (ast.Attribute, ast.Subscript)) for use in uses)
    return not isinstance(parent, (ast.Return, ast.Call, ast.Tuple, ast.AnnAssign, ast.keyword))


_GRADIENT = re.compile(r"(?i)^d|grad|delta|^g\w?$|梯度")


_ORDERS = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)
