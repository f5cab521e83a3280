"""Generate the stubs in the course itself, beside each assignment's checks and instructions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.checks.assignment import Assignment, files_in
from grader.course import Repository
from grader.course.release import leak
from grader.course.release.opening import opening
from grader.course.release.stub import read_regions, to_notebook, to_script


def release_in_place(
    assignments: Iterable[Assignment], repository: Repository | None = None
) -> list[Path]:
    """Write ``homework.py`` and ``homework.ipynb`` of each assignment; return the changed files.

    Args:
        repository: where students find the release; None where the course does not say it.

    Raises:
        AuthorError: a solution is not here, is marked wrongly, or a line of it would be released.
    """
    changed = []
    for assignment in assignments:
        texts = stubs(assignment, repository)
        with tempfile.TemporaryDirectory() as room:
            staged = {str(file): file for file in shipped(assignment)}
            for name, text in texts.items():
                staged[str(assignment.folder / name)] = Path(room, name)
                Path(room, name).write_text(text, encoding="utf-8")
            require_no_leak([assignment], staged)

        for name, text in texts.items():
            file = assignment.folder / name
            if not file.exists() or file.read_text("utf-8") != text:
                file.write_text(text, encoding="utf-8")
                changed.append(file)
    return changed


def stubs(assignment: Assignment, repository: Repository | None = None) -> dict[str, str]:
    """Return the stubs' texts by file name."""
    file = solution_of(assignment)
    functions = assignment.manifest.functions
    return {
        "homework.py": to_script(file, functions),
        "homework.ipynb": to_notebook(file, functions, opening(assignment.name, repository)),
    }


def solution_of(assignment: Assignment) -> Path:
    """Return the file that a release is made from.

    Raises:
        AuthorError: it is not here.
    """
    return assignment.require_solutions() / "solution.py"


def shipped(assignment: Assignment) -> list[Path]:
    """Return the files of an assignment's folder that go to students."""
    return files_in(assignment.folder)


def require_no_leak(assignments: Iterable[Assignment], written: Mapping[str, Path]) -> None:
    """Refuse a release that contains a line of one of these assignments' solutions."""
    regions = []
    for assignment in assignments:
        file = solution_of(assignment)
        regions += [(file, region) for region in read_regions(file)]
    leak.require_none(regions, written)
