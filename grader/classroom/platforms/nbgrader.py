"""nbgrader's course: ``submitted/STUDENT/ASSIGNMENT/``, with a ``timestamp.txt`` in it or none."""

from __future__ import annotations

from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, folder_hand_in, look, small_text
from grader.classroom.intake.placing import Placing, key, unplaced
from grader.classroom.people import Person
from grader.language import _
from grader.submission.files import SUFFIXES

_SUBMITTED = "submitted"


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether this is ``submitted/``, or holds it.

    Its students' folders hold folders and no Python files.
    """
    submitted = _submitted(listing)
    if not submitted:
        return False

    students = [look(student) for student in submitted.folders]
    has_code = any(
        file.suffix.lower() in SUFFIXES for student in students for file in student.files
    )
    return any(student.folders for student in students) and not has_code


def read(listing: Listing, assignment: str) -> Placing:
    """Yield each student's folder of the assignment."""
    submitted = _submitted(listing) or listing
    for student in submitted.folders:
        name = key(student.name)
        folder = student / assignment
        if folder.is_symlink() or not folder.is_dir():
            yield unplaced(student.name, _("holds no folder {name}", name=assignment))
        else:
            at = moments.parse(small_text(folder / "timestamp.txt", 200) or "")
            yield folder_hand_in(folder, Person(name, login=name), at)

    yield from submitted.beside()
    if submitted is not listing:
        yield from submitted.unplaced


def _submitted(listing: Listing) -> Listing | None:
    if listing.folder.name == _SUBMITTED:
        return listing
    folder = listing.folder / _SUBMITTED
    return look(folder) if folder in listing.folders else None
