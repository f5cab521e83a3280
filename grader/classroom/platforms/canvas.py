"""Canvas: the files of its bulk download, its gradebook as a roster, and grades filled into that.

In the download, ``lovelaceada_LATE_12345_67890_homework-2.py`` holds the letters of "Lovelace,
Ada", the user's id, the uploaded file's id, and the file's name with the number that Canvas gives
to a later version. In anonymous grading it is ``anon_Xy1z_67890_homework.py``, late ones with
``LATE_``. These forms are those of Canvas's own lib/content_zipper.rb, gradebook_exporter.rb and
gradebook_importer.rb.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from grader.classroom.grades import Grade
from grader.classroom.intake.listing import Listing
from grader.classroom.intake.naming import without_number
from grader.classroom.intake.placing import (
    Placing,
    UploadedFile,
    Wanted,
    key,
    place_upload,
    unplaced,
)
from grader.classroom.people import HandIn, Person
from grader.classroom.platforms.matching import pair
from grader.classroom.platforms.worksheet import (
    Export,
    Worksheet,
    chosen_column,
    number,
    parse,
    scaled,
)
from grader.errors import UsageError
from grader.language import _, later, one_line, printable
from grader.submission.files.kinds import is_read, why_not_read

# The columns of its gradebook that identify a student.
_ID = "ID"
_SIS_ID = "SIS User ID"
_LOGIN = "SIS Login ID"


def _as_in_roster(heading: str) -> str:
    return heading.lower().replace(" ", "_")


# What the roster reads, with its headings in lower case and with underscores for spaces.
ROSTER = {
    "name": ("student",),
    "last": ("lastname",),
    "first": ("firstname",),
    "sis_id": (_as_in_roster(_SIS_ID), "user_id"),  # the latter in its list of groups
    "login": (_as_in_roster(_LOGIN),),
    "canvas_id": (_as_in_roster(_ID), "canvas_id", "canvas_user_id"),
    "group": ("group_name",),
}

_NAMED = re.compile(
    r"(?P<who>.+?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL
)
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<who>anon_[^_]+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL
)

_ASSIGNMENT = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)", re.DOTALL)
_READ_ONLY = re.compile(r"read\s+only")
_KEPT = {"EX", "N/A"}  # excused; not assigned to this student, or hidden from graders
_EXPORT = later("in Canvas: Grades, Export, Export Entire Gradebook")
_TEST_STUDENT = "Student, Test"  # with whose eyes an instructor looks at a course


# ------------------------------------------------------------------------------------- the download


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the files are named as Canvas does."""
    files = listing.hand_ins
    return 0 < len(files) <= 2 * sum(bool(_match(file)) for file in files)


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each student's files: all those of the last submission are in the download."""
    uploads: defaultdict[Person, list[UploadedFile]] = defaultdict(list)
    late: set[Person] = set()
    for file in listing.files:
        match = _match(file)
        if match:
            person = _person(match)
            uploads[person].append(_uploaded(file, match))
            if match["late"]:
                late.add(person)
        elif is_read(file):
            yield unplaced(file.name, _("its name is not one of Canvas's"))
        else:
            # Text that was typed in, for example: lovelaceada_12345_text.html.
            yield unplaced(file.name, why_not_read(file))

    for person, files in uploads.items():
        # It has no time: those of the files are the download's.
        hand_in = HandIn(person, files[0].path, late=person in late)
        yield from place_upload(files, hand_in, wanted.assignment)
    for folder in listing.folders:
        yield unplaced(folder.name, _("is a folder, where Canvas puts files"))


def _match(file: Path) -> re.Match[str] | None:
    return _ANONYMOUS.fullmatch(file.name) or _NAMED.fullmatch(file.name)


def _person(match: re.Match[str]) -> Person:
    who = key(match["who"])
    user = match.groupdict().get("user", "")
    return Person(f"{who}_{user}", name=who, canvas_id=user) if user else Person(who)


def _uploaded(file: Path, match: re.Match[str]) -> UploadedFile:
    own = Path(match["file"])
    stem, version = without_number(own.stem)
    return UploadedFile(f"{stem}{own.suffix}", file, version, float(match["upload"]))


# ------------------------------------------------------------------------------------ the gradebook


