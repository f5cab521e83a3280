"""Canvas's bulk download: ``lovelaceada_LATE_12345_67890_homework-2.py``.

That is the letters of "Lovelace, Ada", the user's id, the uploaded file's id, and the file's name
with the number that Canvas gives a later version. In anonymous grading it is
``anon_Xy1z_67890_homework.py``, late ones with ``LATE_``. Canvas's own code says so:
lib/content_zipper.rb.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from grader.classroom.intake.findings import Findings, Found, key, of_one_upload, unplaced
from grader.classroom.intake.listing import Listing
from grader.classroom.intake.naming import without_number
from grader.classroom.people import HandIn, Person
from grader.language import _

_NAMED = re.compile(
    r"(?P<who>.+?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL
)
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<who>anon_[^_]+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL
)


def fits(listing: Listing, _assignment: str) -> bool:
    """Say whether at least half of the files are named as Canvas does."""
    files = listing.hand_ins
    return 0 < len(files) <= 2 * sum(bool(_match(file)) for file in files)


def read(listing: Listing, assignment: str) -> Findings:
    """Take each student's files.

    Those called as the homework is, if there are any, otherwise all.
    """
    students: defaultdict[Person, list[tuple[str, Found]]] = defaultdict(list)
    for file in listing.hand_ins:
        match = _match(file)
        if match:
            stem, found = _found(file, match)
            students[found.hand_in.person].append((stem, found))
        else:
            yield unplaced(file.name, _("its name is not one of Canvas's"))
    for uploads in students.values():
        yield from of_one_upload(uploads, assignment)
    yield from listing.not_code()  # with what was typed in: lovelaceada_12345_text.html
    yield from (
        unplaced(folder.name, _("is a folder, where Canvas puts files"))
        for folder in listing.folders
    )


def _match(file: Path) -> re.Match[str] | None:
    return _ANONYMOUS.fullmatch(file.name) or _NAMED.fullmatch(file.name)


def _found(file: Path, match: re.Match[str]) -> tuple[str, Found]:
    """Give the student's own name of a file, and the hand-in.

    The files' times are those of the download.
    """
    who, user = key(match["who"]), match.groupdict().get("user", "")
    person = Person(f"{who}_{user}", name=who, canvas_id=user) if user else Person(who)
    stem, version = without_number(Path(match["file"]).stem)
    return stem, Found(
        HandIn(person, file, version, late=bool(match["late"])), float(match["upload"])
    )
