"""Blackboard Learn: its download of submissions, its grade file as a roster, and grades in it.

In the download, ``HW 2_alovelace_attempt_2024-10-03-08-46-22_homework.py`` holds the assignment's
title, the user name, when the attempt was handed in, by the server's clock, and the file's name. A
text file beside each attempt, without the last part, says the name. The grade file is separated by
tabs or commas; Blackboard reads a column of grades by the number at the end of its heading.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from grader.classroom.grades import Grade
from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, small_text
from grader.classroom.intake.placing import (
    Placing,
    UploadedFile,
    Wanted,
    key,
    marked,
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

# What the title and the user name are is decided for all files together: both may have underscores.
_NAME = re.compile(
    r"(?P<head>.+?)_attempt_"
    r"(?P<at>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?P<file>.+)|(?P<about>\.txt))",
    re.DOTALL,
)
_FILES = re.compile(r"Original\s+filename: *([^\n]+)\n[ \t]*Filename: *([^\n]+)")
_STUDENT = re.compile(r"^\w+: *(?P<name>[^()\n]+)\((?P<login>[^()\n]+)\) *$", re.MULTILINE)
_GRADES = re.compile(
    r"(?P<title>.*?) *\[[^\]]*?: *(?P<most>[\d.,]+)[^\]]*\] *\|(?P<id>\d+)", re.DOTALL
)
_MAX_ABOUT = 64 << 10  # it holds what the student typed, too


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the files are named as Blackboard does."""
    return 0 < len(listing.files) <= 2 * sum(bool(_match(file)) for file in listing.files)


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each attempt: all files of one user and time."""
    abouts: dict[tuple[str, str], str] = {}
    attempts: defaultdict[tuple[str, str], list[UploadedFile]] = defaultdict(list)
    for file in listing.files:
        match = _match(file)
        if not match:
            yield unplaced(file.name, _("its name is not one of Blackboard's"))
        elif match["about"]:
            abouts[match["head"], match["at"]] = small_text(file, _MAX_ABOUT) or ""
        else:
            attempts[match["head"], match["at"]].append(UploadedFile(match["file"], file))

    people = _people({head for head, _at in (*abouts, *attempts)}, abouts, wanted)
    for (head, written), files in sorted(attempts.items()):
        at = moments.stamped(written, wanted.zone)
        order = at.timestamp() if at else 0.0
        originals = _originals(abouts.get((head, written), ""))
        dated = [
            UploadedFile(originals.get(file.path.name, file.name), file.path, order=order)
            for file in files
        ]
        hand_in = HandIn(people[head], files[0].path, at=at)
        placing = place_upload(dated, hand_in, wanted.assignment)
        yield from marked(placing, undated="" if at else written)

    for head, written in abouts.keys() - attempts.keys():
        yield unplaced(f"{head}_attempt_{written}.txt", _("was typed into a form"))
    for folder in listing.folders:
        yield unplaced(folder.name, _("is a folder, where Blackboard puts files"))


def _originals(about: str) -> dict[str, str]:
    """Return the files' own names, as the text beside an attempt says them, by those in the zip."""
    pairs = _FILES.findall(about)
    return {given.strip(): PurePosixPath(own.strip()).name for own, given in pairs}


def _people(
    heads: set[str], abouts: Mapping[tuple[str, str], str], wanted: Wanted
) -> dict[str, Person]:
    """Return whose the files are, by what stands before "_attempt_": the title and a user name.

    The texts beside the attempts say it; else the title is what all of them begin with, as far as
    it leaves the most user names that are known.
    """
    people: dict[str, Person] = {}
    for (head, _at), about in abouts.items():
        match = _STUDENT.search(about)
        if match and head.endswith(f"_{match['login']}"):
            login = key(match["login"])
            people[head] = Person(login, name=key(match["name"]), login=login)

    shared = os.path.commonprefix([*heads])  # noqa: RUF071 - letter by letter
    titles = [shared[: mark.end()] for mark in re.finditer("_", shared)] or [""]

    def known(title: str) -> int:
        logins = (head[len(title) :] for head in heads)
        matches = (wanted.directory.find(Person(login, login=login)) for login in logins)
        return sum(match.number is not None for match in matches)

    # Of one student alone, the login begins at the first underscore.
    sign = 1 if len(heads) > 1 else -1
    title = max(titles, key=lambda title: (known(title), sign * len(title)))
    for head in heads - people.keys():
        login = key(head[len(title) :])
        people[head] = Person(login, login=login)
    return people


def _match(file: Path) -> re.Match[str] | None:
    """Return the parts of a name: the first time in it is Blackboard's, the rest the student's."""
    match = _NAME.fullmatch(file.name)
    if match and not match["about"] and not is_read(match["file"]) and "." not in match["file"]:
        return None
    return match


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
