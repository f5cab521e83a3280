"""nbgrader's course: ``submitted/STUDENT/ASSIGNMENT/``, with a ``timestamp.txt`` in it or none.

The assignment's name is the author's own: ``ps1``. The exchange's inbound folder holds a folder for
each attempt: ``STUDENT+ASSIGNMENT+TIME``, and more behind another ``+``.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, folder_hand_in, look, small_text
from grader.classroom.intake.placing import Placed, Placing, Unplaced, Wanted, key, unplaced
from grader.classroom.people import Person
from grader.language import _, one_line
from grader.submission.files.kinds import is_code

# The columns of its list of students, as our roster knows them.
ROSTER = {"first": ("first_name",), "last": ("last_name",)}

_SUBMITTED = "submitted"
_INBOUND = re.compile(
    r"(?P<who>[^+]+)\+(?P<assignment>[^+]+)\+(?P<at>\d{4}-\d\d-\d\d [^+]+)(\+.*)?"
)


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether this is ``submitted/``, or holds it, or is the exchange's inbound folder.

    The students' folders in ``submitted/`` hold folders and no Python files.
    """
    if _attempts(listing):
        return True
    submitted = _submitted(listing)
    if not submitted:
        return False

    students = [look(student) for student in submitted.folders]
    has_code = any(is_code(file) for student in students for file in student.files)
    return any(student.folders for student in students) and not has_code


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each student's folder of the assignment, or each attempt."""
    attempts = _attempts(listing)
    if attempts:
        chosen = _chosen([match["assignment"] for match in attempts.values()], wanted.assignment)
        for folder, match in attempts.items():
            if match["assignment"] == chosen:
                yield _hand_in(folder, match["who"], match["at"], wanted)
            else:
                why = _("is of the assignment {name}", name=one_line(match["assignment"], 80))
                yield unplaced(folder.name, why)
        yield from listing.beside()
        return

    submitted = _submitted(listing) or listing
    names = {student: [one.name for one in look(student).folders] for student in submitted.folders}
    chosen = _chosen([name for found in names.values() for name in found], wanted.assignment)
    for student, found in names.items():
        if chosen in found:
            folder = student / chosen
            yield _hand_in(folder, student.name, small_text(folder / "timestamp.txt", 200), wanted)
        else:
            yield unplaced(student.name, _no_folder(chosen, found))

    yield from submitted.beside()
    if submitted is not listing:
        yield from submitted.unplaced


def _no_folder(chosen: str, found: list[str]) -> str:
    why: str = _("holds no folder {name}", name=one_line(chosen, 80))
    if found:
        there = _(", ").join(one_line(name, 40) for name in found[:5])
        why = _("{why}; there are: {names}", why=why, names=there)
    return why


def _chosen(names: list[str], assignment: str) -> str:
    """Return the folder's name that is the assignment's: ours, or the only one that there is."""
    counted = Counter(names)
    if assignment in counted or len(counted) != 1:
        return assignment
    return names[0]


def _hand_in(folder: Path, student: str, written: str | None, wanted: Wanted) -> Placed | Unplaced:
    at = moments.parse(written, wanted.zone) if written else None
    undated = ""
    if written is not None and not at:
        undated = one_line(written.strip(), 40) or "timestamp.txt"
    return folder_hand_in(folder, Person(key(student)), at, undated=undated)


def _attempts(listing: Listing) -> dict[Path, re.Match[str]]:
    """Return the attempts in the exchange's folder; none where it is not that folder."""
    matches = {folder: _INBOUND.fullmatch(folder.name) for folder in listing.folders}
    found = {folder: match for folder, match in matches.items() if match}
    return found if 2 * len(found) >= len(matches) else {}


def _submitted(listing: Listing) -> Listing | None:
    if listing.folder.name == _SUBMITTED:
        return listing
    folder = listing.folder / _SUBMITTED
    return look(folder) if folder in listing.folders else None
