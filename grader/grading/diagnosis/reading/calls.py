"""Rules about calls: what is named and not called, called and not made, or of the wrong library."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from grader.grading.diagnosis.reading.body import (
    ARRAYS,
    Body,
    Fact,
    code,
    declared_elsewhere,
    position,
)
from grader.submission.program import called

# Methods that are of no use by themselves, as statements.
_ACTIONS = frozenset(
    {"__init__", "add_", "backward", "clear", "eval", "mul_", "requires_grad_", "step", "sub_"}
    | {"train", "zero_", "zero_grad"}
)
# Methods whose result is a value to compute with: nobody computes with the method itself.
_VALUES = frozenset({"clone", "detach", "item", "numpy", "tolist"})
_TEXTS = frozenset({"lower", "strip", "upper"})
_NO_GRAD = frozenset({"torch.no_grad", "torch.inference_mode", "torch.enable_grad"})
_PROPERTIES = frozenset({"T", "dtype", "grad", "ndim", "shape"})
_TAKES_VALUES = frozenset({"append", "float", "int", "str"})
_LOSSES = frozenset(
    {"BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "L1Loss", "MSELoss", "NLLLoss"}
    | {"SmoothL1Loss"}
)
_LAYERS = frozenset(
    {"ELU", "GELU", "LeakyReLU", "LogSoftmax", "ReLU", "Sigmoid", "Softmax", "Tanh"}
)
_TWO = 2


def not_called(body: Body) -> Iterator[Fact]:
    """Find a method or function that is named and not called: ``loss.backward``."""
    for statement in body.all(ast.Expr):
        value = statement.value
        own = isinstance(value, ast.Name) and value.id in body.functions
        local = isinstance(value, ast.Name) and value.id in {*body.assigned, *body.parameters}
        method = isinstance(value, ast.Attribute) and value.attr in _ACTIONS
        if (method or (own and not local)) and not _is_tried(body, statement):
            yield value, {"code": code(value)}

    for attribute in body.all(ast.Attribute):
        if not _is_kept(body, attribute) and _is_wanted(body, attribute):
            yield attribute, {"code": code(attribute)}


def _is_tried(body: Body, node: ast.AST) -> bool:
    return any(isinstance(outer, ast.Try) for outer in body.above(node))


def _is_kept(body: Body, attribute: ast.Attribute) -> bool:
    """Whether the program keeps something of its own under a name: ``self.item = 3``."""
    if attribute.attr in body.program.defined:
        return True
    stored = body.program.attributes.get(attribute.attr, [])
    return any(isinstance(each.ctx, ast.Store) for each in stored)


def _is_wanted(body: Body, attribute: ast.Attribute) -> bool:
    """Whether the value of a method that is not called is computed with, kept, or returned."""
    name = attribute.attr
    parent = body.parent(attribute)
    if body.name_of(attribute):
        return isinstance(parent, ast.withitem) and body.name_of(attribute) in _NO_GRAD

    handed = isinstance(parent, ast.Call) and attribute in parent.args
    if name == "parameters":
        return handed and _library(body, parent) == "torch.optim"
    if name in _TEXTS and isinstance(parent, ast.Compare):
        others = [parent.left, *parent.comparators]
        return any(
            isinstance(each, ast.Constant) and isinstance(each.value, str) for each in others
        )
    return name in _VALUES and _is_computed_with(body, attribute)


def _is_computed_with(body: Body, node: ast.expr) -> bool:
    parent = body.parent(node)
    if isinstance(parent, ast.Call) and node in parent.args:
        return called(parent) in _TAKES_VALUES
    if isinstance(parent, (ast.Tuple, ast.List)):
        parent = body.parent(parent)
    if isinstance(parent, (ast.ListComp, ast.GeneratorExp)):
        return parent.elt is node
    return isinstance(parent, (ast.BinOp, ast.Compare, ast.Return, ast.AugAssign))


def _library(body: Body, call: ast.AST | None) -> str:
    """Return the module of what is called: "torch.optim" of ``optim.SGD(…)``."""
    return body.name_of(call.func).rpartition(".")[0] if isinstance(call, ast.Call) else ""


def property_called(body: Body) -> Iterator[Fact]:
    """Find a property that is called: ``x.shape()``."""
    for call in body.all(ast.Call):
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr not in _PROPERTIES:
            continue
        # An alias of torch.autograd has a grad, too.
        arguments = len(call.args) + len(call.keywords) - (function.attr == "shape")
        if arguments < 1 and not _is_kept(body, function) and not body.name_of(function):
            yield call, {"code": code(function)}


def class_with_data(body: Body) -> Iterator[Fact]:
    """Find a class of torch.nn that is called with data: ``nn.MSELoss(pred, y)``."""
    for call in body.all(ast.Call):
        library, _, name = body.name_of(call.func).rpartition(".")
        if not library.startswith("torch.nn") or not call.args:
            continue
        plain = (ast.Constant, ast.Starred)
        values = [argument for argument in call.args if not isinstance(argument, plain)]
        data = [argument for argument in values[:1] if _is_data(body, argument)]
        if (name in _LOSSES and len(values) >= _TWO) or (name in _LAYERS and data):
            yield call, {"code": code(call), "name": name}


def _is_data(body: Body, node: ast.expr) -> bool:
    """Whether a value is data, and no setting of a layer."""
    named = isinstance(node, ast.Name) and node.id in ARRAYS
    return named or body.is_computed(node) or body.is_array(node)


def or_of_values(body: Body) -> Iterator[Fact]:
    """Find ``name == "a" or "b"``, which is always true, and ``name == ("a" or "b")``."""
    for test in body.all(ast.BoolOp):
        parent = body.parent(test)
        constants = [value for value in test.values if isinstance(value, ast.Constant)]
        if len(constants) == len(test.values):
            if isinstance(parent, (ast.Compare, ast.BinOp)):
                yield parent, {"code": code(parent)}
        elif isinstance(test.op, ast.Or) and _decides(body, test):
            compared = {
                type(value.value)
                for compare in test.values
                if isinstance(compare, ast.Compare) and isinstance(compare.ops[0], ast.Eq)
                for value in (compare.left, *compare.comparators)
                if isinstance(value, ast.Constant)
            }
            if any(each.value and type(each.value) in compared for each in constants):
                yield test, {"code": code(test)}


def _decides(body: Body, test: ast.AST) -> bool:
    """Whether a value decides what runs: the test of an ``if`` or a loop, or a part of it."""
    inner = test
    for outer in body.above(test):
        if isinstance(outer, (ast.If, ast.While, ast.IfExp)):
            return outer.test is inner
        if not isinstance(outer, (ast.BoolOp, ast.UnaryOp)):
            return isinstance(outer, ast.comprehension) and inner in outer.ifs
        inner = outer
    return False


def error_not_raised(body: Body) -> Iterator[Fact]:
    """Find an exception that is made, and returned or dropped in place of being raised."""
    # A function of one's own may make an exception for others to raise.
    returns = [node for node in body.all(ast.Return) if body.is_graded and not body.is_inner(node)]
    statements: list[ast.Return | ast.Expr] = [*returns, *body.all(ast.Expr)]
    for statement in statements:
        value = statement.value
        made = value.func if isinstance(value, ast.Call) else value
        name = body.name_of(made).removeprefix("builtins.") if made is not None else ""
        type_ = getattr(builtins, name, None)
        if isinstance(type_, type) and issubclass(type_, BaseException):
            yield statement, {"name": name}


def value_called(body: Body) -> Iterator[Fact]:
    """Find a function whose name is a variable's before it is called: ``loss = loss(…)``."""
    elsewhere = _bound_elsewhere(body)
    for call in body.all(ast.Call):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name not in body.functions or name not in body.assigned or name in elsewhere:
            continue
        scope = body.program.scope(call)
        bindings = [each for each in body.assigned[name] if body.program.scope(each[0]) is scope]
        if bindings and scope is not None and _runs_before(call, *bindings[0]):
            yield call, {"name": name}


def _bound_elsewhere(body: Body) -> set[str]:
    """Return the names that get their value in another way than by assignment."""
    found = {*body.parameters}
    found |= declared_elsewhere(body)
    for alias in body.all(ast.alias):
        found.add(alias.asname or alias.name)
    found.update(node.name for node in body.all(ast.FunctionDef) if node is not body.node)
    found.update(node.arg for node in body.all(ast.arg))
    return found


def _runs_before(call: ast.Call, statement: ast.AST, value: ast.expr) -> bool:
    """Whether a call runs before a statement gives a name its first value."""
    in_value = any(node is call for node in ast.walk(value))
    return in_value or position(call) < position(statement)
