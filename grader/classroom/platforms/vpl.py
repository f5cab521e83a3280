"""Moodle's VPL, the virtual programming lab: its download of submissions.

``Lovelace Ada 412 al2024/2024-10-04-08-46-22/`` holds the files of one attempt: the student's name,
number in Moodle and user name, and when it was handed in, by the server's clock. Folders that end
with ``.ceg`` hold what VPL's own evaluation said.
"""

from __future__ import annotations

import re
from pathlib import Path

from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, folder_hand_in, look
from grader.classroom.intake.placing import Placing, Wanted, key, marked, unplaced
from grader.classroom.people import Person
from grader.language import _

_STUDENT = re.compile(r"(?P<name>.+?) +(?P<id>\d+) +(?P<login>\S+)")
_GROUP = re.compile(r"(?P<name>.+) Group \d+")
_ATTEMPT = re.compile(r"\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d")


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the folders hold folders that are named as VPL's attempts."""
    found = sum(any(_attempts(folder)) for folder in listing.folders)
    return 0 < len(listing.folders) <= 2 * found


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each attempt of each student."""
    for folder in listing.folders:
        attempts = _attempts(folder)
        if not attempts:
            yield unplaced(folder.name, _("holds no attempt of VPL"))
        person = _person(folder.name)
        for attempt in attempts:
            at = moments.stamped(attempt.name, wanted.zone)
            undated = "" if at else attempt.name
            placed = folder_hand_in(attempt, person, at, undated=undated)
            yield from marked(iter([placed]), undated=undated, is_group=person.name == "")


def _attempts(folder: Path) -> list[Path]:
    return [one for one in look(folder).folders if _ATTEMPT.fullmatch(one.name)]


def _person(folder: str) -> Person:
    if group := _GROUP.fullmatch(folder):
        return Person(key(group["name"]))
    match = _STUDENT.fullmatch(folder)
    if not match:
        return Person(key(folder), name=key(folder))
    login = key(match["login"])
    return Person(login, name=key(match["name"]), login=login)
