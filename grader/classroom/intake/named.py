"""Folders and files that are named after students.

``ada/``, ``ada.py``, ``ada_homework-2.ipynb``, ``2024001_李四_作业2.py``.
"""

from __future__ import annotations

from collections import defaultdict

from grader.classroom.intake.listing import Listing, file_hand_in, folder_hand_in, moment
from grader.classroom.intake.naming import student_and_version
from grader.classroom.intake.placing import (
    Placing,
    UploadedFile,
    Wanted,
    key,
    place_upload,
    unplaced,
)
from grader.classroom.people import HandIn, Person
from grader.language import _
from grader.submission.files.kinds import without_ending


def only_folders(listing: Listing, _assignment: str) -> bool:
    """Whether there are folders, and no file can be a hand-in."""
    return bool(listing.folders) and not listing.hand_ins


def only_files(listing: Listing, _assignment: str) -> bool:
    """Whether there are no folders."""
    return not listing.folders


def anything(_listing: Listing, _assignment: str) -> bool:
    """Whether this layout fits: it always does."""
    return True


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each folder as one hand-in, and each file as one.

    ``ada.py`` and ``ada.ipynb`` are one: one of them may be an untouched stub.
    """
    assignment = wanted.assignment
    why = _("its name does not say whose it is")

    for folder in listing.folders:
        student, _version = student_and_version(folder.name, assignment)
        who = key(student)
        yield folder_hand_in(folder, Person(who)) if who else unplaced(folder.name, why)

    twins: defaultdict[str, list[UploadedFile]] = defaultdict(list)
    for file in listing.hand_ins:
        student, _version = student_and_version(without_ending(file.name), assignment)
        if key(student):
            stem = without_ending(file.name)
            name = f"homework{file.name[len(stem) :].lower()}"
            twins[stem].append(UploadedFile(name, file, order=file.lstat().st_mtime))
        else:
            yield unplaced(file.name, why)

    for stem, files in twins.items():
        student, version = student_and_version(stem, assignment)
        person = Person(key(student))
        if len(files) == 1:
            yield file_hand_in(files[0].path, person, version)
            continue
        newest = moment(max(file.order for file in files))
        hand_in = HandIn(person, files[0].path, version, newest)
        yield from place_upload(files, hand_in, assignment)

    yield from listing.not_code()
