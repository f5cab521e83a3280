"""The rule about difference quotients: (f(x + e) - f(x - e)) / (2 * e)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.submission.program import Finding, Program

_DEEPEST = 12  # calls of calls, names that hold names
_LARGE = 100  # the reciprocal of a step


def differences(program: Program) -> Iterator[Finding]:
    """Yield (f(x + e) - f(x - e)) / (2 * e), and f(x + 1j * e).imag / e."""
    for node in program.all(ast.BinOp):
        for dividend, divisor in _divisions(program, node):
            if _is_step(program, divisor, dividend) and _is_difference(program, dividend):
                yield node, ""

    for division in program.all(ast.AugAssign):
        name, divisor = division.target, division.value
        plain = isinstance(division.op, ast.Div) and isinstance(name, ast.Name)
        if plain and _is_step(program, divisor, name) and _is_difference(program, name):
            yield division, ""


def _divisions(program: Program, node: ast.BinOp) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield dividend and divisor, also of a product with a reciprocal."""
    if isinstance(node.op, ast.Div):
        yield node.left, node.right
    elif isinstance(node.op, ast.Mult):
        if _is_reciprocal(program, node.right):
            yield node.left, node.right
        if _is_reciprocal(program, node.left):
            yield node.right, node.left


def _is_reciprocal(program: Program, node: ast.expr) -> bool:
    """Whether something is 1 / (2 * e), or a large constant such as 5e5."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return program.constant(node.left) is not None
    number = program.constant(node)
    return isinstance(number, float) and number >= _LARGE


def _is_step(program: Program, node: ast.expr, top: ast.expr) -> bool:
    """Whether a divisor may be a step: made of names and constants, none of them in the dividend.

    That leaves out relative changes, as of a loss: (before - after) / before.
    """
    names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    others = {inner.id for inner in ast.walk(program.held(top)) if isinstance(inner, ast.Name)}
    is_plain = all(
        isinstance(inner, (ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant, ast.Subscript))
        or not isinstance(inner, ast.expr)
        for inner in ast.walk(node)
    )
    terms = [*_terms(program, top)]
    return is_plain and not names & (others - _steps_in(terms))


def _steps_in(terms: list[ast.expr]) -> set[str]:
    """Return the names in the arguments of calls: f(x + e) names the step."""
    return {
        inner.id
        for term in terms
        if isinstance(term, ast.Call)
        for argument in term.args
        for inner in ast.walk(argument)
        if isinstance(inner, ast.Name)
    }


def _is_difference(program: Program, node: ast.expr) -> bool:
    """Whether something is a difference of two calls of one of the program's functions."""
    terms = [*_terms(program, node)]
    if len(terms) == 1 and isinstance(terms[0], ast.Attribute):
        return isinstance(_origin(program, terms[0].value), ast.Call)  # .imag
    calls = [term for term in terms if isinstance(term, ast.Call)]
    if len(terms) != 2 or len(calls) != 2:  # noqa: PLR2004 - minuend and subtrahend
        return False
    first, second = (ast.dump(call.func) for call in calls)
    return first == second and not program.full_name(calls[0].func)


def _terms(program: Program, node: ast.expr) -> Iterator[ast.expr]:
    """Yield minuend and subtrahend, each as the call that it comes from; or f(x).imag."""
    for _ in range(_DEEPEST):
        node = _origin(program, node)
        if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.Sub):
            break
        if program.constant(node.right) is not None:
            node = node.left
        elif program.constant(node.left) is not None:
            node = node.right
        else:
            break
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        yield _origin(program, node.left)
        yield _origin(program, node.right)
    elif isinstance(node, ast.Attribute) and node.attr == "imag":
        yield node


def _origin(program: Program, node: ast.expr) -> ast.expr:
    """Return the call or the operation that a value comes from: of float(f(x)[0]), f(x)."""
    for _ in range(_DEEPEST):
        before = node
        if isinstance(node, ast.Name):
            node = program.held(node)
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call):
            method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if (
                isinstance(node.func, ast.Attribute)
                and not node.args
                and method not in program.defined
            ):
                node = node.func.value  # .item(), .sum()
            elif program.full_name(node.func) and node.args:
                node = node.args[0]  # float(…), np.sum(…)
        if node is before:
            break
    return node
