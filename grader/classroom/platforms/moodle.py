"""Moodle: its download, its grading worksheet as a roster, and grades filled into that.

In the download, ``Ada Lovelace_12345_assignsubmission_file_`` is a folder, or comes before the name
of each file. The worksheet's form is that of Moodle's own ``mod/assign/gradingtable.php`` and
``mod/assign/feedback/offline``.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

import msgspec

from grader.classroom.grades import Grade
from grader.classroom.intake.listing import Listing, folder_hand_in
from grader.classroom.intake.placing import (
    Placing,
    Unplaced,
    UploadedFile,
    Wanted,
    key,
    marked,
    place_upload,
    unplaced,
)
from grader.classroom.people import HandIn, Person
from grader.classroom.platforms.matching import pair
from grader.classroom.platforms.worksheet import Export, Worksheet, number, parse, scaled
from grader.errors import UsageError
from grader.language import _, one_line, plural
from grader.report.feedback import feedback
from grader.results import CheckResult, Outcome
from grader.submission.files.kinds import is_read, why_not_read

# The columns of its worksheet that say who is who, as the roster knows them.
ROSTER = {
    "identifier": ("identifier",),
    "name": ("full_name",),
    "email": ("email_address",),
    "sis_id": ("id_number",),
    "login": ("username",),
    "moodle_id": ("moodle_id",),
}
_PARTICIPANT = re.compile(r"\D+ (\d+)")  # an identifier in English; some have no blank
_IDENTIFIER = re.compile(r"[^\d@]*[^\d@\s]\s?\d+")
# What a roster reads of a worksheet.
_READ = {"name", "email", "sis_id", "login", "time"}

# The first number that is followed so is Moodle's: a student chooses what a file is called. The
# default group has no number.
_NAME = re.compile(
    r"(?P<who>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)",
    re.DOTALL,
)

_FROM_STATUS = 2  # columns to the maximum grade
_FULL = 100.0


def participant(identifier: str) -> str:
    """Return the number of an identifier such as "Participant 12345"; "" where it is none."""
    match = _PARTICIPANT.fullmatch(identifier)
    return match[1] if match else ""


# ---------------------------------------------------------------------------- which column is which


@lru_cache(maxsize=1)
def _headings() -> dict[str, frozenset[str]]:
    """Return what each column is called, in the languages of Moodle's own language packs."""
    file = resources.files("grader.classroom.platforms") / "moodle_headings.toml"
    table = msgspec.toml.decode(file.read_bytes(), type=dict[str, list[str]])
    return {name: frozenset(map(_plain, headings)) for name, headings in table.items()}


def _plain(heading: str) -> str:
    return re.sub(r"\s", "", heading).casefold()


