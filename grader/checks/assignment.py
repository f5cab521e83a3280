"""An assignment: what ``assignment.toml`` says of it, and where its files lie."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from grader.checks.policy import Policy
from grader.checks.student import RESERVED
from grader.errors import AuthorError
from grader.language import _
from grader.sandbox.limits import Limits


class LimitsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table ``[limits]``: what one check may use, unless its own mark says otherwise."""

    cpu_s: float = Limits.cpu_s
    wall_s: float = Limits.wall_s
    memory_mb: int = Limits.memory_bytes >> 20


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``assignment.toml``.

    Attributes:
        title: what a student reads.
        functions: the names that the checks may use.
        order: where it stands among the others, for example 1 for the first.
        preload: modules that the warm process imports, for example ["numpy"] or ["torch",
            "torch._dynamo"].
        autograd: whether torch's autograd works in submissions; false where gradients are to be
            derived by hand.
        gpu: whether it is graded on a GPU by default, where there is one.
        policy: from points to grades.
        settings: anything that the assignment's own checks read from here.
    """

    title: str
    functions: list[str]
    preload: list[str]
    order: float = math.inf
    autograd: bool = True
    gpu: bool = False
    limits: LimitsTable = msgspec.field(default_factory=LimitsTable)
    policy: Policy = Policy()
    settings: dict[str, Any] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """One assignment of a course.

    Attributes:
        folder: ``assignments/NAME``, which ships to students.
        solutions: ``solutions/NAME``; None where the solutions are not here.
    """

    name: str
    folder: Path
    solutions: Path | None
    manifest: Manifest
    limits: Limits = field(default_factory=Limits)

    @property
    def check_files(self) -> tuple[Path, ...]:
        """The files of checks that are here: the public ones, then the hidden ones."""
        files = [self.folder / "test_public.py"]
        if self.solutions:
            files.append(self.solutions / "test_hidden.py")
        return tuple(files)

    def require_solutions(self) -> Path:
        """Give the folder of its solutions.

        Raises:
            AuthorError: they are not here.
        """
        if self.solutions is None:
            words = _("the solution of {name} is not here", name=self.name)
            raise AuthorError(words, hint=_("--solutions names their folder"))
        return self.solutions

    @property
    def reference_file(self) -> Path | None:
        """The reference solution, where it is here."""
        return self.solutions / "solution.py" if self.solutions else None


def files_in(folder: Path) -> list[Path]:
    """Give a folder's files, those below it included: all but what Python and editors leave."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    parts = ((file, file.relative_to(folder).parts) for file in files)
    return [
        file
        for file, names in parts
        if not any(name.startswith((".", "__pycache__")) for name in names)
    ]


def _insist_on_sense(manifest: Manifest, file: Path) -> None:
    for name in manifest.functions:
        if not name.isidentifier() or name.startswith("_") or name in RESERVED:
            raise AuthorError(
                _("{file}: a graded function cannot be called {name!r}", file=file, name=name)
            )
    for limit in (manifest.limits.cpu_s, manifest.limits.wall_s, manifest.limits.memory_mb):
        if not 0 < limit < math.inf:
            words = _("{file}: a limit is {limit}", file=file, limit=limit)
            raise AuthorError(words, hint=_("limits are positive numbers"))


def load(folder: Path, solutions: Path | None) -> Assignment:
    """Read an assignment.

    Args:
        folder: ``assignments/NAME``.
        solutions: the folder of all solutions, which may lack this one's.

    Raises:
        AuthorError: a file is missing or wrong.
    """
    file = folder / "assignment.toml"
    try:
        manifest = msgspec.toml.decode(file.read_bytes(), type=Manifest)
    except FileNotFoundError:
        words = _("{path} does not exist", path=file)
        raise AuthorError(words, hint=_("every assignment needs one")) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise AuthorError(_("{file}: {error}", file=file, error=error)) from None
    _insist_on_sense(manifest, file)
    own = solutions / folder.name if solutions and (solutions / folder.name).is_dir() else None
    table = manifest.limits
    limits = Limits(cpu_s=table.cpu_s, wall_s=table.wall_s, memory_bytes=table.memory_mb << 20)
    assignment = Assignment(folder.name, folder, own, manifest, limits)
    for needed in (*assignment.check_files, *filter(None, [assignment.reference_file])):
        if not needed.is_file():
            hint = _("the assignment {name} needs it", name=folder.name)
            raise AuthorError(_("{path} does not exist", path=needed), hint=hint)
    return assignment