def to_canvas(grades: Sequence[Grade], text: str, *, column: str) -> Export:
    """Fill in one assignment's column; all other cells, the order and the form stay.

    Args:
        text: the gradebook as Canvas exported it.
        column: the assignment's column, by its whole heading "Title (12345)", by its id or by its
            title.

    Raises:
        UsageError: the file is no gradebook, or does not say which column is meant or how many
            points it is worth.
    """
    sheet = parse(text)
    points_row = _points_row(sheet)
    target = _column(sheet, points_row, column)
    most = _points(sheet, points_row, target)

    columns = _id_columns(sheet)
    students = _students(sheet, points_row, [*columns.values()])
    pairs = pair(grades, students)

    kept = {row for row in pairs.grades if sheet.cell(row, target).upper() in _KEPT}
    cells = {
        (row, target): scaled(percent, most)
        for row, (_grade, percent) in pairs.grades.items()
        if row not in kept
    }

    notes = [_kept_note(sheet, row, target) for row in sorted(kept)]
    notes += pairs.problems
    if sheet.delimiter == "\t":
        notes.append(_("Canvas reads commas and semicolons only: this file has tabs"))
    if pairs.strangers:
        # Canvas may have renamed it, or may not show it to this instructor.
        notes += [
            _("no student is found by {column}: there is no such column", column=name)
            for name, column in columns.items()
            if column is None
        ]
    unpaired = [_name(sheet, row) for row in students if row not in pairs.grades]
    return Export(
        text=sheet.filled(cells),
        matched=len(cells),
        unmatched=pairs.strangers,
        missing=tuple(name for name in unpaired if name != _TEST_STUDENT),
        notes=tuple(notes),
    )


def _points_row(sheet: Worksheet) -> int:
    """Return the row that says what each assignment is worth.

    Below it are the students, above it only headings.
    """
    header = [cell.strip() for cell in sheet.rows[0]]
    rows = [row for row in range(len(sheet.rows)) if "Points Possible" in sheet.cell(row, 0)]
    if _ID not in header or not rows:
        message = _(
            "the file is no gradebook of Canvas: it has no column ID or no row Points Possible"
        )
        raise UsageError(message, hint=_(_EXPORT))
    return rows[0]


def _column(sheet: Worksheet, points_row: int, wanted: str) -> int:
    """Return the assignment's column: the whole heading decides, then the id, then the title."""
    headings = {}
    for column, cell in enumerate(sheet.rows[0]):
        match = _ASSIGNMENT.fullmatch(cell.strip())
        if match and not _READ_ONLY.search(sheet.cell(points_row, column)):
            headings[column] = (cell.strip(), match["id"], match["title"])

    return chosen_column(headings, wanted, _(_EXPORT))


def _points(sheet: Worksheet, points_row: int, target: int) -> str:
    most = sheet.cell(points_row, target)
    if not number(most):
        column = one_line(sheet.cell(0, target), 200)
        message = _("{column} is worth no points in Canvas", column=column)
        raise UsageError(message, hint=_("enter the points there, and export the gradebook again"))
    return most


def _id_columns(sheet: Worksheet) -> dict[str, int | None]:
    """Return the columns of the ids, by their headings; None where there is no such column."""
    header = [cell.strip() for cell in sheet.rows[0]]
    names = (_ID, _SIS_ID, _LOGIN)
    return {name: header.index(name) if name in header else None for name in names}


def _students(
    sheet: Worksheet, points_row: int, columns: Sequence[int | None]
) -> dict[int, Person]:
    """Return what is said of every student, by row.

    Args:
        columns: of the ids; None where there is no such column.
    """
    students = {}
    for row in range(points_row + 1, len(sheet.rows)):
        if any(map(str.strip, sheet.rows[row])):
            canvas_id, sis_id, login = (sheet.cell(row, column) for column in columns)
            students[row] = Person("", canvas_id=canvas_id, sis_id=sis_id, login=login)
    return students


def _name(sheet: Worksheet, row: int) -> str:
    """Return a student's name.

    Some schools' exports have it in two columns, LastName and FirstName.
    """
    parts = sheet.rows[row][: 2 if sheet.cell(0, 0) == "LastName" else 1]
    return one_line(", ".join(part.strip() for part in parts), 200)


def _kept_note(sheet: Worksheet, row: int, target: int) -> str:
    return _(
        "{name} keeps {held}: excused in Canvas, or not assigned",
        name=_name(sheet, row),
        held=printable(sheet.cell(row, target)),
    )
