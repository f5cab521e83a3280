"""What an assignment asks for, as its stub and its instructions say it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.submission.program import Asked
from grader.submission.source import UNPARSABLE, parse

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment

# How a docstring names several results: "(grad_w1, grad_w2): with the shapes of …".
_RESULTS = re.compile(r"Returns:\s*\(([\w, ]+)\):")


@dataclass(frozen=True)
class Stub:
    """What the assignment's stub says.

    In a student's repository, the stub has become the submission: it may be no valid Python.

    Attributes:
        parameters: of the graded functions.
        results: the names of their results, where there are several.
    """

    text: str = ""
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    results: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, assignment: Assignment) -> Stub:
        """Read an assignment's stub."""
        try:
            return _parsed((assignment.folder / "homework.py").read_text("utf-8"))
        except (OSError, *UNPARSABLE):
            return cls()

    def asked(self, assignment: Assignment) -> Asked:
        """Return what the assignment asks for, as rules need it."""
        readme = assignment.folder / "README.md"
        written = readme.read_text("utf-8", "replace") if readme.is_file() else ""
        manifest = assignment.manifest
        instructions = f"{written}\n{self.text}"
        parameters = {
            name: _signature(name, written) or tuple(self.parameters.get(name, ()))
            for name in manifest.functions
        }
        return Asked(
            tuple(manifest.functions), manifest.autograd, instructions, self.results, parameters
        )


def _signature(name: str, instructions: str) -> tuple[str, ...]:
    """Return the parameters of a function that the instructions show as `name(x, y=1)`."""
    found = re.search(rf"`{re.escape(name)}\(([^()`]*)\)`", instructions)
    return tuple(re.findall(r"(?:^|,)\s*(\w+)", found[1])) if found else ()


@lru_cache(maxsize=16)
def _parsed(text: str) -> Stub:
    """Read a stub's text, once for all submissions."""
    functions = [node for node in parse(text).body if isinstance(node, ast.FunctionDef)]
    results = {}
    for node in functions:
        several = _RESULTS.search(ast.get_docstring(node) or "")
        if several:
            results[node.name] = tuple(re.findall(r"\w+", several[1]))
    parameters = {node.name: [each.arg for each in node.args.args] for node in functions}
    return Stub(text, parameters, results)
