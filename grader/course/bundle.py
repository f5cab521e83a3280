"""An assignment with its solutions as one value, for examiners in other processes or machines.

All submissions of a run are graded by the same bundle, even if somebody edits a check meanwhile.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.checks import assignment as assignments
from grader.checks import secret
from grader.checks.assignment import MISTAKES, Assignment, files_in

_DATE = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes


def pack(assignment: Assignment) -> bytes:
    """Return an assignment's files, and those of its solutions, as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files(assignment):
            archive.writestr(zipfile.ZipInfo(name, _DATE), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(data: bytes, room: Path) -> Assignment:
    """Write a bundle's files below a folder, and read the assignment from there.

    Raises:
        AuthorError: the assignment is wrong.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(room)
    (folder,) = (room / "assignments").iterdir()
    solutions = room / "solutions"
    return assignments.load(folder, solutions if solutions.is_dir() else None)


def files(assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """Yield an assignment's files and those of its solutions, each with its name in a bundle."""
    places = {"assignments": assignment.folder, "solutions": assignment.solutions}
    for top, folder in places.items():
        if folder:
            for file in files_in(folder):
                yield f"{top}/{assignment.name}/{file.relative_to(folder).as_posix()}", file
    for file in assignment.mistake_files:
        if file.parents[1] != assignment.solutions:
            yield f"solutions/{MISTAKES}/{file.name}", file
    # All examiners draw the same inputs.
    for file in assignment.secret.files:
        yield f"solutions/{secret.FOLDER}/{file.name}", file
