"""Moodle's download: ``Ada Lovelace_12345_assignsubmission_file_``, a folder.

Or before the name of each file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from grader.classroom.intake.findings import Findings, Found, Unplaced, key, of_one_upload, unplaced
from grader.classroom.intake.listing import Listing, file_hand_in, folder_hand_in
from grader.classroom.people import Person
from grader.language import _

_NAME = re.compile(
    r"(?P<who>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)", re.DOTALL
)


def fits(listing: Listing, _assignment: str) -> bool:
    """Say whether at least half of the folders and files are named as Moodle does."""
    entries = [*listing.folders, *listing.files]
    return 0 < len(entries) <= 2 * sum(bool(_NAME.fullmatch(entry.name)) for entry in entries)


def read(listing: Listing, assignment: str) -> Findings:
    """Take a folder as it is.

    Of a student's loose files those called as the homework is, if any, otherwise all.
    """
    students: defaultdict[Person, list[tuple[str, Found]]] = defaultdict(list)
    for folder in listing.folders:
        match = _file_of(folder)
        yield folder_hand_in(folder, _person(match)) if match else _not_of(folder)
    for file in listing.hand_ins:
        match = _file_of(file)
        if match:
            person = _person(match)
            students[person].append((Path(match["file"]).stem, file_hand_in(file, person)))
        else:
            yield _not_of(file)
    for uploads in students.values():
        yield from of_one_upload(uploads, assignment)
    yield from listing.not_code()


def _file_of(entry: Path) -> re.Match[str] | None:
    match = _NAME.fullmatch(entry.name)
    return match if match and match["kind"] == "file" else None


def _not_of(entry: Path) -> Unplaced:
    typed = _NAME.fullmatch(entry.name)
    return unplaced(
        entry.name, _("was typed into a form") if typed else _("its name is not one of Moodle's")
    )


def _person(match: re.Match[str]) -> Person:
    who = key(match["who"])
    return Person(f"{who}_{match['id']}", name=who, moodle_id=match["id"])
