"""An instructor's list of a class, as a platform, a school or a person wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from grader.classroom import table
from grader.classroom.intake import moments
from grader.classroom.names import folded, words
from grader.classroom.people import Person
from grader.classroom.platforms import (
    blackboard,
    brightspace,
    canvas,
    clones,
    gradescope,
    moodle,
    sakai,
)
from grader.errors import UsageError
from grader.language import _, one_line, plural

# What the columns of a list of one's own may be called, with underscores for spaces.
_OWN = {
    "name": ("name", "student_name", "姓名", "学生姓名", "真实姓名"),
    "first": ("given_name", "first"),
    "last": ("surname", "family_name", "last"),
    "sis_id": ("sis_id", "student_number", "student_id", "学号", "学生学号", "学工号"),
    "login": ("login", "login_id", "user", "用户名", "账号"),
    "github": ("github",),
    "email": ("e_mail", "mail", "邮箱", "电子邮箱", "电子邮件"),
    "group": ("group", "team", "组", "小组", "组别"),
    "status": ("status",),
    "role": ("role", "roles", "角色", "身份"),
}
_PLATFORMS = (canvas, moodle, gradescope, clones, blackboard, brightspace, sakai)
_FIELDS = {
    header: field
    for roster in (_OWN, *(platform.ROSTER for platform in _PLATFORMS))
    for field, headers in roster.items()
    for header in headers
}

# The first of these that is given is the key.
_KEYS = ("identifier", "sis_id", "login", "github", "email", "canvas_id", "moodle_id", "name")
# Somebody who teaches. A word that is not known here may be a student's role.
_STAFF = re.compile(
    r"instructor|professor|teacher|h?ta|(teaching )?assistant|observer|owner|admin|grader|reader"
    r"|staff|designer|教师|老师|助教",
    re.IGNORECASE,
)
_GONE = re.compile(r"removed|dropped|inactive|withdrawn|unenrolled", re.IGNORECASE)
_HEADER_WITHIN = 5  # rows
# Rows above the students' of some platforms, and Canvas's student of no flesh.
_NO_STUDENTS = frozenset(
    {"points_possible", "manual_posting", "date", "points", "student_test", "test_student"}
)


@dataclass(frozen=True)
class Roster:
    """The students of a class.

    Attributes:
        people: in the file's order.
        groups: the members of each group, by its name.
        times: when the people handed in, by key, as far as the file says so.
        unread: what should be such a time and is not understood, by the people's keys.
        left_out: how many rows are those of teachers, or of students who left.
    """

    people: tuple[Person, ...]
    groups: dict[str, tuple[Person, ...]] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    left_out: int = 0

    @classmethod
    def read(cls, file: Path, zone: tzinfo | None = None) -> Roster:
        """Read a CSV, whose first line names its columns, or an Excel workbook.

        The rosters and grade files of the platforms are such.

        Args:
            zone: of the times in it; None for that of this machine.

        Raises:
            UsageError: it is missing, empty, not readable, has no column that identifies a student,
                or two of its lines have the same key.
        """
        shown = one_line(file.name, 200)
        rows, left_out = _students(table.read(file), shown)
        _require_different_keys(rows, shown)
        if not rows:
            raise UsageError(_("{file} lists no students", file=shown))

        groups: dict[str, list[Person]] = {}
        times: dict[str, datetime] = {}
        unread: dict[str, str] = {}
        for row in rows:
            if row.group:
                groups.setdefault(row.group, []).append(row.person)
            at = moments.written(row.time, zone)
            if at:
                times[row.person.key] = at
            elif row.time.strip("- "):
                unread[row.person.key] = row.time
        return cls(
            tuple(row.person for row in rows),
            {name: tuple(members) for name, members in groups.items()},
            times,
            unread,
            left_out,
        )

    def notes(self) -> list[str]:
        """Return what whoever grades should know of it."""
        if not self.left_out:
            return []
        return [
            _(
                "The roster's {rows} of staff, or of people who left, do not count.",
                rows=plural(self.left_out, "row"),
            )
        ]


@dataclass(frozen=True)
class _Row:
    line: int
    person: Person
    group: str
    time: str


def _students(rows: Sequence[table.Row], shown: str) -> tuple[list[_Row], int]:
    """Return the students' rows, and how many rows of others were left out."""
    header, columns = _columns(rows, shown)
    students: list[_Row] = []
    left_out = 0
    for row in rows[header + 1 :]:
        fields = dict.fromkeys((*_FIELDS.values(), "participant", "time"), "")
        # Lines may be shorter or longer than the first.
        for column, value in zip(columns, row.cells, strict=False):
            fields[column] = fields.get(column) or unicodedata.normalize("NFC", value)

        if _STAFF.fullmatch(fields["role"].strip()) or _GONE.fullmatch(fields["status"].strip()):
            left_out += 1
            continue
        student = _student(row.line, fields)
        if student:
            students.append(student)
    return students, left_out


