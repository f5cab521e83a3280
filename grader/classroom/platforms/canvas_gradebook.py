"""Grades filled into the gradebook that Canvas exports, for its import.

The file's form is that of Canvas's own ``gradebook_exporter.rb`` and ``gradebook_importer.rb``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.classroom.grades import Grade
from grader.classroom.platforms.matching import pair
from grader.classroom.platforms.worksheet import Export, Worksheet, number, read, scaled
from grader.errors import UsageError
from grader.language import _, printable

_IDS = ("ID", "SIS User ID", "SIS Login ID")
_ASSIGNMENT = re.compile(r"(?P<title>.*?)\s*\((?P<id>\d+)\)", re.DOTALL)
_READ_ONLY = re.compile(r"read\s+only")
_KEPT = {"EX", "N/A"}  # excused; not assigned to this student, or hidden from graders
_TEST_STUDENT = "Student, Test"  # with whose eyes an instructor looks at a course


def to_canvas(grades: Sequence[Grade], text: str, *, column: str) -> Export:
    """Fill in one assignment's column; all other cells, the order and the manner of writing stay.

    Args:
        text: the gradebook as Canvas exported it.
        column: the assignment's column, by its whole heading "Title (12345)", by its id or by its
            title.

    Raises:
        UsageError: the file is no gradebook, or does not say which column is meant or how many
            points it is worth.
    """
    sheet = read(text)
    points_row = _points_row(sheet)
    target = _column(sheet, points_row, column)
    most = _points(sheet, points_row, target)
    people = [
        (one.person.canvas_id, one.person.sis_id, one.person.login or one.person.email)
        for one in grades
    ]
    students = _students(sheet, points_row)
    pairs = pair(grades, people, students)
    kept = {row for row in pairs.grades if sheet.cell(row, target).upper() in _KEPT}
    cells = {
        (row, target): scaled(percent, most)
        for row, (_one, percent) in pairs.grades.items()
        if row not in kept
    }
    missing = [
        row for row in students if row not in pairs.grades and _name(sheet, row) != _TEST_STUDENT
    ]
    return Export(
        sheet.filled(cells),
        len(cells),
        pairs.strangers,
        tuple(_name(sheet, row) for row in missing),
        tuple(_says_kept(_name(sheet, row), sheet.cell(row, target)) for row in sorted(kept)),
    )


def _points_row(sheet: Worksheet) -> int:
    """Find the row that says what each assignment is worth.

    Below it are the students, above it only headings.
    """
    header = [cell.strip() for cell in sheet.rows[0]]
    rows = [row for row in range(len(sheet.rows)) if "Points Possible" in sheet.cell(row, 0)]
    if "ID" not in header or not rows:
        words = _(
            "the file is no gradebook of Canvas: it has no column ID or no row Points Possible"
        )
        raise UsageError(words, hint=_("in Canvas: Grades, Export, Export Entire Gradebook"))
    return rows[0]


def _column(sheet: Worksheet, points_row: int, wanted: str) -> int:
    headings = {}
    for place, cell in enumerate(sheet.rows[0]):
        found = _ASSIGNMENT.fullmatch(cell.strip())
        if found and not _READ_ONLY.search(sheet.cell(points_row, place)):
            headings[place] = (cell.strip(), found["id"], found["title"])
    for kind in range(3):
        places = [
            place
            for place, names in headings.items()
            if names[kind].casefold() == wanted.strip().casefold()
        ]
        if len(places) == 1:
            return places[0]
        if places:
            break
    words = (
        _("several columns are called {column}") if places else _("no column is called {column}")
    )
    names = ", ".join(printable(heading, 200) for heading, *_rest in headings.values())
    raise UsageError(
        words.format(column=printable(wanted, 200)), hint=_("one of: {names}", names=names)
    )


def _points(sheet: Worksheet, points_row: int, target: int) -> str:
    most = sheet.cell(points_row, target)
    if not number(most):
        words = _(
            "{column} is worth no points in Canvas", column=printable(sheet.cell(0, target), 200)
        )
        raise UsageError(words, hint=_("say there how many, and export the gradebook again"))
    return most


def _students(sheet: Worksheet, points_row: int) -> dict[int, list[str]]:
    """Give the ids of every student, by row."""
    header = [cell.strip() for cell in sheet.rows[0]]
    columns = [header.index(name) if name in header else None for name in _IDS]
    rows = [
        row
        for row in range(points_row + 1, len(sheet.rows))
        if any(map(str.strip, sheet.rows[row]))
    ]
    return {row: [sheet.cell(row, column) for column in columns] for row in rows}


def _name(sheet: Worksheet, row: int) -> str:
    """Give a student's name.

    Some schools' exports have it in two columns, LastName and FirstName.
    """
    parts = sheet.rows[row][: 2 if sheet.cell(0, 0) == "LastName" else 1]
    return printable(", ".join(part.strip() for part in parts), 200)


def _says_kept(name: str, held: str) -> str:
    return _(
        "{name} keeps {held}: excused in Canvas, or not assigned", name=name, held=printable(held)
    )
