"""Rules about networks: classes of layers, what stands between them, losses and optimizers."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator, Mapping

from grader.grading.diagnosis.reading.body import Body, Fact, assignments_in, code, names_in
from grader.submission.program import DISPLAYS, called

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
_MEMORY = frozenset(
    {"Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "Rprop"}
    | {"build_optimizer"}
)
_WITH_PARAMETERS = frozenset(
    {"BatchNorm1d", "Bilinear", "Conv1d", "Conv2d", "Embedding", "LayerNorm", "LazyLinear"}
    | {"Linear", "Parameter"}
)
_BUILDERS = frozenset({"Sequential", "TwoLayerNet", "build_model", "build_sequential"})


def _is_module(body: Body) -> bool:
    """Whether a class is one of torch's modules."""
    bases = body.node.bases if isinstance(body.node, ast.ClassDef) else []
    return any(body.name_of(base).endswith("nn.Module") for base in bases)


def _methods(body: Body) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in body.node.body if isinstance(node, ast.FunctionDef)}


def no_super_init(body: Body) -> Iterator[Fact]:
    """Find a module whose ``__init__`` does not call that of nn.Module."""
    init = _methods(body).get("__init__") if _is_module(body) else None
    # A stub that raises NotImplementedError is no mistake.
    if init is None or isinstance(init.body[-1], ast.Raise):
        return
    for node in ast.walk(init):
        if isinstance(node, ast.Attribute) and node.attr in ("__init__", "__setstate__"):
            return
    yield init, {}


def misspelt_method(body: Body) -> Iterator[Fact]:
    """Find a module whose ``forward`` or ``__init__`` has another name."""
    if not _is_module(body) or not isinstance(body.node, ast.ClassDef) or len(body.node.bases) > 1:
        return
    methods = _methods(body)
    for wanted in ("forward", "__init__"):
        if wanted in methods or _is_set(body, wanted) or "__call__" in methods:
            continue
        others = [name for name in methods if name not in ("forward", "__init__")]
        close = difflib.get_close_matches(wanted, others, 1, _FORWARD_SIMILAR)
        # A method that the program calls itself has the name that it is to have.
        called_by_name = close and body.program.attributes.get(close[0])
        if close and not called_by_name:
            yield methods[close[0]], {"name": close[0], "meant": wanted}


def _is_set(body: Body, name: str) -> bool:
    """Whether a method is given to a class by assignment: ``Net.forward = forward``."""
    attributes = body.program.attributes.get(name, [])
    stored = any(isinstance(each.ctx, ast.Store) for each in attributes)
    named = [node for node in body.all(ast.Name) if node.id == name]
    return stored or any(isinstance(each.ctx, ast.Store) for each in named)


def layers_in_list(body: Body) -> Iterator[Fact]:
    """Find a module that keeps its layers in a plain list or dictionary."""
    if not _is_module(body) or "parameters" in _methods(body):
        return
    if body.calls("add_module", "register_module", "register_parameter", "builtins.setattr"):
        return
    for statement, target, value in _attributes_of_self(body):
        if not isinstance(value, (*DISPLAYS, ast.ListComp, ast.DictComp)):
            continue
        name = code(target)
        made = [value, *(argument for call in _grown(body, name) for argument in call.args)]
        if any(_has_parameters(body, each) for each in made) and not _is_handed_on(body, name):
            yield statement, {"code": name}


def _attributes_of_self(body: Body) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    """Yield what gives a value to an attribute of ``self``, with the attribute and the value."""
    for statement, target, value in assignments_in(body):
        if isinstance(target, ast.Attribute) and code(target.value) == "self":
            yield statement, target, value


def _grown(body: Body, list_: str) -> list[ast.Call]:
    """Return the calls that add something to a list."""
    names = [f"{list_}.{method}" for method in ("append", "extend", "insert", "add")]
    return [call for call in body.all(ast.Call) if code(call.func) in names]


def _has_parameters(body: Body, node: ast.AST) -> bool:
    """Whether a value is made of layers with parameters."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            library, _, name = body.name_of(call.func).rpartition(".")
            if library.startswith("torch.nn") and name in _WITH_PARAMETERS:
                return True
    return False


def _is_handed_on(body: Body, list_: str) -> bool:
    """Whether a list's layers are registered after all: ``nn.Sequential(*self.layers)``."""
    calls = [call for call in body.all(ast.Call) if body.name_of(call.func).startswith("torch.nn.")]
    handed = [argument for call in calls for argument in call.args]
    parts = [each.value if isinstance(each, ast.Starred) else each for each in handed]
    return any(code(each) == list_ for each in parts)


