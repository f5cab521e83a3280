"""Rules about the optimizer: the learning rate in the course of a training, and other options."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from grader.grading.diagnosis.reading.body import Body, Fact, assignments_in, code, names_in
from grader.submission.program import Program, called

Option = tuple[ast.AST, str, str, ast.expr]  # where, of which optimizer, its name and value

_RATES = ("learning_rate", "lr")

# The options of torch's optimizers, with their defaults.
_OPTIONS = {
    "alpha": 0.99,
    "amsgrad": False,
    "betas": (0.9, 0.999),
    "centered": False,
    "dampening": 0,
    "eps": 1e-8,
    "lr_decay": 0,
    "maximize": False,
    "momentum": 0,
    "nesterov": False,
    "weight_decay": 0,
}


def rate_changed(body: Body) -> Iterator[Fact]:
    """Find a learning rate that changes from step to step."""
    rates = _rates(body)
    for node in (
        *_changes_of_name(body, rates),
        *_changes_in_groups(body, rates),
        *_computed_by_step(body, rates),
    ):
        yield node, {"code": code(node)}

    for call in body.all(ast.Call):
        if body.name_of(call.func).startswith("torch.optim.lr_scheduler."):
            yield call, {"code": code(call.func)}


def _rates(body: Body) -> set[str]:
    """Return the names of the learning rate that a function gets."""
    rates = {name for name in body.parameters if name in _RATES}
    agreed = body.program.asked.parameters.get(body.outer, ())
    if not rates and body.node.name == body.outer and "learning_rate" in agreed:
        own = body.parameters[agreed.index("learning_rate") :]
        counts = {name for call in body.calls("builtins.range") for name in names_in(call)}
        rates.update({*own[:1]} - counts)

    for _ in range(len(body.assigned)):
        others = {
            name
            for name, assignments in body.assigned.items()
            for statement, value in assignments
            if not body.loops(statement) and _is_rate(body, value, rates)
        }
        if others <= rates:
            break
        rates |= others
    return rates


def _is_rate(body: Body, value: ast.expr, rates: set[str]) -> bool:
    """Whether a value is the learning rate as it is: by a name for it, or converted."""
    if isinstance(value, ast.Call) and body.name_of(value.func) == "builtins.float" and value.args:
        value = value.args[0]
    return isinstance(value, ast.Name) and value.id in rates


def _changes_of_name(body: Body, rates: set[str]) -> Iterator[ast.AST]:
    """Yield what gives a name for the rate another value in a loop."""
    for name in sorted(rates):
        for statement, value in body.assigned.get(name, []):
            changes = isinstance(statement, ast.AugAssign) or not _is_rate(body, value, rates)
            if body.loops(statement) and changes and not isinstance(statement, ast.For):
                yield statement


def _changes_in_groups(body: Body, rates: set[str]) -> Iterator[ast.AST]:
    """Yield what sets ``group["lr"]`` to another value in a loop over steps."""
    changes: list[tuple[ast.stmt, ast.expr, ast.expr]] = [
        *assignments_in(body),
        *((each, each.target, each.value) for each in body.all(ast.AugAssign)),
    ]
    for statement, target, value in changes:
        if not isinstance(target, ast.Subscript) or code(target.slice) != "'lr'":
            continue
        steps = [
            loop
            for loop in body.loops(statement)
            if not (isinstance(loop, ast.For) and "param_groups" in code(loop.iter))
        ]
        if steps and _is_group(body, target.value) and not _is_rate(body, value, rates):
            yield statement


def _is_group(body: Body, node: ast.expr) -> bool:
    """Whether a value is a group of an optimizer's parameters, by a name or an index."""
    held = body.values_of(node) if isinstance(node, ast.Name) else [node]
    groups = [each.value if isinstance(each, ast.Subscript) else each for each in held]
    return any(isinstance(each, ast.Attribute) and each.attr == "param_groups" for each in groups)


def _computed_by_step(body: Body, rates: set[str]) -> Iterator[ast.AST]:
    """Yield what is computed from the rate and the number of the step."""
    computed: list[ast.expr] = [*body.all(ast.BinOp), *body.all(ast.Call), *body.all(ast.IfExp)]
    for node in computed if rates else ():
        if _depends_on_step(body, node, rates) and not _is_noted(body, node):
            yield node


def _depends_on_step(body: Body, node: ast.AST, rates: set[str]) -> bool:
    """Whether all of an expression is computed from the rate and the number of the step."""
    counters = _counters(body, node)
    return _is_of(body, node, rates, counters) and not _is_of(
        body, body.parent(node), rates, counters
    )


def _is_of(body: Body, node: ast.AST | None, rates: set[str], counters: set[str]) -> bool:
    """Whether an expression has the rate and a counter in it, and no other variable."""
    if not isinstance(node, (ast.BinOp, ast.Call, ast.IfExp)):
        return False
    inside = [*ast.walk(node)]
    calls = [each for each in inside if isinstance(each, ast.Call)]
    libraries = {
        name for call in calls if _is_arithmetic(body, call) for name in names_in(call.func)
    }
    if any(not _is_arithmetic(body, call) for call in calls):
        return False
    names = names_in(node) - libraries
    fixed = {name for name in names if _is_fixed(body, name)}
    return bool(names & rates and names & counters) and names <= rates | counters | fixed


