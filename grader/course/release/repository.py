"""Write a repository for students: stubs, instructions, public checks, the grader, a workflow.

It contains no solution.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from grader.checks.assignment import Assignment
from grader.course import Course
from grader.course.release import lock, wheel
from grader.course.release.course import require_no_leak, shipped, stubs
from grader.course.release.hints import sealed_hints
from grader.errors import AuthorError, UsageError
from grader.grading.diagnosis.sealed import FILE
from grader.language import _

if TYPE_CHECKING:
    from grader.grading.grader import Grader

_TEMPLATES = Path(__file__).parent / "templates"
_REQUIREMENTS = """\
# Ranges: what is installed already stays if it fits. requirements.lock.txt has exact versions.
"""
_LOCK = """\
# The exact versions that this course was released with; requirements.txt has ranges.
"""
_SETTINGS = "course.toml"


def release_repository(
    assignments: Sequence[Assignment],
    course: Path,
    target: Path,
    *,
    force: bool,
    grader: Grader | None = None,
) -> list[Path]:
    """Write a repository that works by itself, and return its files.

    Args:
        course: the course's folder; its course.toml is copied, if it exists.
        target: the repository's folder, created if it is missing; other files in it are not
            changed.
        force: overwrite files that differ.
        grader: runs the recorded mistakes, whose hints are sealed for students; None for no hints.

    Raises:
        AuthorError: a solution is marked wrongly, or a line of it would be released; then nothing
            is written.
        UsageError: a file there differs, or the folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as room:
        staged = _stage(assignments, course, Path(room))
        require_no_leak(assignments, staged)
        contents = {name: file.read_bytes() for name, file in staged.items()}
        if grader:
            for assignment in assignments:
                name = f"assignments/{assignment.name}/{FILE}"
                contents[name] = sealed_hints(assignment, grader)

    _require_writable(target, course, contents, force=force)
    for name, data in contents.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return [target / name for name in contents]


def _stage(assignments: Sequence[Assignment], course: Path, room: Path) -> dict[str, Path]:
    """Write all files to a temporary folder, where they are checked before the release."""
    packed = wheel.build(room)
    itself = f"./{packed.name}[html]\n"
    pins = "".join(f"{pin}\n" for pin in lock.pins("gradekit[html]"))
    texts = {
        "requirements.txt": f"{_REQUIREMENTS}{itself}",
        "requirements.lock.txt": f"{_LOCK}{itself}{pins}",
        ".gitignore": _template("gitignore"),
        ".github/workflows/grade.yml": _template("grade.yml"),
        **{name: _filled(name, assignments) for name in ("README.md", "README.zh.md")},
    }
    if (course / _SETTINGS).is_file():
        texts[_SETTINGS] = (course / _SETTINGS).read_text("utf-8")

    repository = Course(course, None).settings.repository
    files = {packed.name: packed}
    for assignment in assignments:
        folder = f"assignments/{assignment.name}"
        generated = stubs(assignment, repository)
        for file in shipped(assignment):
            name = file.relative_to(assignment.folder).as_posix()
            if name not in generated:
                files[f"{folder}/{name}"] = file
        texts |= {f"{folder}/{name}": text for name, text in generated.items()}

    for name, text in texts.items():
        files[name] = room / name
        files[name].parent.mkdir(parents=True, exist_ok=True)
        files[name].write_text(text, encoding="utf-8")
    return files


def _require_writable(
    target: Path, course: Path, contents: dict[str, bytes], *, force: bool
) -> None:
    if target.resolve() == course.resolve() or course.resolve() in target.resolve().parents:
        raise UsageError(
            _("{folder} is inside the course", folder=target),
            hint=_("name a folder outside the course: the students' repository is separate"),
        )

    for name, data in contents.items():
        file = target / name
        obstacles = [parent for parent in file.parents if parent.exists() and not parent.is_dir()]
        if file.is_dir():
            obstacles.append(file)
        if obstacles:
            raise UsageError(
                _("{file} is in the way", file=obstacles[0]), hint=_("name an empty folder")
            )
        if file.exists() and not force and file.read_bytes() != data:
            raise UsageError(
                _("{file} already exists and differs", file=file),
                hint=_("--force overwrites it; or name an empty folder"),
            )

    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            _("cannot write {file}: {error}", file=target, error=error.strerror),
            hint=_("-o must name a folder"),
        ) from None


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def _title(assignment: Assignment, readme: str) -> str:
    manifest = assignment.manifest
    return manifest.title_zh or manifest.title if readme.endswith(".zh.md") else manifest.title


def _filled(name: str, assignments: Sequence[Assignment]) -> str:
    """Return a README: the assignments with their links, and a command for a first check."""
    instructions = "README.zh.md" if name.endswith(".zh.md") else "README.md"
    rows = []
    for assignment in assignments:
        path = f"assignments/{assignment.name}"
        link = "–"
        if (assignment.folder / instructions).is_file():
            link = f"[{instructions}]({path}/{instructions})"
        title = _title(assignment, name)
        rows.append(f"| {title} | {link} | `{path}/homework.py` |")

    first = assignments[0]
    return Template(_template(name)).substitute(
        title=_title(first, name) if len(assignments) == 1 else "Homework",
        rows="\n".join(rows),
        first=f"assignments/{first.name}",
        check=_first_check(first),
    )


def _first_check(assignment: Assignment) -> str:
    file = assignment.folder / "test_public.py"
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except (SyntaxError, ValueError) as error:
        raise AuthorError(
            _("{file} is not valid Python: {error}", file=file, error=error)
        ) from None

    names = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return names[0] if names else "test_name"
