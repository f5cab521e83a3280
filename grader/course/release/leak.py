"""Find lines of a solution in what students get."""

from __future__ import annotations

import ast
import contextlib
import json
import textwrap
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from grader.course.release.stub import SolutionRegion
from grader.errors import AuthorError
from grader.language import _

_COMPUTING = (
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.Subscript,
    ast.Lambda,
    ast.ListComp,
    ast.UnaryOp,
)
_SHORTEST_FRAGMENT = 16


def require_none(
    regions: Iterable[tuple[Path, SolutionRegion]], written: Mapping[str, Path]
) -> None:
    """Refuse a release that reveals a line of a solution.

    Args:
        regions: of the solutions, with their files.
        written: every file of the release by its name in messages; notebooks, wheels and zips are
            opened.

    Raises:
        AuthorError: one does; it names the file, the line, and its place in the solution.
    """
    revealing = _revealing_lines(regions)
    for shown, file in written.items():
        for name, text in _texts(shown, file):
            flat = _flat(text)
            for line, origin in revealing.items():
                if line in flat:
                    raise AuthorError(
                        _(
                            "{file} contains `{line}`, which is a line of the solution ({origin})",
                            file=name,
                            line=line,
                            origin=origin,
                        )
                    )


def _revealing_lines(regions: Iterable[tuple[Path, SolutionRegion]]) -> dict[str, str]:
    """Return the lines that reveal a solution, each with its origin."""
    revealing = {}
    for file, region in regions:
        for number, line in enumerate(region.lines, start=region.first + 1):
            if _reveals(line):
                revealing[_flat(line)] = _("{file}, line {line}", file=file, line=number)
    return revealing


def _reveals(line: str) -> bool:
    """Whether a line reveals anything: it computes, or is a long part of a statement that does."""
    code = line.partition("#")[0].strip()
    try:
        tree = ast.parse(textwrap.dedent(f"{code} pass" if code.endswith(":") else code))
    except SyntaxError:
        return len(code.replace(" ", "")) >= _SHORTEST_FRAGMENT

    # Every loop has a line such as `for _ in range(steps):`.
    if tree.body and isinstance(tree.body[0], ast.For):
        return False
    return any(map(_computes, ast.walk(tree))) and len(code) > _SHORTEST_FRAGMENT // 2


def _computes(node: ast.AST) -> bool:
    """Whether a part of a statement shows how to compute something.

    A call without arguments, such as `loss.backward()`, is in the lesson.
    """
    if isinstance(node, ast.Call):
        return bool(node.args or node.keywords)
    return isinstance(node, _COMPUTING)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _texts(shown: str, file: Path) -> Iterator[tuple[str, str]]:
    if file.suffix in (".whl", ".zip") and zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield f"{shown}:{name}", archive.read(name).decode("utf-8", "replace")
        return

    text = file.read_text("utf-8", "replace")
    yield shown, text
    if file.suffix == ".ipynb":
        # If it is not a notebook, its text is everything.
        with contextlib.suppress(ValueError, LookupError, TypeError):
            yield shown, "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