def _is_arithmetic(body: Body, call: ast.Call) -> bool:
    """Whether a function of numbers is called: ``math.sqrt``, ``max``."""
    library, _, name = body.name_of(call.func).rpartition(".")
    return library in ("math", "numpy") or (
        library == "builtins" and name in ("float", "int", "max", "min", "pow")
    )


def _is_fixed(body: Body, name: str) -> bool:
    """Whether a name holds one number all the time."""
    values = [value for _, value in body.assigned.get(name, [])]
    return len(values) == 1 and isinstance(values[0], ast.Constant)


def _counters(body: Body, node: ast.AST) -> set[str]:
    """Return the names that count the passes of the loops around a node."""
    counters: set[str] = set()
    for loop in body.loops(node):
        if isinstance(loop, ast.While):
            counters.update(
                code(each.target)
                for each in ast.walk(loop)
                if isinstance(each, ast.AugAssign) and isinstance(each.value, ast.Constant)
            )
        elif isinstance(loop.target, ast.Name) and re.search(r"range\(", code(loop.iter)):
            counters.add(loop.target.id)
    return counters


def _is_noted(body: Body, node: ast.AST) -> bool:
    """Whether a value is only printed, noted or compared."""
    return any(
        isinstance(outer, (ast.Compare, ast.JoinedStr))
        or (isinstance(outer, ast.Call) and called(outer) in ("append", "format", "print"))
        for outer in body.above(node)
    )


def other_options(body: Body) -> Iterator[Fact]:
    """Find options of torch's optimizers that the instructions do not ask for."""
    instructions = body.program.asked.instructions
    for node, optimizer, option, value in _options(body):
        if not _is_default(option, value) and not _is_asked(instructions, optimizer, option):
            yield node, {"code": f"{option}={code(value)}", "name": optimizer}


def _options(body: Body) -> Iterator[Option]:
    """Yield where an option is set, of which optimizer, its name and value.

    In a call, in a partial one, or in a table: ``(torch.optim.SGD, {"momentum": 0.9})``.
    """
    yield from _options_in(body.program, body.node)
    used = {each.id for each in body.all(ast.Name)} - body.assigned.keys() - {*body.parameters}
    for names, options in _options_of_module(body.program):
        if names & used:
            yield from options


@lru_cache(maxsize=1)
def _options_of_module(program: Program) -> list[tuple[set[str], list[Option]]]:
    """Return the options in the variables of a module, with the names of each.

    Cached: a module may hold long tables, and each of its functions asks for them.
    """
    found = [
        (names_in(target), [*_options_in(program, value)])
        for statement, target, value in assignments_in(program)
        if program.scope(statement) is None
    ]
    return [(names, options) for names, options in found if options]


def _options_in(program: Program, tree: ast.AST) -> Iterator[Option]:
    """Yield the options that are set in a part of a program."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            parts = [node.func, *node.args]
            settings = _settings(node)
        elif isinstance(node, (ast.Tuple, ast.List)):
            parts = node.elts
            settings = [setting for part in parts for setting in _settings(part)]
        else:
            continue
        made = [name for part in parts[:2] if (name := _optimizer(program, part))]
        for where, option, value in settings if len(made) == 1 else ():
            if option in _OPTIONS:
                yield where, made[0], option, value


def _optimizer(program: Program, node: ast.AST) -> str:
    """Return the name of torch's optimizer that a node names; "" for anything else."""
    library, _, name = program.full_name(node).rpartition(".")
    return name if library == "torch.optim" and name[:1].isupper() else ""


def _settings(node: ast.AST) -> list[tuple[ast.AST, str, ast.expr]]:
    """Return the keywords of a call, or what a dictionary holds under texts."""
    if isinstance(node, ast.Call):
        return [(each, each.arg, each.value) for each in node.keywords if each.arg]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [
            (key, str(key.value), value) for key, value in pairs if isinstance(key, ast.Constant)
        ]
    return []


def _is_default(option: str, value: ast.expr) -> bool:
    """Whether an option has its default value, or one that is not known."""
    try:
        literal = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return True
    return bool((tuple(literal) if isinstance(literal, list) else literal) == _OPTIONS[option])


def _is_asked(instructions: str, optimizer: str, option: str) -> bool:
    """Whether the instructions speak of an option, in the lines about the optimizer if any are."""
    lines = [line for line in instructions.split("\n") if f"`{optimizer}`" in line]
    text = "\n".join(lines) or instructions
    pattern = rf"\b{option.replace('_', '[ _-]?')}\b"
    return not instructions or bool(re.search(pattern, text, re.IGNORECASE))