def other_activation(body: Body) -> Iterator[Fact]:
    """Find another activation where the instructions ask for ReLU alone."""
    return _not_asked_for(body, _ACTIVATIONS)


def more_layers(body: Body) -> Iterator[Fact]:
    """Find dropout or normalisation that nobody asked for."""
    return _not_asked_for(body, _MORE_LAYERS)


def _not_asked_for(body: Body, layers: Mapping[str, str]) -> Iterator[Fact]:
    """Find layers of which the instructions do not speak, but for a slope or a share of 0."""
    if not _builds(body):
        return
    for call in body.all(ast.Call):
        name = layers.get(_last_name(body, call).lower(), "")
        nothing = any(map(_is_nothing, (*call.args, *(each.value for each in call.keywords))))
        asked = re.search(rf"(?i)\b{name}\b", body.program.asked.instructions)
        if name and not nothing and not asked:
            yield call, {"name": name}


def _builds(body: Body) -> bool:
    """Whether a function makes or applies the network's layers, in a homework about ReLU."""
    named = body.node.name in ("forward", "loss", "__init__")
    applies = named or bool(body.calls("torch.nn.Linear"))
    return applies and "relu" in body.program.asked.instructions.lower()


def _last_name(body: Body, call: ast.Call) -> str:
    """Return the name of a function or method that a library offers; "" for one of one's own."""
    if body.name_of(call.func):
        return body.name_of(call.func).rpartition(".")[2]
    own = not isinstance(call.func, ast.Attribute) or called(call) in body.program.defined
    return "" if own else called(call)


def weighted_loss(body: Body) -> Iterator[Fact]:
    """Find a cross entropy with weights of classes, or with smoothed labels."""
    for call in body.calls(*_WEIGHTED):
        for keyword in call.keywords:
            changes = keyword.arg in ("weight", "label_smoothing")
            same = _is_nothing(keyword.value) or "ones" in code(keyword.value)
            if changes and not same:
                yield call, {"code": f"{keyword.arg}={code(keyword.value)}"}


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def optimizer_in_loop(body: Body) -> Iterator[Fact]:
    """Find an optimizer with a memory that is made again in each step."""
    for call in _optimizers(body):
        loops = body.loops(call)
        if not loops or body.is_in_branch(call) or not _remembers(body, call):
            continue
        steps = [body.loops(step) for step in body.calls("step")]
        of_model = "model" in body.parameters and "model" in names_in(call)
        if any(loops[0] in (around if of_model else around[:1]) for around in steps):
            yield call, {"code": code(call.func)}


def _optimizers(body: Body) -> list[ast.Call]:
    """Return the calls that make an optimizer."""
    return [
        call
        for call in body.all(ast.Call)
        if _is_of_optim(body, call) or called(call) == "build_optimizer"
    ]


def _is_of_optim(body: Body, call: ast.Call) -> bool:
    """Whether a call makes one of torch's optimizers, and no schedule for one."""
    library, _, name = body.name_of(call.func).rpartition(".")
    return library == "torch.optim" and name[:1].isupper()


def _remembers(body: Body, call: ast.Call) -> bool:
    """Whether an optimizer keeps something from step to step."""
    if any(isinstance(each, ast.Constant) and each.value == "sgd" for each in call.args):
        return False
    name = body.name_of(call.func).rpartition(".")[2] or called(call)
    momentum = [each.value for each in call.keywords if each.arg == "momentum"]
    return name in _MEMORY or any(not _is_nothing(each) for each in momentum)


def optimizer_of_another(body: Body) -> Iterator[Fact]:
    """Find an optimizer that gets the parameters of another model than the one that was passed."""
    if "model" not in body.parameters:
        return
    for call in _optimizers(body):
        fed = body.feeding(call.args[0]) if call.args else []
        names = {node.id for node in fed if isinstance(node, ast.Name)}
        builds = any(isinstance(node, ast.Call) and called(node) in _BUILDERS for node in fed)
        if builds and "model" not in names and not any(_grown(body, name) for name in names):
            yield call, {"code": code(call.args[0])}


