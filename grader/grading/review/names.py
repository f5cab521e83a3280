"""Rules about names: what a program imports, uses, looks up by a string, or changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.submission.program import Finding, Program

_PATCHED = frozenset(
    {"builtins", "copy", "grader", "json", "math", "msgspec", "numpy", "time", "torch", "types"}
)
# What a library offers to be set.
_SETTINGS = ("torch.backends.", "torch._dynamo.config.", "torch._inductor.config.")
_CODE = frozenset({"__code__", "__defaults__", "__globals__", "__kwdefaults__"})
# Variables that change how libraries compute, or what they print: set at the top of many notebooks.
_HARMLESS = (
    *("CUBLAS_", "CUDA_", "KMP_", "MKL_", "NUMEXPR_", "OMP_", "OPENBLAS_"),
    *("HF_", "MPL", "PYTHON", "PYTORCH_", "TF_", "TORCH_"),
)


@dataclass(frozen=True)
class Names:
    """The names of a rule, see rules.toml."""

    names: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()


def named(program: Program, rule: Names) -> Iterator[Finding]:
    """Yield what a program uses of a rule's names."""
    for statement, name in program.imports:
        in_part = any(harmless.startswith(f"{name}.") for harmless in rule.harmless)
        if _below(name, rule.names) and not _below(name, rule.harmless) and not in_part:
            yield statement, name

    for use, name in program.used:
        if _below(name, rule.names) and not _below(name, rule.harmless):
            yield use, name.removeprefix("builtins.")

    for attribute in rule.attributes:
        for node in program.attributes.get(attribute, ()):
            yield node, attribute

    for text, constants in program.strings.items():
        begins = bool(rule.beginnings) and text.startswith(rule.beginnings)
        file = text.rpartition("/")[2]
        if begins or file in rule.strings or text in rule.attributes:
            for constant in constants:
                yield constant, ""


def _below(name: str, others: tuple[str, ...]) -> bool:
    """Whether something is one of these, or a part of one."""
    return any(name == other or name.startswith(f"{other}.") for other in others)


def loaded_modules(program: Program) -> Iterator[Finding]:
    """Yield uses of sys.modules, but for the question whether a notebook runs in Colab."""
    asked = {
        comparator
        for node in program.all(ast.Compare)
        if isinstance(node.left, ast.Constant)
        and isinstance(node.ops[0], (ast.In, ast.NotIn))
        and str(node.left.value).startswith("google.colab")
        for comparator in node.comparators
    }
    for node, name in program.used:
        if _below(name, ("sys.modules",)) and node not in asked:
            yield node, "sys.modules"


def environment(program: Program) -> Iterator[Finding]:
    """Yield uses of the environment, but for the settings of libraries."""
    settings = set()
    for item in program.all(ast.Subscript):
        if _is_setting(item.slice):
            settings.add(item.value)
    for call in program.all(ast.Call):
        if call.args and _is_setting(call.args[0]) and isinstance(call.func, ast.Attribute):
            settings |= {call.func.value, call.func}

    for node, name in program.used:
        if _below(name, ("os.environ", "os.getenv")) and node not in settings:
            yield node, ""


def _is_setting(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).startswith(_HARMLESS)


def patching(program: Program) -> Iterator[Finding]:
    """Yield where a part of a library, or the code of a function, is replaced."""
    for node in program.all(ast.Attribute):
        if isinstance(node.ctx, ast.Load):
            continue
        name = program.full_name(node)
        if node.attr in _CODE or (_of_library(name) and not name.startswith(_SETTINGS)):
            yield node, ""

    for item in program.all(ast.Subscript):
        # torch.__dict__["mm"] = …
        name = program.full_name(item.value)
        if not isinstance(item.ctx, ast.Load) and _of_library(name) and "__dict__" in name:
            yield item, ""

    for call in program.all(ast.Call):
        if program.full_name(call.func) in ("builtins.setattr", "builtins.delattr") and call.args:
            of = program.full_name(call.args[0])
            changed = call.args[1] if len(call.args) > 1 else None
            of_code = isinstance(changed, ast.Constant) and changed.value in _CODE
            if of_code or (of and _of_library(f"{of}.") and not f"{of}.".startswith(_SETTINGS)):
                yield call, ""


def _of_library(name: str) -> bool:
    return "." in name and name.partition(".")[0] in _PATCHED
