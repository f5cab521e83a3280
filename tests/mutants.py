"""Mutants of a reference's functions: each differs from it by one small change of the syntax tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
_ORDERS = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.Eq: ast.NotEq}
_NEIGHBOURS = {
    "h": "h_relu",
    "h_relu": "h",
    "w1": "w2",
    "w2": "w1",
    "grad_w1": "grad_w2",
    "grad_w2": "grad_w1",
    "grad_h": "grad_h_relu",
    "grad_h_relu": "grad_h",
    "y_pred": "y",
    "y": "y_pred",
    "hidden": "d_in",
    "start": "stop",
    "X": "Y",
    "linear1": "linear2",
    "linear2": "linear1",
}
# In place of ReLU. Each {} is what goes in.
_ACTIVATIONS = {
    "numpy": (
        "{}",
        "abs({})",
        "np.tanh({})",
        "1 / (1 + np.exp(-{}))",
        "np.clip({}, 0, 1)",
        "np.minimum({}, 0)",
        "np.maximum({}, 0.1 * {})",
        "np.maximum({}, 1)",
        "np.log1p(np.exp({}))",
    ),
    "torch": (
        "{}",
        "{}.abs()",
        "{}.tanh()",
        "{}.sigmoid()",
        "{}.clamp(0, 1)",
        "{}.clamp(max=0)",
        "{}.clamp(0, 6)",
        "torch.nn.functional.leaky_relu({})",
        "torch.nn.functional.softplus({})",
        "torch.nn.functional.dropout({}.clamp(min=0))",
        "torch.tensor({}.clamp(min=0).tolist(), dtype={}.dtype)",
    ),
    "module": (
        "nn.Identity()",
        "nn.Tanh()",
        "nn.Sigmoid()",
        "nn.LeakyReLU()",
        "nn.ReLU6()",
        "nn.Hardtanh(0, 1)",
        "nn.GELU()",
        "nn.Softplus()",
        "nn.Sequential(nn.ReLU(), nn.Dropout(0.5))",
    ),
}
_DOWN = {"np": "({}).astype(np.float32)", "torch": "({}).float()"}
_KEPT_OUT = (ast.Return, ast.Raise, ast.FunctionDef, ast.ClassDef, ast.If, ast.For, ast.With)


@dataclass(frozen=True)
class Mutant:
    """A function with one change.

    Attributes:
        change: what was changed to what, on one line.
        text: the function's definition.
    """

    function: str
    change: str
    text: str


def mutants_of(source: str, function: str) -> list[Mutant]:
    """Return the mutants of a function or class, each text once."""
    tree = ast.parse(source)
    library = "torch" if "import torch" in source else "np"
    definition = next(node for node in tree.body if getattr(node, "name", None) == function)
    _drop_docstrings(definition)

    found: dict[str, Mutant] = {}
    original = ast.unparse(definition)
    for number, node in enumerate(ast.walk(definition)):
        for replacement in _replacements(node, library):
            mutant = copy.deepcopy(definition)
            target = [*ast.walk(mutant)][number]
            change = (
                f"{_line(node)} -> {replacement if isinstance(replacement, str) else 'changed'}"
            )
            text = _with(mutant, target, replacement)
            if text not in (None, original):
                found.setdefault(text, Mutant(function, change, text))
    return [*found.values()]


def _drop_docstrings(definition: ast.AST) -> None:
    for node in ast.walk(definition):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]


def _line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _with(
    mutant: ast.AST, target: ast.AST, replacement: str | Callable[[ast.AST], None]
) -> str | None:
    """Return the text of a definition in which a node is replaced; None where that is no Python."""
    if callable(replacement):
        replacement(target)
    else:
        new = ast.parse(replacement).body[0] if replacement else ast.Pass()
        for parent in ast.walk(mutant):
            for name, value in ast.iter_fields(parent):
                if value is target:
                    setattr(parent, name, new.value)
                elif isinstance(value, list) and target in value:
                    index = value.index(target)
                    value[index] = new if isinstance(target, ast.stmt) else new.value
    text = ast.unparse(ast.fix_missing_locations(mutant))
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return None
    return text


def _replacements(  # noqa: C901 - a branch for each kind of node
    node: ast.AST, library: str
) -> Iterator[str | Callable[[ast.AST], None]]:
    """Yield what a node may be replaced by: an expression, or what changes it."""
    text = ast.unparse(node) if isinstance(node, ast.expr) else ""
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node)
    if isinstance(node, ast.AugAssign):
        yield lambda target: setattr(target, "op", _OPERATORS[type(target.op)]())
        yield lambda target: setattr(target, "value", target.value.right)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _ORDERS:
        yield lambda target: setattr(target, "ops", [_ORDERS[type(target.ops[0])]()])
    if isinstance(node, ast.Constant):
        yield from _of_constant(node.value)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and text in _NEIGHBOURS:
        yield _NEIGHBOURS[text]
    if isinstance(node, ast.Attribute):
        if node.attr == "T":
            yield ast.unparse(node.value)
        if node.attr in _NEIGHBOURS:
            yield f"{ast.unparse(node.value)}.{_NEIGHBOURS[node.attr]}"
    if isinstance(node, ast.Call):
        yield from _of_call(node)
    if isinstance(node, ast.Return) and node.value is not None:
        yield from _of_returned(node.value, library)
    if isinstance(node, ast.stmt) and not isinstance(node, _KEPT_OUT):
        yield ""
    if isinstance(node, ast.If):
        yield ""


def _of_operation(node: ast.BinOp) -> Iterator[str | Callable[[ast.AST], None]]:
    left, right = ast.unparse(node.left), ast.unparse(node.right)
    if type(node.op) in _OPERATORS:
        yield lambda target: setattr(target, "op", _OPERATORS[type(target.op)]())
    yield f"({left})"
    yield f"({right})"
    if isinstance(node.op, ast.MatMult):
        yield f"({right}) @ ({left})"
        yield f"({left}) @ ({right}) * 2"
        yield f"(({left}) @ ({right})).T"


def _of_constant(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, (int, float)):
        yield repr(value + 1)
        if value > 1:
            yield repr(value - 1)
        yield repr(-value)
        yield repr(value / 2)
    elif value == "sum":
        yield "'mean'"


def _of_call(node: ast.Call) -> Iterator[str]:  # noqa: C901, PLR0912 - a branch for each function
    text, function = ast.unparse(node), ast.unparse(node.func)
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    owner = ast.unparse(node.func.value) if method else ""
    argument = ast.unparse(node.args[0]) if node.args else ""
    if text.startswith("np.maximum("):
        yield from (form.format(argument, argument) for form in _ACTIVATIONS["numpy"])
    if method == "clamp":
        yield from (form.format(owner, owner) for form in _ACTIVATIONS["torch"])
    if text == "nn.ReLU()":
        yield from _ACTIVATIONS["module"]
    if method in ("t", "copy", "clone", "detach", "float"):
        yield owner
    if method == "mm":
        yield f"{argument}.mm({owner})"
        yield f"{text} * 2"
        yield f"{text}.t()"
        yield f"{text}.detach()"
    if method == "sum":
        yield f"{owner}.mean()"
        yield f"{owner}.sum(0)"
        yield f"{text} / len({owner})"
    if method == "argmax":
        yield text.replace("argmax", "argmin")
        yield f"{text.replace('argmax', 'max')}[0]"
    if function == "np.square":
        yield f"np.abs({argument})"
    if function == "torch.optim.SGD":
        yield text.replace("SGD", "Adam").replace(", momentum=0.9", "")
        yield f"{text[:-1]}, weight_decay=0.01)"
        if "momentum" not in text:
            yield f"{text[:-1]}, momentum=0.9)"
        else:
            yield f"{text[:-1]}, nesterov=True)"
            yield f"{text[:-1]}, dampening=0.5)"
    if function == "torch.optim.Adam":
        yield from (text.replace("Adam", name) for name in ("AdamW", "Adamax", "NAdam", "RMSprop"))
    if function == "torch.optim.RMSprop":
        yield from (text.replace("RMSprop", name) for name in ("Adam", "Adagrad", "SGD"))
    if function == "nn.CrossEntropyLoss":
        yield "nn.CrossEntropyLoss(reduction='sum')"
        yield "nn.CrossEntropyLoss(label_smoothing=0.1)"
        yield "nn.NLLLoss()"
    if function == "nn.MSELoss":
        yield "nn.L1Loss(reduction='sum')"
    if function == "loss_fn":
        yield text.replace("model(", "0.5 * model(")


def _of_returned(value: ast.expr, library: str) -> Iterator[str]:
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    texts = [ast.unparse(part) for part in parts]
    for number, text in enumerate(texts):
        for form in ("-({})", "2 * ({})", _DOWN[library], "({}).T", "None"):
            changed = [*texts[:number], form.format(text), *texts[number + 1 :]]
            yield f"return {', '.join(changed)}"
        if number:
            swapped = [*texts]
            swapped[number - 1], swapped[number] = swapped[number], swapped[number - 1]
            yield f"return {', '.join(swapped)}"
