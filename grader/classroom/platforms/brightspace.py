"""Brightspace (D2L): its download of submissions, its grade file as a roster, and what it imports.

In the download, ``152711-351765 - Ada Lovelace - May 18, 2025 1224 PM`` is the folder of one
submission. An import names students by OrgDefinedId or Username, the grades in a column ``Title
Points Grade``, and needs a last column of which every cell is a ``#``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from grader.classroom.grades import Grade
from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, folder_hand_in
from grader.classroom.intake.placing import Placing, Wanted, key, unplaced
from grader.classroom.names import words
from grader.classroom.people import Person
from grader.classroom.platforms.worksheet import (
    Export,
    chosen_column,
    claims,
    fill_in,
    parse,
    require_points,
)
from grader.language import _, later

# The columns of its grade file that say who is who, as our roster knows them.
ROSTER = {
    "sis_id": ("orgdefinedid", "org_defined_id"),
    "login": ("username",),
    "last": ("last_name",),
    "first": ("first_name",),
    "email": ("email",),
}

_FOLDER = re.compile(
    r"(?P<number>\d+-\d+) *- *(?P<who>.+) *- *(?P<at>\w+\.? \d{1,2}, \d{4} \d{1,4} ?[AP]M)",
    re.IGNORECASE,
)
_GRADES = re.compile(
    r"(?P<title>.*?) Points Grade *(?:<[^>]*?MaxPoints: *(?P<most>[\d.,]+)[^>]*>)?",
    re.DOTALL,
)
_END = "end_of_line_indicator"
_EXPORT = later("in Brightspace: Grades, Export, with both keys, points grades, names and email")


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the folders are named as Brightspace does."""
    found = sum(bool(_FOLDER.fullmatch(folder.name)) for folder in listing.folders)
    return 0 < len(listing.folders) <= 2 * found


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each folder as one attempt of its student."""
    for folder in listing.folders:
        match = _FOLDER.fullmatch(folder.name)
        if not match:
            yield unplaced(folder.name, _("its name is not one of Brightspace's"))
            continue
        at = _moment(match["at"], wanted)
        undated = "" if at else match["at"]
        yield folder_hand_in(folder, Person(key(match["who"])), at, undated=undated)

    for file in listing.files:
        if file.name != "index.html":
            yield unplaced(file.name, _("lies beside the students' folders"))


def _moment(written: str, wanted: Wanted) -> datetime | None:
    """Read "May 18, 2025 1224 PM": the colon cannot stand in a folder's name."""
    match = re.fullmatch(r"(\w+)\.? (\d+), (\d+) (\d{1,2}?)(\d\d) ?([AP]M)", written, re.IGNORECASE)
    if not match:
        return None
    month, day, year, hour, minute, half = match.groups()
    return moments.written(f"{day} {month} {year} {hour}:{minute} {half}", wanted.zone)


# --------------------------------------------------------------------------------------- the grades


def to_brightspace(grades: Sequence[Grade], text: str, *, column: str, points: str = "") -> Export:
    """Fill in one column of the grade file; all other cells, the order and the form stay.

    Args:
        text: the grade file as Brightspace exported it.
        column: by its whole heading, or by its title.
        points: what it is worth, where the heading does not say it.

    Raises:
        UsageError: the file is no grade file, or does not say which column is meant.
    """
    sheet = parse(text)
    matches = {n: _GRADES.fullmatch(cell.strip()) for n, cell in enumerate(sheet.rows[0])}
    headings = {n: (match[0], "", match["title"]) for n, match in matches.items() if match}
    target = chosen_column(headings, column, _(_EXPORT))
    match = matches[target]
    most = points or (match["most"] if match else "") or ""
    most = require_points(most, headings[target][0], _("say what it is worth with --points"))

    marks: dict[tuple[int, int], str] = {}
    for place, cell in enumerate(sheet.rows[0]):
        if "_".join(words(cell)) == _END:
            rows = [row for row in range(1, len(sheet.rows)) if any(sheet.rows[row])]
            marks = {(row, place): "#" for row in rows}
    return fill_in(sheet, grades, claims(sheet, ROSTER), target, most, marks)
