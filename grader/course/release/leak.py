"""Does a line of a solution stand in what students get?"""

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

_TELLING = (
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
    """Refuse a release that tells a line of a solution.

    Args:
        regions: of the solutions, with their files.
        written: every file of the release by what to call it; notebooks, wheels and zips are looked
            into.

    Raises:
        AuthorError: one does; names the file, the line, and where in the solution it comes from.
    """
    telling = {
        _flat(line): _("{file}, line {line}", file=file, line=region.first + number)
        for file, region in regions
        for number, line in enumerate(region.lines, start=1)
        if _tells(line)
    }
    for shown, file in written.items():
        for name, text in _texts(shown, file):
            flat = _flat(text)
            for line, origin in telling.items():
                if line in flat:
                    raise AuthorError(
                        _(
                            "{file} contains `{line}`, which is a line of the solution ({origin})",
                            file=name,
                            line=line,
                            origin=origin,
                        )
                    )


def _tells(line: str) -> bool:
    """Whether a line says anything of the solution.

    It computes, or is a long piece of a statement that does.
    """
    code = line.partition("#")[0].strip()
    try:
        tree = ast.parse(textwrap.dedent(f"{code} pass" if code.endswith(":") else code))
    except SyntaxError:
        return len(code.replace(" ", "")) >= _SHORTEST_FRAGMENT
    if isinstance(
        tree.body[0] if tree.body else None, ast.For
    ):  # `for _ in range(steps):` stands in every loop
        return False
    return any(map(_computes, ast.walk(tree))) and len(code) > _SHORTEST_FRAGMENT // 2


def _computes(node: ast.AST) -> bool:
    """Whether a piece of a statement says how to compute something.

    `loss.backward()` is what the lesson says.
    """
    return (
        bool(node.args or node.keywords)
        if isinstance(node, ast.Call)
        else isinstance(node, _TELLING)
    )


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
        with contextlib.suppress(
            ValueError, LookupError, TypeError
        ):  # no notebook: then its text is all there is
            yield shown, "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
