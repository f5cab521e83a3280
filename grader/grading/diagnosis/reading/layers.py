"""Rules about networks: classes of layers, what stands between them, losses and optimizers."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from grader.grading.diagnosis.reading.body import Body, Fact, code
from grader.submission.program import called

_FORWARD_SIMILAR = 0.75
_ACTIVATIONS = {
    "celu": "CELU",
    "elu": "ELU",
    "gelu": "GELU",
    "leaky_relu": "leaky ReLU",
    "leakyrelu": "leaky ReLU",
    "prelu": "PReLU",
    "relu6": "ReLU6",
    "selu": "SELU",
    "sigmoid": "sigmoid",
    "silu": "SiLU",
    "softplus": "softplus",
    "tanh": "tanh",
}
_MORE_LAYERS = {
    "alpha_dropout": "dropout",
    "batchnorm1d": "batch norm",
    "dropout": "dropout",
    "dropout1d": "dropout",
    "layernorm": "layer norm",
    "layer_norm": "layer norm",
}
_WEIGHTED = ("torch.nn.CrossEntropyLoss", "torch.nn.functional.cross_entropy")
_MEMORY = frozenset({"Adagrad", "Adam", "AdamW", "RMSprop", "build_optimizer"})


def _is_module(body: Body) -> bool:
    """Whether a class is one of torch's modules."""
    bases = body.node.bases if isinstance(body.node, ast.ClassDef) else []
    return any(body.name_of(base).endswith("nn.Module") for base in bases)


def _methods(body: Body) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in body.node.body if isinstance(node, ast.FunctionDef)}


def no_super_init(body: Body) -> Iterator[Fact]:
    """Find a module whose ``__init__`` does not call that of nn.Module."""
    init = _methods(body).get("__init__") if _is_module(body) else None
    if init is None:
        return
    for node in ast.walk(init):
        if isinstance(node, ast.Attribute) and node.attr == "__init__":
            return
    yield init, {}


def misspelt_method(body: Body) -> Iterator[Fact]:
    """Find a module whose ``forward`` or ``__init__`` has another name."""
    if not _is_module(body):
        return
    methods = _methods(body)
    for wanted in ("forward", "__init__"):
        if wanted in methods:
            continue
        others = [name for name in methods if name not in ("forward", "__init__")]
        close = difflib.get_close_matches(wanted, others, 1, _FORWARD_SIMILAR)
        if close:
            yield methods[close[0]], {"name": close[0], "meant": wanted}


def layers_in_list(body: Body) -> Iterator[Fact]:
    """Find a module that keeps its layers in a plain list or dictionary."""
    if not _is_module(body):
        return
    for statement in body.all(ast.Assign):
        target = statement.targets[0]
        of_self = isinstance(target, ast.Attribute) and code(target.value) == "self"
        if of_self and isinstance(statement.value, (ast.List, ast.Dict, ast.ListComp)):
            makes = (
                body.name_of(call.func)
                for call in ast.walk(statement.value)
                if isinstance(call, ast.Call)
            )
            if any(name.startswith("torch.nn.") for name in makes):
                yield statement, {"code": code(target)}


def other_activation(body: Body) -> Iterator[Fact]:
    """Find another activation where the instructions ask for ReLU alone."""
    if not _builds(body):
        return
    for node in _uses(body):
        name = _ACTIVATIONS.get(_last_name(body, node).lower(), "")
        if any(_is_nothing(value) for value in (*node.args, *(k.value for k in node.keywords))):
            continue  # a leaky ReLU of slope 0
        if name and not re.search(rf"(?i)\b{name}\b", body.program.asked.instructions):
            yield node, {"name": name}


def more_layers(body: Body) -> Iterator[Fact]:
    """Find dropout or normalisation that nobody asked for."""
    if not _builds(body):
        return
    for node in _uses(body):
        name = _MORE_LAYERS.get(_last_name(body, node).lower(), "")
        if name and not re.search(rf"(?i)\b{name}\b", body.program.asked.instructions):
            yield node, {"name": name}


