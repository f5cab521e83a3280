"""Rules about calls: what is named and not called, called and not made, or of the wrong library."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from grader.grading.diagnosis.reading.body import Body, Fact, code, line_of
from grader.submission.program import called

# Methods whose value is never wanted by itself.
_METHODS = frozenset(
    {"backward", "clone", "detach", "item", "lower", "numpy", "parameters", "step", "strip"}
    | {"tolist", "upper", "zero_grad"}
)
_PROPERTIES = frozenset({"T", "dtype", "grad", "ndim", "shape"})
_TAKES_VALUES = frozenset({"append", "float", "int", "str", "print"})
_LOSSES = frozenset({"BCELoss", "CrossEntropyLoss", "L1Loss", "MSELoss", "NLLLoss"})
_LAYERS = frozenset({"ELU", "GELU", "LeakyReLU", "ReLU", "Sigmoid", "Tanh"})
_TWO = 2


def not_called(body: Body) -> Iterator[Fact]:
    """Find a method or function that is named and not called: ``loss.backward``."""
    for statement in body.all(ast.Expr):
        value = statement.value
        own = isinstance(value, ast.Name) and value.id in body.program.defined
        if isinstance(value, ast.Attribute) or own:
            yield value, {"code": code(value)}

    for attribute in body.all(ast.Attribute):
        if attribute.attr in _METHODS and not body.name_of(attribute):
            parent = body.parent(attribute)
            computes = isinstance(parent, (ast.BinOp, ast.Compare, ast.Return, ast.AugAssign))
            handed = isinstance(parent, ast.Call) and attribute in parent.args
            to_torch = handed and body.name_of(parent.func).startswith("torch.optim.")  # type: ignore[union-attr]
            if computes or to_torch or (handed and called(parent) in _TAKES_VALUES):  # type: ignore[arg-type]
                yield attribute, {"code": code(attribute)}


def property_called(body: Body) -> Iterator[Fact]:
    """Find a property that is called: ``x.shape()``."""
    for call in body.all(ast.Call):
        function = call.func
        is_one = isinstance(function, ast.Attribute) and function.attr in _PROPERTIES
        own = called(call) in body.program.defined
        if is_one and not own and not body.name_of(function):
            yield call, {"code": code(function)}


def class_with_data(body: Body) -> Iterator[Fact]:
    """Find a class of torch.nn that is called with data: ``nn.MSELoss(pred, y)``."""
    for call in body.all(ast.Call):
        library, _, name = body.name_of(call.func).rpartition(".")
        if not library.startswith("torch.nn") or not call.args:
            continue
        data = [argument for argument in call.args if not isinstance(argument, ast.Constant)]
        if (name in _LOSSES and len(data) >= _TWO) or (name in _LAYERS and data):
            yield call, {"code": code(call), "name": name}


def or_of_values(body: Body) -> Iterator[Fact]:
    """Find ``name == "a" or "b"``, which is always true."""
    for test in body.all(ast.BoolOp):
        first, *others = test.values
        texts = [value for value in others if isinstance(value, ast.Constant) and value.value]
        compares = isinstance(first, ast.Compare) and isinstance(first.ops[0], ast.Eq)
        if isinstance(test.op, ast.Or) and compares and texts:
            yield test, {"code": code(test)}
    for compare in body.all(ast.Compare):
        for value in compare.comparators:
            if isinstance(value, ast.BoolOp) and all(
                isinstance(each, ast.Constant) for each in value.values
            ):
                yield compare, {"code": code(compare)}


def error_not_raised(body: Body) -> Iterator[Fact]:
    """Find an exception that is made, and returned or dropped in place of being raised."""
    statements: list[ast.Return | ast.Expr] = [*body.all(ast.Return), *body.all(ast.Expr)]
    for statement in statements:
        value = statement.value
        made = value.func if isinstance(value, ast.Call) else value
        name = body.name_of(made).removeprefix("builtins.") if made is not None else ""
        type_ = getattr(builtins, name, None)
        if isinstance(type_, type) and issubclass(type_, BaseException):
            yield statement, {"name": name}


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
        zero = [argument for argument in constants if argument.value == 0]
        if len(call.args) == _TWO and zero and isinstance(body.parent(call), _VALUE_OF):
            name = body.name_of(call.func)
            better = "torch.clamp" if name.startswith("torch") else "np.maximum"
            yield call, {"code": code(call), "better": better}


# Of torch.max over an axis, the indices are wanted: torch.max(outputs, 0)[1].
_VALUE_OF = (ast.Assign, ast.Return, ast.BinOp, ast.Call, ast.Tuple, ast.AnnAssign, ast.keyword)


def numpy_on_tensors(body: Body) -> Iterator[Fact]:
    """Find functions of NumPy on tensors, in an assignment whose functions get tensors."""
    if body.is_graded and "tensor" in body.program.asked.instructions.lower():
        for call in body.all(ast.Call):
            name = body.name_of(call.func)
            if name.startswith("numpy.") and call.args and body.is_array(call.args[0]):
                yield call, {"code": code(call.func)}


def value_called(body: Body) -> Iterator[Fact]:
    """Find a function whose name is a variable's before it is called: ``loss = loss(…)``."""
    for call in body.all(ast.Call):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in body.functions and name in body.assigned and name not in body.parameters:
            statement, _ = body.assigned[name][0]
            if line_of(call) <= line_of(statement):
                yield call, {"name": name}


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
        if any(map(_is_mask, (factor for each in factors for factor in _held(body, each)))):
            yield node, {"code": code(node)}


def _held(body: Body, node: ast.expr) -> list[ast.expr]:
    return (
        body.values_of(node) if isinstance(node, ast.Name) and node.id in body.assigned else [node]
    )


def _is_mask(node: ast.expr) -> bool:
    """Whether a value is a comparison, or one that is converted to numbers."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return called(node) in ("astype", "float", "double", "to", "type_as") and _is_mask(
            node.func.value
        )
    return isinstance(node, ast.Compare)
