"""Rules about inputs: programs that recognise what they are tested with, or know its labels."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

from grader.submission.program import Finding, Program, called

_LARGE = 20  # below, a size is one that homework may ask for: of an axis, of nothing, of one
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp)
_HASHES = ("hashlib.", "zlib.adler32", "zlib.crc32", "builtins.hash")
_SIZES = ("shape", "size", "nbytes")
_COUNTS = ("numel", "size", "__len__")
_EQUALITIES = ("allclose", "array_equal", "array_equiv", "equal")
_DEEPEST = 12  # names that hold names
# Of the functions that networks are about: these get their labels, and do not know the rule.
_LEARNERS = ("build_model", "train")
_LABELLING = frozenset({"fizz_buzz_encode", "make_dataset"})
_DIVISORS = frozenset({3, 5})


def lookup(program: Program) -> Iterator[Finding]:
    """Yield where something is looked up by a whole shape, or by the bytes of an array."""
    for item in program.all(ast.Subscript):
        if _identifies(item.slice, program):
            yield item, ""
    for call in program.all(ast.Call):
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method in ("get", "pop", "setdefault", "__getitem__") and call.args:
            key = call.args[0]
            by_values = any(map(_names_values, ast.walk(key)))
            if by_values or _identifies(key, program):
                yield call, ""
    for node, name in program.used:
        own_hash = getattr(program.scope(node), "name", "") == "__hash__"
        if name.startswith(_HASHES) and not own_hash:
            yield node, ""


def _names_values(node: ast.AST) -> bool:
    """Whether an expression is tuple(x), or str(…) or x.tolist() of anything."""
    if not isinstance(node, ast.Call):
        return False
    if called(node) in ("tuple", "frozenset"):
        return bool(node.args) and isinstance(node.args[0], (ast.Name, ast.Attribute))
    return called(node) in ("tolist", "repr", "str")


def _identifies(key: ast.expr, program: Program) -> bool:
    """Whether a key is the shape of something, or all of its values."""
    key = program.held(key)
    if isinstance(key, ast.Call) and called(key) in ("tuple", "str", "list", "repr") and key.args:
        inner = program.held(key.args[0])
        return _is_shape(inner) or (isinstance(inner, ast.Call) and called(inner) == "tolist")
    if isinstance(key, ast.Call):
        return called(key) in ("tobytes", "tostring", "hash", "hexdigest", "digest")
    if isinstance(key, ast.Tuple):
        return bool(key.elts) and all(map(_is_shape, key.elts))
    return _is_shape(key)


def _is_shape(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "shape"


def size(program: Program) -> Iterator[Finding]:
    """Yield conditions on the size of something by which other code runs."""
    for test, refuses in _tests(program):
        if refuses:
            continue
        for node in ast.walk(test):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                sized = any(_is_size(program, side) for side in sides)
                if sized and any(_is_large(program, side) for side in sides):
                    yield node, ""

    for match in program.all(ast.Match):
        values = [node for case in match.cases for node in ast.walk(case.pattern)]
        constants = [node.value for node in values if isinstance(node, ast.MatchValue)]
        if _is_size(program, match.subject) and any(_is_large(program, one) for one in constants):
            yield match.subject, ""


def _tests(program: Program) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the conditions in a program, and whether all that follows is an exception."""
    for branch in program.all(ast.If):
        yield branch.test, all(isinstance(node, ast.Raise) for node in branch.body)
    for expression in program.all(ast.IfExp):
        yield expression.test, False
    for loop in program.all(ast.While):
        yield loop.test, False
    for choice in program.all(ast.BoolOp):
        # x and f(x), of which a value is used; a condition is among those above.
        yield choice, False


def _is_size(program: Program, node: ast.expr, depth: int = 0) -> bool:
    """Whether an expression is a length, a shape or a part of one."""
    if isinstance(node, (ast.Subscript, ast.Starred)):
        node = node.value
    if isinstance(node, ast.Attribute):
        return node.attr in _SIZES
    if isinstance(node, ast.Call):
        if called(node) in ("tuple", "list", "int") and node.args and depth < _DEEPEST:
            return _is_size(program, node.args[0], depth + 1)
        by_function = program.full_name(node.func) == "builtins.len"
        return by_function or called(node) in _COUNTS
    value = program.held(node)
    return value is not node and depth < _DEEPEST and _is_size(program, value, depth + 1)


def _is_large(program: Program, node: ast.expr) -> bool:
    """Whether an expression is a size that no homework has to ask for."""
    node = program.held(node)
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        numbers = [program.constant(element) for element in node.elts]
        return len(numbers) > 1 and all(isinstance(number, int) for number in numbers)
    number = program.constant(node)
    return isinstance(number, (int, float)) and abs(number) >= _LARGE


def known_data(program: Program) -> Iterator[Finding]:
    """Yield conditions that compare all of an input with known data."""
    for test, _refuses in _tests(program):
        for node in ast.walk(test):
            if isinstance(node, ast.Call) and called(node) in _EQUALITIES:
                yield node, ""
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
                sides = (node.left, *node.comparators)
                if any(_is_known(program, side) for side in sides):
                    yield node, ""


def _is_known(program: Program, node: ast.expr) -> bool:
    """Whether a value is written out, or computed from a range that is."""
    node = program.held(node)
    if isinstance(node, _COMPREHENSIONS):
        return True
    if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) >= _LARGE:
        return True
    return any(_is_known_range(program, inner) for inner in ast.walk(node))


def _is_known_range(program: Program, node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or program.full_name(node.func) != "builtins.range":
        return False
    return bool(node.args) and all(program.constant(end) is not None for end in node.args)


def label_rule(program: Program) -> Iterator[Finding]:
    """Yield where training, or a model, works out labels: itself, or by a function it calls."""
    if not _LABELLING.intersection(program.asked.functions):
        return
    definitions: dict[str, list[ast.AST]] = defaultdict(list)
    named: list[ast.FunctionDef | ast.ClassDef] = [
        *program.all(ast.FunctionDef),
        *program.all(ast.ClassDef),
    ]
    for definition in named:
        if not isinstance(program.scope(definition), ast.FunctionDef):
            definitions[definition.name].append(definition)

    seen: set[str] = set()
    remaining = [*_LEARNERS]
    while remaining:
        name = remaining.pop()
        for tree in definitions.get(name, ()) if name not in seen else ():
            nodes = [*ast.walk(tree)]
            yield from _remainders(nodes)
            for node in nodes:
                if isinstance(node, ast.Name) and node.id in _LABELLING:
                    yield node, node.id
                elif isinstance(node, ast.Name) and node.id in definitions:
                    remaining.append(node.id)
        seen.add(name)


def _remainders(nodes: Sequence[ast.AST]) -> Iterator[Finding]:
    """Yield the remainder by 15, or those by 3 and by 5."""
    by: dict[object, ast.AST] = {}
    for node in nodes:
        match node:
            case ast.BinOp(op=ast.Mod(), right=ast.Constant(value=divisor)):
                by.setdefault(divisor, node)
    if 15 in by:  # noqa: PLR2004 - FizzBuzz's
        yield by[15], ""
    elif by.keys() >= _DIVISORS:
        yield by[3], ""
