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
from pathlib import Path

from grader.classroom.grades import Grade
from grader.classroom.intake.listing import Listing, file_hand_in, folder_hand_in
from grader.classroom.intake.placing import Placed, Placing, Unplaced, key, place_upload, unplaced
from grader.classroom.people import Person
from grader.classroom.platforms.matching import pair
from grader.classroom.platforms.worksheet import Export, Worksheet, number, parse, scaled
from grader.errors import UsageError
from grader.language import _, plural, printable
from grader.report.feedback import feedback
from grader.results import CheckResult, Outcome

# The columns of its worksheet that say who is who, as the roster knows them.
ROSTER = {
    "identifier": ("identifier",),
    "name": ("full_name",),
    "email": ("email_address",),
    "sis_id": ("id_number",),
    "login": ("username",),
    "moodle_id": ("moodle_id",),
}
_PARTICIPANT = re.compile(r"\D+ (\d+)")  # an identifier, in any language

_NAME = re.compile(
    r"(?P<who>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)", re.DOTALL
)

# The headings in Moodle's English and in its simplified Chinese, without spaces and capitals.
_HEADINGS = {
    "identifier": ("identifier", "标识符"),
    "name": ("fullname", "全名"),
    "email": ("emailaddress", "email地址"),
    "sis_id": ("idnumber", "学号"),
    "login": ("username", "用户名"),
    "grade": ("grade", "成绩"),
    "most": ("maximumgrade", "最高分"),
    "feedback": ("feedbackcomments", "评语反馈"),
}
_FULL = 100.0


def participant(identifier: str) -> str:
    """Return the number of an identifier such as "Participant 12345"; "" where it is none."""
    match = _PARTICIPANT.fullmatch(identifier)
    return match[1] if match else ""


# ------------------------------------------------------------------------------------- the download


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the folders and files are named as Moodle does."""
    entries = [*listing.folders, *listing.files]
    return 0 < len(entries) <= 2 * sum(bool(_NAME.fullmatch(entry.name)) for entry in entries)


def read(listing: Listing, assignment: str) -> Placing:
    """Yield each folder as a hand-in.

    Of a student's loose files those called as the homework is, if any, otherwise all.
    """
    for folder in listing.folders:
        match = _match(folder)
        yield folder_hand_in(folder, _person(match)) if match else _unplaced(folder)

    uploads: defaultdict[Person, list[tuple[str, Placed]]] = defaultdict(list)
    for file in listing.hand_ins:
        match = _match(file)
        if match:
            person = _person(match)
            uploads[person].append((Path(match["file"]).stem, file_hand_in(file, person)))
        else:
            yield _unplaced(file)

    for files in uploads.values():
        yield from place_upload(files, assignment)
    yield from listing.not_code()


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
    return Person(f"{who}_{match['id']}", name=who, moodle_id=match["id"])


# ------------------------------------------------------------------------------------ the worksheet


def to_moodle(grades: Sequence[Grade], text: str) -> Export:
    """Fill in grades and feedback; all other cells, the order and the form stay.

    Args:
        text: the grading worksheet as Moodle exported it, in English or in simplified Chinese.

    Raises:
        UsageError: the file is no grading worksheet, or the assignment is not graded in points.
    """
    sheet = parse(text)
    columns = _columns(sheet)
    students = _students(sheet, columns)
    pairs = pair(grades, _people(grades, students), students)

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
        notes=tuple(_notes(capped, replaced, has_feedback="feedback" in columns)),
    )


def _columns(sheet: Worksheet) -> dict[str, int]:
    """Return the places of those columns that matter and are there."""
    header = [re.sub(r"\s", "", cell).casefold() for cell in sheet.rows[0]]
    columns: dict[str, int] = {}
    for column, heading in enumerate(header):
        for name, headings in _HEADINGS.items():
            if heading in headings:
                columns.setdefault(name, column)

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


def _students(sheet: Worksheet, columns: dict[str, int]) -> dict[int, list[str]]:
    """Return the ids of every student, by row.

    "Participant 12345", in any language, is known by its number.
    """
    students = {}
    for row in range(1, len(sheet.rows)):
        identifier = re.search(r"\d+$", sheet.cell(row, columns["identifier"]))
        others = [sheet.cell(row, columns.get(name)) for name in ("email", "sis_id", "login")]
        if identifier or any(others):
            students[row] = [identifier[0] if identifier else "", *others]
    return students


def _people(grades: Sequence[Grade], students: dict[int, list[str]]) -> list[list[str]]:
    """Return the ids of our people.

    Moodle numbers the participants of each assignment from the beginning: a number that isn't in
    the worksheet says nothing.
    """
    numbers = {identifier for identifier, *_others in students.values()}
    people = []
    for grade in grades:
        person = grade.person
        identifier = person.moodle_id if person.moodle_id in numbers else ""
        people.append([identifier, person.email, person.sis_id, person.login])
    return people


def _most(sheet: Worksheet, row: int, column: int) -> str:
    most = sheet.cell(row, column)
    if not number(most):
        shown = printable(most, 40)
        message = _(
            "row {row} of the worksheet has no maximum grade: {cell}", row=row + 1, cell=shown
        )
        hint = _("download the worksheet again, and do not change it")
        raise UsageError(message, hint=hint)
    return most


def _name(sheet: Worksheet, row: int, columns: dict[str, int]) -> str:
    names = (sheet.cell(row, columns.get(name)) for name in ("name", "identifier", "email"))
    return printable(next(filter(None, names), ""), 200)


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

    checks = grade.report.checks if grade.report else ()
    lost = [check for check in checks if check.outcome is not Outcome.PASSED]

    paragraphs = [_check(check) for check in lost]
    if checks and not lost:
        paragraphs.append(_paragraph(_("all checks pass")))

    came_about = list(account(grade))
    if came_about:
        paragraphs.append(_paragraph(*came_about))
    return "".join(paragraphs)


def _check(check: CheckResult) -> str:
    heading = f"{printable(check.title)} ({check.score:g}/{check.max_score:g})"
    return _paragraph(heading, *feedback(check))


def _paragraph(*lines: str) -> str:
    return "<p>" + "<br>".join(map(html.escape, lines)) + "</p>"
