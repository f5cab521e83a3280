"""Settings of modules: ``np.random.seed(0)``, ``torch.backends.cudnn.benchmark = True``."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, TypeAlias

from grader.submission.slicing import known_names, syntax

if TYPE_CHECKING:
    from grader.submission.slicing.program import Program

_Local: TypeAlias = Callable[[ast.Call], "set[str] | None"]


def by_package(program: Program) -> dict[str, set[int]]:
    """Return, by package, the statements that make its settings or import a part of it.

    Those under "" count for every package.
    """
    used = {
        (package, part)
        for key, part in program.attributes
        for package in program.packages.get(key, ())
    }
    seen: dict[str, set[str] | None] = {}

    def local(call: ast.Call) -> set[str] | None:
        name = syntax.called_name(call)
        if name not in seen:
            seen[name] = None  # while it is being looked at: a recursion is no setting
            nodes = [function.node for function, _ in program.functions.get(name, ())]
            if len(nodes) == 1 and isinstance(nodes[0], ast.FunctionDef):
                known = program.constants.union(arg.arg for arg in syntax.parameters(nodes[0]))
                seen[name] = _made_by(nodes[0].body, program.packages, known, local)
        return seen[name]

    indexes: defaultdict[str, set[int]] = defaultdict(set)
    for i, statement in enumerate(program.statements):
        names = _made_by([statement.node], program.packages, program.constants, local)
        is_far_reaching = names and _is_far_reaching(statement.node)
        if is_far_reaching or _changes_search_path(statement.node):
            indexes[""].add(i)
        for name in names or ():
            for package in program.packages[name]:
                indexes[package].add(i)
        for package, _ in statement.submodules & used:
            indexes[package].add(i)
    return indexes


def _made_by(
    nodes: Iterable[ast.stmt], imported: Collection[str], known: set[str], local: _Local
) -> set[str] | None:
    """Return the imported names whose settings these statements make.

    None where they do anything else besides.

    Args:
        nodes: the statements.
        imported: the names of modules.
        known: names of constants.
        local: returns the same for a call of one of the program's own functions.
    """
    made: set[str] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        names: set[str] | None = set()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            names = _setting(node.value, imported, known, local)
        elif isinstance(node, ast.Assign):
            names = _assigned(node.targets, imported)
        elif isinstance(node, ast.AugAssign):
            names = _assigned([node.target], imported)
        elif isinstance(node, (ast.If, ast.With, ast.Try)):
            todo += [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.stmt)]
            todo += [part for handler in getattr(node, "handlers", []) for part in handler.body]
        elif not (
            isinstance(node, (ast.Pass, ast.Import, ast.ImportFrom)) or syntax.is_docstring(node)
        ):
            names = None

        if names is None:
            return None
        made |= names
    return made


def _assigned(targets: Iterable[ast.expr], imported: Collection[str]) -> set[str] | None:
    """Return the imported names whose attributes these targets are; None if one is no such."""
    names: set[str] = set()
    for target in targets:
        root, way = _maker(target)
        if not (way and isinstance(root, ast.Name) and root.id in imported):
            return None
        names.add(root.id)
    return names


def _maker(target: ast.expr) -> tuple[ast.AST, list[str]]:
    """Split a target as ``chain`` does, through a call too: ``decimal.getcontext().prec``."""
    root, way = syntax.chain(target)
    return syntax.chain(root.func) if way and isinstance(root, ast.Call) else (root, way)


def _setting(
    call: ast.Call, imported: Collection[str], known: set[str], local: _Local
) -> set[str] | None:
    root, way = syntax.chain(call.func)
    if not isinstance(root, ast.Name):
        return None

    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    allowed = known.union(imported)
    if not all(syntax.is_constant(part, allowed, containers=True) for part in arguments):
        return None

    if root.id == "print":
        return set()
    if not way and root.id not in imported:
        return local(call)
    if root.id not in imported or syntax.called_name(call) in known_names.ACTIONS:
        return None
    return {root.id}


def _changes_search_path(node: ast.stmt) -> bool:
    """Whether a statement changes ``sys.path``, whatever by: an import may need it."""
    if isinstance(node, ast.Assign):
        changed: list[ast.expr] = node.targets
    elif isinstance(node, ast.AugAssign):
        changed = [node.target]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        changed = [node.value.func]
    else:
        return False
    chains = [syntax.chain(target) for target in changed]
    return any(
        isinstance(root, ast.Name) and (root.id, *way[:1]) == ("sys", "path")
        for root, way in chains
    )


def _is_far_reaching(node: ast.stmt) -> bool:
    """Whether a setting counts for every function, such as ``sys.setrecursionlimit(9999)``."""
    for part in ast.walk(node):
        root, way = syntax.chain(part)
        if isinstance(root, ast.Name) and (root.id, *way[:1]) in known_names.FAR_REACHING:
            return True
    return False
