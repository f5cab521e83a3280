"""Folders and files that are named after students.

``ada/``, ``ada.py``, ``ada_homework-2.ipynb``.
"""

from __future__ import annotations

from grader.classroom.intake.listing import Listing, file_hand_in, folder_hand_in
from grader.classroom.intake.naming import student_and_version
from grader.classroom.intake.placing import Placing, key, unplaced
from grader.classroom.people import Person
from grader.language import _


def only_folders(listing: Listing, _assignment: str) -> bool:
    """Whether there are folders, and no file can be a hand-in."""
    return bool(listing.folders) and not listing.hand_ins


def only_files(listing: Listing, _assignment: str) -> bool:
    """Whether there are no folders."""
    return not listing.folders


def anything(_listing: Listing, _assignment: str) -> bool:
    """Whether this layout fits: it always does."""
    return True


def read(listing: Listing, assignment: str) -> Placing:
    """Yield each folder as one hand-in, and each file as one."""
    why = _("its name does not say whose it is")

    for folder in listing.folders:
        student, _version = student_and_version(folder.name, assignment)
        who = key(student)
        yield folder_hand_in(folder, Person(who)) if who else unplaced(folder.name, why)

    for file in listing.hand_ins:
        student, version = student_and_version(file.stem, assignment)
        who = key(student)
        yield file_hand_in(file, Person(who), version) if who else unplaced(file.name, why)

    yield from listing.not_code()
