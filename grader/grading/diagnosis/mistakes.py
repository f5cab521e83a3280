"""Recorded mistakes: small variants of the reference, each with its hint.

A mistake is a file in ``solutions/NAME/mistakes/``, appended to the reference; see below for those
in ``solutions/mistakes/``::

    '''No ReLU mask: the gradient passes through ReLU unchanged.'''

    CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
    HINT = {"en": "what a good tutor would say", "zh": "…"}

    def relu_backward(grad_h_relu, h):
        return grad_h_relu.copy()

What it fails only with some inputs, such as an accuracy that its training may reach, is listed in
``SOMETIMES``. Where no value shows the mistake, ``CODE`` describes the student's code that does: by
function, in patterns of :mod:`grader.grading.diagnosis.patterns`.

Where other mistakes give the same values, ``NEEDS`` and ``UNLESS`` tell them apart: regular
expressions that the student's function must contain, and must not contain, in the layout of
``ast.unparse``. Where all that is seen is a symptom that many mistakes share (an exception, None,
nothing changed), a mistake needs such a sign in the code: NEEDS, or ``SIGN``, the id of a rule of
:mod:`grader.grading.diagnosis.reading` that finds it.

What several assignments share is recorded once, in ``solutions/mistakes/``: CHECKS then says for
each assignment which checks it fails. Its code may call what ``solutions/NAME/terms.py`` defines,
for example ``loss_at(x, y, w1, w2)``, which each assignment computes in its own way.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from grader.checks.assignment import Assignment
from grader.errors import AuthorError
from grader.grading.diagnosis import patterns
from grader.grading.diagnosis.reading import rules
from grader.language import _
from grader.results import Hint

_SETTINGS = ("CHECKS", "SOMETIMES", "HINT", "CODE", "NEEDS", "UNLESS", "SIGN")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Mistake:
    """A recorded mistake.

    Attributes:
        name: the file's, without its suffix.
        title: the first line of its docstring.
        checks: those on which it loses points, whatever their inputs are.
        sometimes: those on which it loses points with some inputs, for example an accuracy.
        hint: for a student who made it; None where none is recorded.
        text: the file's, to be appended to the reference's.
        code: patterns that show it, by the function in which they are searched.
        needs: a regular expression that the student's code contains where the mistake is in it.
        unless: one that it then does not contain; "" for none.
        sign: the rule whose finding in its function is a sign of it; "" for none.
    """

    name: str
    title: str
    checks: tuple[str, ...]
    hint: Hint | None
    text: str
    code: Mapping[str, Sequence[str]] = field(default_factory=dict)
    needs: str = ""
    unless: str = ""
    sign: str = ""
    sometimes: tuple[str, ...] = ()

    def fails(self, check: str) -> bool:
        """Whether a check loses points by it, at least with some inputs."""
        return check in self.checks or check in self.sometimes

    @property
    def id(self) -> str:
        """The id of its hint."""
        return _id_of(self.name)

    @cached_property
    def fragments(self) -> list[Fragment]:
        """What it adds to the reference."""
        return [Fragment.of(node) for node in _bare(self.text)]

    @cached_property
    def defines(self) -> frozenset[str]:
        """The functions and classes that it defines."""
        return frozenset(fragment.defines for fragment in self.fragments if fragment.defines)


@dataclass(frozen=True)
class Fragment:
    """A top-level statement of the reference or a mistake.

    Attributes:
        defines: the function or class that it defines; "" for anything else.
        uses: the names in it.
    """

    text: str
    defines: str
    uses: frozenset[str]

    @staticmethod
    def of(node: ast.stmt) -> Fragment:
        """Return the fragment of a syntax tree's statement."""
        uses = frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
        defines = node.name if isinstance(node, _DEFINITIONS) else ""
        return Fragment(ast.unparse(node), defines, uses)


class Variants:
    """The reference with mistakes in it.

    Args:
        reference: its text.
    """

    def __init__(self, reference: str) -> None:
        self._reference = [Fragment.of(node) for node in _bare(reference)]

    def text(self, mistakes: Sequence[Mistake], called: str, stand_ins: Collection[str]) -> str:
        """Return the statements for a call of one function, where the reference is the others."""
        correct = set(stand_ins) - {called}
        fragments = list(self._reference)
        for mistake in mistakes:
            fragments += [
                fragment for fragment in mistake.fragments if fragment.defines not in correct
            ]

        needed = reached(_uses(fragments), [called], ())
        return "\n".join(
            fragment.text
            for fragment in fragments
            if not fragment.defines or fragment.defines in needed
        )

    def reached(self, called: Collection[str], stand_ins: Collection[str]) -> set[str]:
        """Return the functions that may run in calls of these, except for the stand-ins."""
        return reached(_uses(self._reference), called, stand_ins)


def _uses(fragments: Sequence[Fragment]) -> dict[str, frozenset[str]]:
    """Return the names that each definition uses: of one name, the last definition counts."""
    return {fragment.defines: fragment.uses for fragment in fragments}