def _builds(body: Body) -> bool:
    """Whether a function makes or applies the network's layers, in a homework about ReLU."""
    named = body.node.name in ("forward", "loss", "__init__")
    applies = named or bool(body.calls("torch.nn.Linear"))
    return applies and "relu" in body.program.asked.instructions.lower()


def _uses(body: Body) -> list[ast.Call]:
    return body.all(ast.Call)


def _last_name(body: Body, call: ast.Call) -> str:
    """Return the name of a function or method that a library offers; "" for one of one's own."""
    if body.name_of(call.func):
        return body.name_of(call.func).rpartition(".")[2]
    return called(call) if isinstance(call.func, ast.Attribute) else ""


def weighted_loss(body: Body) -> Iterator[Fact]:
    """Find a cross entropy with weights of classes, or with smoothed labels."""
    for call in body.calls(*_WEIGHTED):
        for keyword in call.keywords:
            if keyword.arg in ("weight", "label_smoothing") and not _is_nothing(keyword.value):
                yield call, {"code": f"{keyword.arg}={code(keyword.value)}"}


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def optimizer_in_loop(body: Body) -> Iterator[Fact]:
    """Find an optimizer with a memory that is made again in each step."""
    for call in body.all(ast.Call):
        made = body.name_of(call.func)
        optimizer = made.startswith("torch.optim.") or called(call) == "build_optimizer"
        remembers = called(call) in _MEMORY or any(
            keyword.arg == "momentum" for keyword in call.keywords
        )
        loops = body.loops(call)
        if optimizer and remembers and loops:
            steps = [step for step in body.calls("step") if loops[0] in body.loops(step)]
            if steps and not body.is_in_branch(call):
                yield call, {"code": code(call.func)}


def optimizer_of_another(body: Body) -> Iterator[Fact]:
    """Find an optimizer that gets the parameters of another model than the one that was passed."""
    if "model" not in body.parameters:
        return
    for call in body.all(ast.Call):
        made = body.name_of(call.func).startswith("torch.optim.")
        if not (made or called(call) == "build_optimizer") or not call.args:
            continue
        names = [node.id for node in ast.walk(call.args[0]) if isinstance(node, ast.Name)]
        if names and names[0] in body.assigned:
            before = [node.id for node in body.feeding(call.args[0]) if isinstance(node, ast.Name)]
            if "model" not in before:
                yield call, {"code": code(call.args[0])}


def rate_not_passed(body: Body) -> Iterator[Fact]:
    """Find an optimizer that is made without the learning rate that was passed."""
    rates = [name for name in body.parameters if name in ("learning_rate", "lr")]
    for call in body.all(ast.Call) if rates else ():
        made = body.name_of(call.func).startswith("torch.optim.")
        keywords = {keyword.arg for keyword in call.keywords}
        if made and len(call.args) == 1 and not keywords & {"lr", None}:
            yield call, {"code": code(call), "name": rates[0]}


def model_replaced(body: Body) -> Iterator[Fact]:
    """Find a training that replaces, or copies, the model that it gets."""
    if "model" not in body.parameters or not body.calls("backward"):
        return
    for name, assignments in body.assigned.items():
        for statement, value in assignments:
            copies = isinstance(value, ast.Call) and called(value) == "deepcopy"
            of_model = copies and any(
                isinstance(node, ast.Name) and node.id == "model" for node in ast.walk(value)
            )
            builds = isinstance(value, ast.Call) and (
                called(value) in ("Sequential", "build_model", "build_sequential", "TwoLayerNet")
            )
            if of_model or (name == "model" and builds):
                yield statement, {"code": code(statement)}


def mean_of_squares(body: Body) -> Iterator[Fact]:
    """Find a squared error whose default is the mean, where the instructions ask for the sum."""
    if not re.search(
        r"(?i)sum \(not the mean\)|sum of (the )?squared", body.program.asked.instructions
    ):
        return
    for call in body.calls("torch.nn.MSELoss", "torch.nn.functional.mse_loss"):
        keywords = {keyword.arg for keyword in call.keywords}
        if not keywords & {"reduction", "size_average", "reduce", None}:
            times = [node for node in body.above(call) if isinstance(node, ast.BinOp)]
            if not any(isinstance(node.op, ast.Mult) for node in times):
                yield call, {"code": code(call.func)}
