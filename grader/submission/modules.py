"""The modules beside a homework: what they use of it, and what is wrong with them."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.errors import SubmissionError
from grader.language import _
from grader.submission import ipython
from grader.submission.source import UNPARSABLE, Source, imported_modules, parse
from grader.submission.syntax_errors import parse_error, problem_of

HOMEWORK = "homework"  # the name of the submission's own module
_MAX_CODE = 256 << 10  # characters; what is longer is left to Python


@dataclass(frozen=True)
class Helpers:
    """The files beside a homework, as its process gets them.

    Attributes:
        files: path to bytes.
        borrowed: module name to the names of the homework that it uses, or that others use which it
            imports.
    """

    files: dict[str, bytes]
    borrowed: dict[str, tuple[str, ...]]


def read(files: Mapping[str, bytes], source: Source) -> Helpers:
    """Return the files beside a homework, and what the modules among them use of it.

    A module that Python cannot parse raises SyntaxError with an explanation where it is imported.
    """
    written = dict(files)
    uses: dict[str, set[str]] = {}
    imports: dict[str, set[str]] = {}

    for path, text in _modules(files, source):
        python, tree = _python(path, text)
        if python != text or path not in files:
            written[path] = python.encode()

        name = _module_name(path)
        uses[name] = uses.get(name, set()) | _names_used(tree, _own_names(source))
        imports[name] = imports.get(name, set()) | imported_modules(tree)

    borrowed = {name: tuple(sorted(_reached(name, uses, imports))) for name in uses}
    return Helpers(written, {name: names for name, names in borrowed.items() if names})


def _own_names(source: Source) -> set[str]:
    return {HOMEWORK, PurePosixPath(source.filename).stem}


def _module_name(path: str) -> str:
    """Return the name by which the homework imports a file, or the package that it is in."""
    return PurePosixPath(path).parts[0].removesuffix(".py")


def _modules(files: Mapping[str, bytes], source: Source) -> Iterator[tuple[str, str]]:
    """Yield the modules that may be imported, each with its path and text."""
    texts = {path: _text(path, data) for path, data in files.items() if _is_code(path)}
    all_code = "\n".join([source.text, *texts.values()])

    room = _MAX_CODE
    for path, text in texts.items():
        name = _module_name(path).removesuffix(".ipynb")
        if text and len(text) <= room and re.search(rf"\b{re.escape(name)}\b", all_code):
            room -= len(text)
            yield str(PurePosixPath(path).with_suffix(".py")), text


def _is_code(path: str) -> bool:
    return path.endswith((".py", ".ipynb"))


def _text(path: str, data: bytes) -> str:
    """Return a module's text; of a notebook that of its code cells; "" where it has none."""
    if path.endswith(".py"):
        text = data.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    # It imports nbformat.
    from grader.submission import notebook

    try:
        cells = notebook.cells_of(data, path)
        texts = [cell.text for cell in cells if cell.kind == "code"]
        return notebook.to_source(texts, path).source.text
    except SubmissionError:
        return ""


def _python(path: str, text: str) -> tuple[str, ast.Module]:
    """Return a module's Python and its tree; where it is none, of a statement that says why."""
    with contextlib.suppress(*UNPARSABLE):
        return text, parse(text)

    python = ipython.translate_lines(text).text
    if error := parse_error(python):
        message = _("{file}, {problem}", file=path, problem=problem_of(error, python))
        python = f"raise SyntaxError({message!r})\n"
    return python, parse(python)


def _names_used(tree: ast.AST, modules: set[str]) -> set[str]:
    """Return the names that a module uses of the homework, which it imports."""
    names: set[str] = set()
    aliases: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases |= {alias.asname or alias.name for alias in node.names if alias.name in modules}
        elif isinstance(node, ast.ImportFrom) and node.module in modules:
            names |= {alias.name for alias in node.names}

    if not aliases and "*" not in names:
        return names

    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") in aliases:
            names.add(node.attr)
        elif isinstance(node, ast.Name) and "*" in names:
            names.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # The module may be asked by getattr for a name.
            names |= {node.value} if node.value.isidentifier() else set()
    return names - {"*"}


def _reached(name: str, uses: dict[str, set[str]], imports: dict[str, set[str]]) -> set[str]:
    """Return what a module uses, and the modules that it imports."""
    seen = {name}
    todo = [name]
    names: set[str] = set()
    while todo:
        module = todo.pop()
        names |= uses.get(module, set())
        fresh = (imports.get(module, set()) & uses.keys()) - seen
        seen |= fresh
        todo += fresh
    return names