def reached(
    uses: Mapping[str, frozenset[str]], called: Collection[str], excluded: Collection[str]
) -> set[str]:
    """Return the definitions that may run in calls of these, except for the excluded.

    Args:
        uses: the names that each definition uses.
    """
    found = set(called)
    pending = list(called)
    while pending:
        used = uses.get(pending.pop(), frozenset())
        new = used & uses.keys() - found - set(excluded)
        found |= new
        pending += new
    return found


def reference_with_terms(assignment: Assignment) -> str:
    """Return the text of the reference, and of what shared mistakes call.

    Raises:
        AuthorError: the solutions are not available, or cannot be read.
    """
    files = [assignment.require_solutions() / "solution.py", assignment.terms_file]
    return "\n\n".join(_text_of(file) for file in files if file)


def read_mistakes(assignment: Assignment) -> list[Mistake]:
    """Read an assignment's recorded mistakes, by name.

    Raises:
        AuthorError: a file lacks its title or its checks, something in it is no hint or no
            pattern, or two have one name.
    """
    own = assignment.require_solutions()
    mistakes: dict[str, Mistake] = {}
    for file in assignment.mistake_files:
        shared_by = "" if file.parents[1] == own else assignment.name
        mistake = _parsed(file, _text_of(file), shared_by)
        if mistake is None:
            continue
        if mistake.name in mistakes:
            message = _("{file}: the assignment has a mistake of that name of its own", file=file)
            raise AuthorError(message)
        mistakes[mistake.name] = mistake
    return [mistakes[name] for name in sorted(mistakes)]


def _bare(text: str) -> list[ast.stmt]:
    """Return a text's statements without docstrings and settings: less to send and to compile."""
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


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (ValueError, OSError) as error:
        raise AuthorError(_("{file} cannot be read: {error}", file=file, error=error)) from None


@lru_cache(maxsize=1024)
def _parsed(file: Path, text: str, shared_by: str) -> Mistake | None:
    """Make a mistake of a file's text, once for all submissions: 60 of them take 0.1 s.

    Args:
        shared_by: the assignment, where the file is not its own; "" for its own.

    Returns:
        None if the file is about other assignments.
    """
    try:
        tree = ast.parse(text, str(file))
        settings = _settings_of(tree)
    except (SyntaxError, ValueError, TypeError) as error:
        raise AuthorError(_("{file} cannot be read: {error}", file=file, error=error)) from None

    title = (ast.get_docstring(tree) or "").partition("\n")[0]
    checks: Any = settings.get("CHECKS")
    sometimes: Any = settings.get("SOMETIMES", ())
    if shared_by and isinstance(checks, dict):
        if shared_by not in checks:
            return None
        checks = checks[shared_by]
    if not title or not checks or not _are_names(checks):
        message = _(
            "{file} needs a docstring, its title, and CHECKS, a tuple of the checks that it fails",
            file=file,
        )
        raise AuthorError(message)
    if not _are_names(sometimes):
        raise AuthorError(_("{file}: SOMETIMES is a tuple of checks", file=file))

    texts: Any = settings.get("HINT")
    if texts is not None and not _is_hint(texts):
        raise AuthorError(_("{file}: HINT holds a text for each of en and zh", file=file))

    code: Any = settings.get("CODE", {})
    if not isinstance(code, dict) or not all(map(_are_patterns, code.values())):
        raise AuthorError(_("{file}: CODE holds patterns, a tuple for each function", file=file))

    needs, unless = (settings.get(setting, "") for setting in ("NEEDS", "UNLESS"))
    if not all(map(_is_regular_expression, (needs, unless))):
        message = _("{file}: NEEDS and UNLESS hold a regular expression each", file=file)
        raise AuthorError(message)

    sign: Any = settings.get("SIGN", "")
    if sign and sign not in rules():
        raise AuthorError(
            _("{file}: SIGN is the id of a rule, and there is no {sign}", file=file, sign=sign)
        )

    name = file.stem
    hint = Hint(_id_of(name), **texts) if texts else None
    return Mistake(name, title, checks, hint, text, code, needs, unless, sign, sometimes)


def _settings_of(tree: ast.Module) -> dict[str, Any]:
    """Return the values of CHECKS, HINT and so on."""
    settings = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            target = statement.targets[0]
            if isinstance(target, ast.Name) and target.id in _SETTINGS:
                settings[target.id] = ast.literal_eval(statement.value)
    return settings


def _id_of(name: str) -> str:
    return name.replace("_", "-")


def _is_hint(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"en", "zh"} and _all_texts(value.values())


def _are_names(value: Any) -> bool:
    return isinstance(value, tuple) and _all_texts(value)


def _all_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_regular_expression(value: Any) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError):
        return False
    return isinstance(value, str)


def _are_patterns(value: Any) -> bool:
    return _are_names(value) and all(map(patterns.is_pattern, value))
