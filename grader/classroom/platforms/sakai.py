"""Sakai: its download of an assignment, ``grades.csv`` in it as a roster, and what it imports.

``Title/Lovelace, Ada(al2024)/Submission attachment(s)/`` holds the files, ``timestamp.txt`` beside
it says when they were handed in. ``grades.csv`` has a title in its first line and the headings in
its third; Sakai takes it back in the same place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from grader.classroom.grades import Grade
from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, folder_hand_in, look, small_text
from grader.classroom.intake.placing import Placed, Placing, Wanted, key, unplaced
from grader.classroom.names import words
from grader.classroom.people import Person
from grader.classroom.platforms.worksheet import (
    Export,
    claims,
    fill_in,
    parse,
    require_points,
)
from grader.errors import UsageError
from grader.language import _, one_line

# The columns of its grades.csv that say who is who, as our roster knows them.
ROSTER = {
    "login": ("display_id",),
    "last": ("last_name",),
    "first": ("first_name",),
}

_STUDENT = re.compile(r"(?P<name>.+)\((?P<login>[^()]+)\)")
_ATTACHMENTS = re.compile(r"Submission\s+attachment\(s\)", re.IGNORECASE)
_BESIDE = frozenset({"grades.csv", "grades.xls", "bulkfeedback.html"})
# Of versions before 2015, in UTC.
_STAMP = re.compile(r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{3}$")


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the folders hold the attachments of a submission."""
    found = sum(bool(_attachments(folder)) for folder in listing.folders)
    return 0 < len(listing.folders) <= 2 * found


def read(listing: Listing, _wanted: Wanted) -> Placing:
    """Yield the attachments of each student."""
    for folder in listing.folders:
        attachments = _attachments(folder)
        if not attachments:
            yield unplaced(folder.name, _("holds no folder Submission attachment(s)"))
            continue
        match = _STUDENT.fullmatch(folder.name)
        login = key(match["login"] if match else folder.name)
        person = Person(login, name=key(match["name"] if match else ""), login=login)

        written = (small_text(folder / "timestamp.txt", 100) or "").strip()
        at = _moment(written)
        undated = one_line(written, 80) if written and not at else ""
        placed = folder_hand_in(attachments, person, at, by_files=not written, undated=undated)
        # A group's folder has a blank before the parenthesis.
        is_group = bool(match and match["name"].endswith(" "))
        if is_group and isinstance(placed, Placed):
            group = Person(person.name, name=person.name)
            hand_in = replace(placed.hand_in, person=group)
            placed = replace(placed, hand_in=hand_in, is_group=True)
        yield placed

    for file in listing.files:
        if file.name.lower() not in _BESIDE:
            yield unplaced(file.name, _("lies beside the students' folders"))


def _attachments(folder: Path) -> Path | None:
    found = (one for one in look(folder).folders if _ATTACHMENTS.fullmatch(one.name))
    return next(found, None)


def _moment(written: str) -> datetime | None:
    """Read "2024-10-03T08:46:22Z", or "20241003084622000" of older versions, both in UTC."""
    return moments.parse(_STAMP.sub(r"\1-\2-\3 \4:\5:\6", written))


# --------------------------------------------------------------------------------------- the grades


def to_sakai(grades: Sequence[Grade], text: str, *, points: str) -> Export:
    """Fill in the grades of ``grades.csv``; all other cells, the order and the form stay.

    Args:
        text: the file as it lies in the download.
        points: what the assignment is worth in Sakai; the file does not say it.

    Raises:
        UsageError: the file is not that of an assignment with points.
    """
    points = require_points(points, "grades.csv", _("say what it is worth with --points"))
    sheet = parse(text)
    for header, row in enumerate(sheet.rows):
        headings = ["_".join(words(cell)) for cell in row]
        if "grade" in headings and "display_id" in headings:
            students = claims(sheet, ROSTER, header)
            return fill_in(sheet, grades, students, headings.index("grade"), points)
    message = _("the file is no grades.csv of Sakai: it has no columns Display ID and grade")
    raise UsageError(message, _("take it from Sakai's own download of the assignment"))
