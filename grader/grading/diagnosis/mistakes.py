"""Recorded mistakes: small variants of the reference, each with what to say to a student who made
it.

A mistake is a file in ``solutions/NAME/mistakes/``, that is appended to the reference::

    '''No ReLU mask: the gradient passes through ReLU unchanged.'''

    CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
    HINT = {"en": "what a good tutor would say", "zh": "…"}

    def relu_backward(grad_h_relu, h):
        return grad_h_relu.copy()

Where no value can tell it, ``CODE`` says how the student's own code gives it away: by function, in
patterns of :mod:`grader.grading.diagnosis.patterns`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from grader.checks.assignment import Assignment
from grader.errors import AuthorError
from grader.grading.diagnosis import patterns
from grader.language import _
from grader.results import Hint

_SETTINGS = ("CHECKS", "HINT", "CODE")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Mistake:
    """A recorded mistake.

    Attributes:
        name: the file's, without its suffix.
        title: the first line of its docstring.
        checks: those on which it loses points, all of them.
        hint: what to say to a student who made it; None where nothing is recorded.
        text: the file's, to be appended to the reference's.
        code: patterns that give it away, by the function that they are looked for in.
    """

    name: str
    title: str
    checks: tuple[str, ...]
    hint: Hint | None
    text: str
    code: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its hint's."""
        return _id_of(self.name)

    @cached_property
    def statements(self) -> list[Statement]:
        """What it adds to the reference."""
        return [Statement.of(node) for node in _bare(self.text)]

    @cached_property
    def defines(self) -> frozenset[str]:
        """The functions and classes that it defines."""
        return frozenset(statement.defines for statement in self.statements if statement.defines)


@dataclass(frozen=True)
class Statement:
    """A top-level statement.

    Attributes:
        defines: the function or class that it defines; "" for anything else.
        uses: the names in it.
    """

    text: str
    defines: str
    uses: frozenset[str]

    @staticmethod
    def of(node: ast.stmt) -> Statement:
        """Give the statement of a tree."""
        names = frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
        return Statement(
            ast.unparse(node), node.name if isinstance(node, _DEFINITIONS) else "", names
        )


class Variants:
    """The reference with mistakes in it.

    Args:
        reference: its text.
    """

    def __init__(self, reference: str) -> None:
        self._reference = [Statement.of(node) for node in _bare(reference)]

    def text(self, mistakes: Sequence[Mistake], called: str, stand_ins: Collection[str]) -> str:
        """Give the statements for a call of one function, where others are the reference's."""
        others = set(stand_ins) - {called}
        theirs = [
            one for mistake in mistakes for one in mistake.statements if one.defines not in others
        ]
        statements = [*self._reference, *theirs]
        needed = _reached(statements, [called], ())
        return "\n".join(one.text for one in statements if not one.defines or one.defines in needed)

    def reached(self, called: Collection[str], stand_ins: Collection[str]) -> set[str]:
        """Give the functions that may run in calls of these.

        But for those that are the reference's.
        """
        return _reached(self._reference, called, stand_ins)


def _reached(
    statements: Sequence[Statement], called: Collection[str], but: Collection[str]
) -> set[str]:
    uses = {
        statement.defines: statement.uses for statement in statements
    }  # the last definition of a name counts
    reached, more = set(called), list(called)
    while more:
        new = uses.get(more.pop(), frozenset()) & uses.keys() - reached - set(but)
        reached |= new
        more += new
    return reached


def read_mistakes(assignment: Assignment) -> list[Mistake]:
    """Read an assignment's recorded mistakes, by name.

    Raises:
        AuthorError: a file lacks its title or its checks, or something in it is no hint or no
            pattern.
    """
    folder = assignment.require_solutions() / "mistakes"
    return [_read(file) for file in sorted(folder.glob("*.py"))]


def _bare(text: str) -> list[ast.stmt]:
    """Give a text's statements but for docstrings and settings: less to send, and to compile."""
    statements = [node for node in ast.parse(text).body if not _is_setting(node)]
    for node in ast.walk(ast.Module(statements, [])):
        if (
            isinstance(node, (*_DEFINITIONS, ast.Module))
            and ast.get_docstring(node, clean=False) is not None
        ):
            node.body[:1] = [] if len(node.body) > 1 else [ast.Pass()]
    return statements


def _is_setting(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id in _SETTINGS for target in targets)


def _read(file: Path) -> Mistake:
    try:
        text = file.read_text("utf-8")
    except (ValueError, OSError) as error:
        raise AuthorError(_("{file} cannot be read: {error}", file=file, error=error)) from None
    return _parsed(file, text)


@lru_cache(maxsize=1024)
def _parsed(file: Path, text: str) -> Mistake:
    """Make a mistake of a file's text, once for all submissions.

    60 of them take a tenth of a second.
    """
    try:
        tree = ast.parse(text, str(file))
        values = {
            statement.targets[0].id: ast.literal_eval(statement.value)
            for statement in tree.body
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
            if statement.targets[0].id in _SETTINGS
        }
    except (SyntaxError, ValueError, TypeError) as error:
        raise AuthorError(_("{file} cannot be read: {error}", file=file, error=error)) from None
    title = (ast.get_docstring(tree) or "").partition("\n")[0]
    checks: Any = values.get("CHECKS")
    if not title or not checks or not isinstance(checks, tuple) or not _all_words(checks):
        raise AuthorError(
            _(
                "{file} needs a docstring, its title, and CHECKS, a tuple of the checks that it fails",
                file=file,
            )
        )
    hint: Any = values.get("HINT")
    if hint is not None and not (
        isinstance(hint, dict) and set(hint) == {"en", "zh"} and _all_words(hint.values())
    ):
        raise AuthorError(_("{file}: HINT holds a text for each of en and zh", file=file))
    code: Any = values.get("CODE", {})
    if not isinstance(code, dict) or not all(map(_are_patterns, code.values())):
        raise AuthorError(_("{file}: CODE holds patterns, a tuple for each function", file=file))
    name = file.stem
    return Mistake(name, title, checks, Hint(_id_of(name), **hint) if hint else None, text, code)


def _id_of(name: str) -> str:
    return name.replace("_", "-")


def _all_words(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _are_patterns(value: Any) -> bool:
    return isinstance(value, tuple) and _all_words(value) and all(map(patterns.is_pattern, value))
