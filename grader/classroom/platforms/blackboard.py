"""Blackboard Learn: its download of submissions, its grade file as a roster, and grades in it.

In the download, ``HW 2_alovelace_attempt_2024-10-03-08-46-22_homework.py`` holds the assignment's
title, the user name, when the attempt was handed in, by the server's clock, and the file's name. A
text file beside each attempt, without the last part, says the name. The grade file is separated by
tabs or commas; Blackboard reads a column of grades by the number at the end of its heading.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from grader.classroom.grades import Grade
from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, small_text
from grader.classroom.intake.placing import (
    Placing,
    UploadedFile,
    Wanted,
    key,
    place_upload,
    unplaced,
)
from grader.classroom.people import HandIn, Person
from grader.classroom.platforms.worksheet import (
    Export,
    chosen_column,
    claims,
    fill_in,
    parse,
    require_points,
)
from grader.language import _
from grader.submission.files.kinds import is_read

# The columns of its grade file that say who is who, as our roster knows them.
ROSTER = {
    "last": ("last_name",),
    "first": ("first_name",),
    "login": ("username",),
    "sis_id": ("student_id",),
}

_NAME = re.compile(
    r"(?P<title>.+?)_(?P<who>[^_]+|.+?)_attempt_"
    r"(?P<at>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?P<file>.+)|(?P<about>\.txt))",
    re.DOTALL,
)
_FILES = re.compile(
    r"Original\s+filename: *(?P<own>.+?)\s*?\n\s*Filename: *(?P<given>.+?)\s*$", re.MULTILINE
)
_STUDENT = re.compile(r"^\w+: *(?P<name>.+?) *\((?P<login>[^()]+)\) *$", re.MULTILINE)
_GRADES = re.compile(
    r"(?P<title>.*?) *\[[^\]]*?: *(?P<most>[\d.,]+)[^\]]*\] *\|(?P<id>\d+)", re.DOTALL
)
_MAX_ABOUT = 64 << 10  # it holds what the student typed, too


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the files are named as Blackboard does."""
    return 0 < len(listing.files) <= 2 * sum(bool(_match(file)) for file in listing.files)


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each attempt: all files of one user and time."""
    names: dict[str, str] = {}
    originals: dict[str, str] = {}
    attempts: defaultdict[tuple[str, str], list[UploadedFile]] = defaultdict(list)
    for file in listing.files:
        match = _match(file)
        if not match:
            yield unplaced(file.name, _("its name is not one of Blackboard's"))
        elif match["about"]:
            about = small_text(file, _MAX_ABOUT) or ""
            names[match["who"]] = _student_name(about, match["who"])
            originals |= {found["given"]: found["own"] for found in _FILES.finditer(about)}
        else:
            attempts[match["who"], match["at"]].append(UploadedFile(match["file"], file))

    for (who, written), files in sorted(attempts.items()):
        at = moments.local(datetime.strptime(written, "%Y-%m-%d-%H-%M-%S"), wanted.zone)  # noqa: DTZ007 - it gets one
        login = key(who)
        person = Person(login, name=names.get(who, ""), login=login)
        order = at.timestamp()
        dated = [
            UploadedFile(originals.get(file.path.name, file.name), file.path, order=order)
            for file in files
        ]
        yield from place_upload(dated, HandIn(person, files[0].path, at=at), wanted.assignment)

    for folder in listing.folders:
        yield unplaced(folder.name, _("is a folder, where Blackboard puts files"))


def _match(file: Path) -> re.Match[str] | None:
    """Return the parts of a name: the first time in it is Blackboard's, the rest the student's."""
    match = _NAME.fullmatch(file.name)
    if match and not match["about"] and not is_read(match["file"]) and "." not in match["file"]:
        return None
    return match


def _student_name(about: str, login: str) -> str:
    """Return the name in the text beside an attempt; "" where it says none."""
    match = _STUDENT.search(about)
    return key(match["name"]) if match and match["login"] == login else ""


# --------------------------------------------------------------------------------------- the grades


def to_blackboard(grades: Sequence[Grade], text: str, *, column: str) -> Export:
    """Fill in one column of the grade file; all other cells, the order and the form stay.

    Args:
        text: the grade file as Blackboard exported it.
        column: by its whole heading "Title [Total Pts: 100 Score] |12345", by its number, or by its
            title.

    Raises:
        UsageError: the file is no grade file, or does not say which column is meant.
    """
    sheet = parse(text)
    matches = {n: _GRADES.fullmatch(cell.strip()) for n, cell in enumerate(sheet.rows[0])}
    headings = {n: (match[0], match["id"], match["title"]) for n, match in matches.items() if match}
    target = chosen_column(
        headings, column, _("in Blackboard: the grade book, Download Grades, all columns")
    )
    match = matches[target]
    most = require_points(
        match["most"] if match else "", headings[target][0], _("add points to it there")
    )
    return fill_in(sheet, grades, claims(sheet, _BY_LOGIN), target, most)


# Blackboard itself finds students by their user names alone.
_BY_LOGIN = {"login": ROSTER["login"]}