def _columns(rows: Sequence[table.Row], shown: str) -> tuple[int, list[str]]:
    """Return which row names the columns, and what they are.

    Some files have a title above it.
    """
    worksheet = moodle.worksheet_columns([row.cells for row in rows])
    if worksheet:
        return 0, worksheet

    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        headings = ["_".join(words(heading)) for heading in row.cells]
        columns = [_FIELDS.get(heading, "") for heading in headings]
        if "id" in headings:
            columns[headings.index("id")] = _id_of(headings)
        if set(columns) & {*_KEYS, "last"}:
            return index, columns

    if not rows:
        raise UsageError(_("{file} lists no students", file=shown))
    listed = _(", ").join(one_line(heading, 40) for heading in rows[0].cells[:10])
    message = _("{file} has no column that identifies a student: {found}", file=shown, found=listed)
    hint = _("name its columns, for example: name, login, email, student_id")
    raise UsageError(message, hint)


def _id_of(headings: Sequence[str]) -> str:
    """Return what a column is that is called ID: Canvas's number, Sakai's login, or any other."""
    if not {"sis_user_id", "sis_login_id", "section"}.isdisjoint(headings):
        return "canvas_id"
    return "login" if "display_id" in headings else "identifier"


def _student(line: int, fields: dict[str, str]) -> _Row | None:
    """Return a line's student; None where it is about none."""
    moodle_id = moodle.participant(fields["identifier"])
    if moodle_id:
        fields["identifier"] = ""
    if number := re.search(r"\d+$", fields["participant"]):
        moodle_id = number[0]
    fields["moodle_id"] = fields["moodle_id"] or moodle_id
    if not fields["name"]:
        fields["name"] = " ".join(filter(None, (fields["first"], fields["last"])))
    for name in ("login", "sis_id"):
        # Brightspace writes one there, so that Excel keeps zeros.
        fields[name] = fields[name].removeprefix("#")

    key = next((fields[field] for field in _KEYS if fields[field]), "")
    if not key:
        return None
    if {"_".join(words(text)) for text in (key, fields["name"])} & _NO_STUDENTS:
        return None

    person = Person(
        key,
        name=fields["name"],
        email=fields["email"],
        login=fields["login"],
        sis_id=fields["sis_id"],
        canvas_id=fields["canvas_id"],
        moodle_id=fields["moodle_id"],
        github=fields["github"],
    )
    return _Row(line, person, fields["group"], fields["time"])


def _require_different_keys(rows: Iterable[_Row], shown: str) -> None:
    lines: dict[str, int] = {}
    for row in rows:
        first = lines.setdefault(folded(row.person.key), row.line)
        if first == row.line:
            continue

        message = _(
            "{file}, lines {first} and {second}: two students have the key {key}",
            file=shown,
            first=first,
            second=row.line,
            key=one_line(row.person.key, 80),
        )
        hint = _("give each student a student id, a login or an email address of their own")
        raise UsageError(message, hint)