def columns_of(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the places of a worksheet's columns; those that are not there are left out.

    The headings say it in Moodle's large languages. In others, the worksheet is known by its shape:
    the identifiers come first, each a word and a number; then the name; the maximum grade is the
    same for all, the grade comes before it, and behind it whether it can be changed and the two
    times.

    Returns:
        Any of identifier, name, email, sis_id, login, grade, most, time, feedback.
    """
    if not rows:
        return {}
    header = [_plain(cell) for cell in rows[0]]
    columns: dict[str, int] = {}
    for place, heading in enumerate(header):
        for name, headings in _headings().items():
            if heading in headings:
                columns.setdefault(name, place)
    if {"identifier", "grade", "most"} <= columns.keys():
        return columns
    return {**_by_shape(rows), **columns}


def _by_shape(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the places of a worksheet's columns by what is in them."""
    body = [row for row in rows[1:] if any(row)]
    width = len(rows[0])
    cells = [[row[place] if place < len(row) else "" for row in body] for place in range(width)]

    words = {re.sub(r"\s*\d+$", "", cell) for cell in cells[0]}
    numbered = all(_IDENTIFIER.fullmatch(cell) for cell in cells[0])
    equal = [
        place
        for place, values in enumerate(cells)
        if len(set(values)) == 1 and number(values[0]) and place > 1
    ]
    if not body or not numbered or len(words) != 1 or not equal:
        return {}

    most = equal[-1]
    if most + 2 >= width or not all(map(_is_time, cells[most + 2])):
        return {}
    columns = {"identifier": 0, "grade": most - 1, "most": most}
    # Before the grade is the status; where names are hidden, nothing is between.
    if most - _FROM_STATUS > 1:
        columns["name"] = 1
    with_address = [place for place in range(1, most - 1) if any("@" in c for c in cells[place])]
    if with_address:
        columns["email"] = with_address[0]
    if columns.get("email") == 1:
        columns.pop("name", None)
    columns["time"] = most + 2
    # Only the feedback comes behind the time of the grade, which is the last column of such cells.
    times = [p for p in range(most + 2, width) if any(_is_time(cell) for cell in cells[p])]
    if len(times) > 1 and times[-1] == width - 2:
        columns["feedback"] = width - 1
    return columns


def _is_time(cell: str) -> bool:
    return cell == "-" or bool(re.search(r"\b\d{1,2}[:.]\d\d\b", cell))


def worksheet_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return what a roster reads of each column of a worksheet; [] for any other table."""
    columns = columns_of(rows)
    if not {"identifier", "grade", "most"} <= columns.keys():
        return []
    fields = {columns[name]: name for name in columns.keys() & _READ}
    fields[columns["identifier"]] = "participant"
    return [fields.get(place, "") for place in range(len(rows[0]))]


# ------------------------------------------------------------------------------------- the download


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the folders and files are named as Moodle does."""
    entries = [*listing.folders, *listing.files]
    return 0 < len(entries) <= 2 * sum(bool(_NAME.fullmatch(entry.name)) for entry in entries)


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each folder as a hand-in, and each student's loose files as one.

    They have no time: those of the files are the download's. The worksheet has them.
    """
    for folder in listing.folders:
        match = _match(folder)
        if match and not match["file"]:
            placed = folder_hand_in(folder, _person(match), by_files=False)
            yield from marked(iter([placed]), is_group=not match["id"])
        else:
            yield _unplaced(folder)

    uploads: defaultdict[Person, list[UploadedFile]] = defaultdict(list)
    for file in listing.files:
        match = _match(file)
        if match:
            uploads[_person(match)].append(UploadedFile(match["file"], file))
        elif is_read(file) or _NAME.fullmatch(file.name):
            yield _unplaced(file)
        else:
            yield unplaced(file.name, why_not_read(file))

    for person, files in uploads.items():
        placing = place_upload(files, HandIn(person, files[0].path), wanted.assignment)
        # Only the default group has no number.
        yield from marked(placing, is_group=not person.moodle_id)


def _match(entry: Path) -> re.Match[str] | None:
    """Return the parts of a handed-in file's or folder's name; None for any other name."""
    match = _NAME.fullmatch(entry.name)
    return match if match and match["kind"] == "file" else None


def _unplaced(entry: Path) -> Unplaced:
    why = _("its name is not one of Moodle's")
    if _NAME.fullmatch(entry.name):
        why = _("was typed into a form")
    return unplaced(entry.name, why)


def _person(match: re.Match[str]) -> Person:
    who = key(match["who"])
    number = match["id"] or ""
    return Person(f"{who}_{number}" if number else who, name=who, moodle_id=number)


# ------------------------------------------------------------------------------------ the worksheet


def to_moodle(grades: Sequence[Grade], text: str) -> Export:
    """Fill in grades and feedback; all other cells, the order and the form stay.

    Args:
        text: the grading worksheet as Moodle exported it, in any language.

    Raises:
        UsageError: the file is no grading worksheet, or the assignment is not graded in points.
    """
    sheet = parse(text)
    columns = _columns(sheet)
    students = _students(sheet, columns)
    pairs = pair(grades, students)

    cells = {}
    capped = 0
    replaced = 0
    for row, (grade, percent) in pairs.grades.items():
        most = _most(sheet, row, columns["most"])
        cells[row, columns["grade"]] = scaled(min(percent, _FULL), most)
        capped += percent > _FULL

        if "feedback" in columns:
            cells[row, columns["feedback"]] = _feedback(grade)
            replaced += bool(sheet.cell(row, columns["feedback"]))

    return Export(
        text=sheet.filled(cells),
        matched=len(pairs.grades),
        unmatched=pairs.strangers,
        missing=tuple(_name(sheet, row, columns) for row in students if row not in pairs.grades),
        notes=(
            *pairs.problems,
            *_notes(capped, replaced, has_feedback="feedback" in columns),
        ),
    )


def _columns(sheet: Worksheet) -> dict[str, int]:
    """Return the places of those columns that matter and are there.

    Raises:
        UsageError: the file is no worksheet, or the assignment is graded by a scale.
    """
    columns = columns_of(sheet.rows)
    if not {"identifier", "grade"} <= columns.keys():
        message = _(
            "the file is no grading worksheet of Moodle:"
            " it has no column Identifier or no column Grade"
        )
        hint = _("in the assignment, switch on the offline grading worksheet and download it")
        raise UsageError(message, hint=hint)

    if "most" not in columns:
        message = _(
            "the worksheet has no column Maximum grade: the assignment is graded by a scale"
        )
        hint = _("let the assignment be graded in points, and download the worksheet again")
        raise UsageError(message, hint=hint)
    return columns


def _students(sheet: Worksheet, columns: dict[str, int]) -> dict[int, Person]:
    """Return what is said of every student, by row.

    "Participant 12345", in any language, is known by its number.
    """
    students = {}
    for row in range(1, len(sheet.rows)):
        number = re.search(r"\d+$", sheet.cell(row, columns["identifier"]))
        ids = {name: sheet.cell(row, columns.get(name)) for name in ("email", "sis_id", "login")}
        if number or any(ids.values()):
            students[row] = Person("", moodle_id=number[0] if number else "", **ids)
    return students


def _most(sheet: Worksheet, row: int, column: int) -> str:
    most = sheet.cell(row, column)
    if not number(most):
        shown = one_line(most, 40)
        message = _(
            "row {row} of the worksheet has no maximum grade: {cell}", row=row + 1, cell=shown
        )
        hint = _("download the worksheet again, and do not change it")
        raise UsageError(message, hint=hint)
    return most


def _name(sheet: Worksheet, row: int, columns: dict[str, int]) -> str:
    names = (sheet.cell(row, columns.get(name)) for name in ("name", "identifier", "email"))
    return one_line(next(filter(None, names), ""), 200)


def _notes(capped: int, replaced: int, *, has_feedback: bool) -> Iterator[str]:
    if capped:
        yield _(
            "{students} would have more than the maximum grade,"
            " which Moodle refuses: they get the maximum",
            students=plural(capped, "student"),
        )
    if replaced:
        yield _("the comments on {students} were replaced", students=plural(replaced, "student"))
    if not has_feedback:
        # A column of ours would not be read: Moodle knows only those of what is switched on.
        yield _("no feedback was written: switch on feedback comments in the assignment")


# ------------------------------------------------------------------------------------- the feedback


def _feedback(grade: Grade) -> str:
    """Return what the student reads, as the HTML that Moodle reads it as.

    It begins with a tag, so never with a formula.
    """
    from grader.classroom.pages.account import account

    checks = grade.report.for_student().checks if grade.report else ()
    lost = [check for check in checks if check.outcome is not Outcome.PASSED]

    paragraphs = [_check(check) for check in lost]
    if checks and not lost:
        paragraphs.append(_paragraph(_("all checks pass")))

    came_about = list(account(grade))
    if came_about:
        paragraphs.append(_paragraph(*came_about))
    return "".join(paragraphs)


def _check(check: CheckResult) -> str:
    heading = f"{one_line(check.title)} ({check.score:g}/{check.max_score:g})"
    return _paragraph(heading, *feedback(check))


def _paragraph(*lines: str) -> str:
    return "<p>" + "<br>".join(map(html.escape, lines)) + "</p>"