def rate_not_passed(body: Body) -> Iterator[Fact]:
    """Find an optimizer that is made without the learning rate that was passed."""
    rates = [name for name in body.parameters if name in ("learning_rate", "lr")]
    if not rates or any(node.attr == "param_groups" for node in body.all(ast.Attribute)):
        return
    for call in filter(lambda each: _is_of_optim(body, each), body.all(ast.Call)):
        keywords = {keyword.arg for keyword in call.keywords}
        if len(call.args) != 1 or isinstance(call.args[0], ast.Starred) or keywords & {"lr", None}:
            continue
        # Groups of parameters have their own rates.
        fed = body.feeding(call.args[0])
        own = any(isinstance(node, ast.Constant) and node.value == "lr" for node in fed)
        if not own and not any(isinstance(node, ast.Name) and node.id == rates[0] for node in fed):
            yield call, {"code": code(call), "name": rates[0]}


def model_replaced(body: Body) -> Iterator[Fact]:
    """Find a training that replaces, or copies, the model that it gets."""
    if "model" not in body.parameters or body.calls("load_state_dict", "copy_"):
        return
    trained = {
        node.id
        for call in body.calls("backward")
        if isinstance(call.func, ast.Attribute)
        for node in body.feeding(call.func.value)
        if isinstance(node, ast.Name)
    }
    for name in sorted(trained & body.assigned.keys()):
        for statement, value in body.assigned[name]:
            if not isinstance(value, ast.Call) or body.is_in_branch(statement):
                continue
            copies = called(value) == "deepcopy" and "model" in names_in(value)
            replaces = name == "model" and called(value) in _BUILDERS
            if copies or (replaces and "model" not in names_in(value)):
                yield statement, {"code": code(statement)}


def mean_of_squares(body: Body) -> Iterator[Fact]:
    """Find a squared error whose default is the mean, where the instructions ask for the sum."""
    if not re.search(
        r"(?i)sum \(not the mean\)|sum of (the )?squared", body.program.asked.instructions
    ):
        return
    for call in body.calls("torch.nn.MSELoss", "torch.nn.functional.mse_loss"):
        keywords = {keyword.arg for keyword in call.keywords}
        others = [each for each in call.args if not isinstance(each, ast.Constant)]
        given = len(others) < len(call.args) or keywords & {"reduction", "size_average", None}
        if not given and "reduce" not in keywords:
            above = {*body.above(call)}
            times: list[ast.BinOp | ast.AugAssign] = [
                *body.all(ast.BinOp),
                *body.all(ast.AugAssign),
            ]
            if not any(
                isinstance(node.op, ast.Mult) and (node in above or _SIZE.search(code(node)))
                for node in times
            ):
                yield call, {"code": code(call.func)}


_SIZE = re.compile(r"numel|size|shape|\blen\(")


def random_numbers(body: Body) -> Iterator[Fact]:
    """Find random numbers in a function of which nobody asks for chance."""
    if not body.is_graded or _CHANCE.search(body.program.asked.instructions):
        return
    for call in body.all(ast.Call):
        name = body.name_of(call.func)
        owner = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        generator = isinstance(owner, ast.Name) and owner.id in ("rng", "rs", "random_state")
        if _RANDOM.match(name) or (generator and called(call) in _DRAWS):
            yield call, {"code": code(call.func)}


_CHANCE = re.compile(r"(?i)at random|shuffl|random order")
_DRAWS = frozenset({"choice", "integers", "normal", "permutation", "randint", "random", "shuffle"})
_RANDOM = re.compile(r"(numpy\.random|random)\.(?!seed)|torch\.(rand|randn|randint|randperm)$")


def gradient_limited(body: Body) -> Iterator[Fact]:
    """Find a gradient that is clipped or normalised before the step."""
    if not body.is_graded or not {"learning_rate", "lr"} & {*body.parameters}:
        return
    for call in body.all(ast.Call):
        whole = "clip_grad" in called(call)
        bounds = [*call.args, *(each.value for each in call.keywords)]
        both = called(call) in ("clip", "clamp", "clamp_") and len(bounds) > 1
        if whole or (both and any(map(_is_negative, bounds))):
            yield call, {"code": code(call)}


def _is_negative(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
