"""Grades and feedback filled into the grading worksheet that a Moodle assignment exports, for its
import.

The file's form is that of Moodle's own ``mod/assign/gradingtable.php`` and
``mod/assign/feedback/offline``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from grader.classroom.grades import Grade
from grader.classroom.pages.account import account
from grader.classroom.platforms.matching import pair
from grader.classroom.platforms.worksheet import Export, Worksheet, number, read, scaled
from grader.errors import UsageError
from grader.language import _, plural, printable
from grader.report.feedback import feedback
from grader.results import CheckResult, Outcome

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


def to_moodle(grades: Sequence[Grade], text: str) -> Export:
    """Fill in grades and feedback; all other cells, the order and the manner of writing stay.

    Args:
        text: the grading worksheet as Moodle exported it, in English or in simplified Chinese.

    Raises:
        UsageError: the file is no grading worksheet, or the assignment is not graded in points.
    """
    sheet = read(text)
    columns = _columns(sheet)
    students = _students(sheet, columns)
    pairs = pair(grades, _people(grades, students), students)
    cells, replaced, capped = {}, 0, 0
    for row, (grade, percent) in pairs.grades.items():
        cells[row, columns["grade"]] = scaled(
            min(percent, _FULL), _most(sheet, row, columns["most"])
        )
        capped += percent > _FULL
        if "feedback" in columns:
            cells[row, columns["feedback"]] = _feedback(grade)
            replaced += bool(sheet.cell(row, columns["feedback"]))
    return Export(
        sheet.filled(cells),
        len(pairs.grades),
        pairs.strangers,
        tuple(_name(sheet, row, columns) for row in students if row not in pairs.grades),
        tuple(_notes(capped, replaced, has_feedback="feedback" in columns)),
    )


# ------------------------------------------------------------------------------------ the worksheet


def _columns(sheet: Worksheet) -> dict[str, int]:
    """Find the columns that are there, of those that matter."""
    header = [re.sub(r"\s", "", cell).casefold() for cell in sheet.rows[0]]
    columns = {
        name: next(place for place, heading in enumerate(header) if heading in headings)
        for name, headings in _HEADINGS.items()
        if not set(headings).isdisjoint(header)
    }
    if not {"identifier", "grade"} <= columns.keys():
        words = _(
            "the file is no grading worksheet of Moodle: it has no column Identifier or no column Grade"
        )
        raise UsageError(
            words,
            hint=_("in the assignment, switch on the offline grading worksheet and download it"),
        )
    if "most" not in columns:
        words = _("the worksheet has no column Maximum grade: the assignment is graded by a scale")
        raise UsageError(
            words,
            hint=_("let the assignment be graded in points, and download the worksheet again"),
        )
    return columns


def _students(sheet: Worksheet, columns: dict[str, int]) -> dict[int, list[str]]:
    """Give the ids of every student, by row.

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
    """Give the ids of our people.

    Moodle numbers the participants of each assignment anew: a number that isn't in the worksheet
    says nothing.
    """
    numbers = {identifier for identifier, *_others in students.values()}
    people = [grade.person for grade in grades]
    return [
        [one.moodle_id if one.moodle_id in numbers else "", one.email, one.sis_id, one.login]
        for one in people
    ]


def _most(sheet: Worksheet, row: int, column: int) -> str:
    most = sheet.cell(row, column)
    if not number(most):
        words = _("row {row} of the worksheet has no maximum grade: {cell}")
        hint = _("download the worksheet again, and give it as it is")
        raise UsageError(words.format(row=row + 1, cell=printable(most, 40)), hint=hint)
    return most


def _name(sheet: Worksheet, row: int, columns: dict[str, int]) -> str:
    names = (sheet.cell(row, columns.get(name)) for name in ("name", "identifier", "email"))
    return printable(next(filter(None, names), ""), 200)


def _notes(capped: int, replaced: int, *, has_feedback: bool) -> Iterator[str]:
    if capped:
        yield _(
            "{students} would have more than the maximum grade, which Moodle refuses: they get the maximum",
            students=plural(capped, "student"),
        )
    if replaced:
        yield _("the comments on {students} were replaced", students=plural(replaced, "student"))
    if (
        not has_feedback
    ):  # a column of ours would not be read: Moodle knows only those of what is switched on
        yield _("no feedback was written: switch on feedback comments in the assignment")


# ------------------------------------------------------------------------------------- the feedback


def _feedback(grade: Grade) -> str:
    """Give what the student reads, as HTML: Moodle takes it for that.

    It begins with a tag, so never with a formula.
    """
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
