"""An assignment: the settings in its ``assignment.toml``, and the paths of its files."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import msgspec

from grader.checks import secret
from grader.checks.policy import Policy
from grader.checks.secret import Secret
from grader.checks.student import RESERVED
from grader.errors import AuthorError
from grader.language import _, either
from grader.sandbox.limits import Limits

# What the kernel is given are 64-bit integers, of seconds and of bytes.
_LARGEST_LIMIT = 1e9
_TOP_LEVEL = r"^[^\W\d]\w*$"
MISTAKES = "mistakes"  # the folder of those of one assignment, and beside it of those they share
TERMS = "terms.py"


class LimitsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table ``[limits]``: what one check may use, unless its own mark overrides it."""

    cpu_s: float = Limits.cpu_s
    wall_s: float = Limits.wall_s
    memory_mb: int = Limits.memory_bytes >> 20


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``assignment.toml``.

    Attributes:
        title: what a student reads.
        title_zh: the same in Chinese; "" where it is not translated.
        functions: the names that the checks may use.
        order: its position among the others, for example 1 for the first.
        preload: modules that the warm process imports, for example ["numpy"] or ["torch",
            "torch._dynamo"].
        imports: the libraries that a homework may import, by their top-level names, for example
            ["numpy"]; Python's own modules and the homework's own files it always may. None for
            all that are installed.
        autograd: whether torch's autograd works in submissions; false where gradients must be
            derived by hand.
        gpu: whether it is graded on a GPU by default, where there is one.
        policy: how points become grades.
        settings: anything that the assignment's own checks read from here.
    """

    title: str
    functions: list[str]
    preload: list[str]
    title_zh: str = ""
    order: float = math.inf
    imports: list[Annotated[str, msgspec.Meta(pattern=_TOP_LEVEL)]] | None = None
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
        solutions: ``solutions/NAME``; None where the solutions are not available. What all
            assignments share lies beside it.
    """

    name: str
    folder: Path
    solutions: Path | None
    manifest: Manifest
    limits: Limits = field(default_factory=Limits)

    @property
    def title(self) -> str:
        """What a student reads, in the language in force."""
        return either(self.manifest.title, self.manifest.title_zh or self.manifest.title)

    @property
    def check_files(self) -> tuple[Path, ...]:
        """The files of checks that are available: the public one, then the hidden one."""
        files = [self.folder / "test_public.py"]
        if self.solutions:
            files.append(self.solutions / "test_hidden.py")
        return tuple(files)

    @cached_property
    def secret(self) -> Secret:
        """The course's secret, which hidden checks draw their inputs from.

        Raises:
            AuthorError: it cannot be read or made.
        """
        return secret.of(self.solutions.parent if self.solutions else None)

    def require_solutions(self) -> Path:
        """Return the folder of its solutions.

        Raises:
            AuthorError: they are not available.
        """
        if self.solutions is None:
            message = _("the solution of {name} is not here", name=self.name)
            raise AuthorError(message, hint=_("--solutions names their folder"))
        return self.solutions

    @property
    def reference_file(self) -> Path | None:
        """The reference solution, where it is available."""
        return self.solutions / "solution.py" if self.solutions else None

    @property
    def terms_file(self) -> Path | None:
        """What shared mistakes call, in this assignment's terms, where it says so."""
        file = self.solutions / TERMS if self.solutions else None
        return file if file and file.is_file() else None

    @property
    def mistake_files(self) -> list[Path]:
        """The files of its recorded mistakes: its own, and shared ones that mention it."""
        if self.solutions is None:
            return []
        shared = sorted((self.solutions.parent / MISTAKES).glob("*.py"))
        mention = [file for file in shared if self.name.encode() in file.read_bytes()]
        return [*sorted((self.solutions / MISTAKES).glob("*.py")), *mention]


def files_in(folder: Path) -> list[Path]:
    """Return all files below a folder, without hidden ones and Python's caches."""
    files = []
    for file in sorted(folder.rglob("*")):
        names = file.relative_to(folder).parts
        ignored = any(name.startswith((".", "__pycache__")) for name in names)
        if file.is_file() and not ignored:
            files.append(file)
    return files


def _require_valid(manifest: Manifest, file: Path) -> None:
    for name in manifest.functions:
        if not name.isidentifier() or name.startswith("_") or name in RESERVED:
            raise AuthorError(
                _("{file}: a graded function cannot be called {name!r}", file=file, name=name)
            )

    for limit in (manifest.limits.cpu_s, manifest.limits.wall_s, manifest.limits.memory_mb):
        if not is_limit(limit):
            message = _("{file}: a limit is {limit}", file=file, limit=limit)
            raise AuthorError(message, hint=_("limits are positive numbers"))


def is_limit(value: object) -> bool:
    """Whether a value can be a limit: of seconds, or of megabytes."""
    return isinstance(value, (int, float)) and 0 < value <= _LARGEST_LIMIT


def load(folder: Path, solutions: Path | None) -> Assignment:
    """Read an assignment.

    Args:
        folder: ``assignments/NAME``.
        solutions: the folder of all solutions, where this one's may be missing.

    Raises:
        AuthorError: a file is missing or wrong.
    """
    file = folder / "assignment.toml"
    try:
        manifest = msgspec.toml.decode(file.read_bytes(), type=Manifest)
    except FileNotFoundError:
        message = _("{path} does not exist", path=file)
        raise AuthorError(message, hint=_("every assignment needs one")) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise AuthorError(_("{file}: {error}", file=file, error=error)) from None
    _require_valid(manifest, file)
    if folder.name == MISTAKES:
        message = _("an assignment cannot be called {name}", name=MISTAKES)
        raise AuthorError(message, hint=_("solutions/mistakes/ holds what several of them share"))

    own = solutions / folder.name if solutions and (solutions / folder.name).is_dir() else None
    table = manifest.limits
    limits = Limits(cpu_s=table.cpu_s, wall_s=table.wall_s, memory_bytes=table.memory_mb << 20)
    assignment = Assignment(folder.name, folder, own, manifest, limits)

    reference = [assignment.reference_file] if assignment.reference_file else []
    for needed in (*assignment.check_files, *reference):
        if not needed.is_file():
            hint = _("the assignment {name} needs it", name=folder.name)
            raise AuthorError(_("{path} does not exist", path=needed), hint=hint)
    return assignment
