"""An instructor's list of a class: who somebody is whom a platform knows by another name."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.people import Person
from grader.errors import UsageError
from grader.language import _, printable

MAX_ROSTER = 16 << 20
_HEADERS = {  # with underscores for spaces
    "name": ("name", "student", "full_name", "student_name"),
    "first": ("first_name", "given_name"),
    "last": ("last_name", "surname", "family_name"),
    "identifier": (
        "identifier",
    ),  # of Moodle "Participant 12345", of GitHub Classroom whatever the course goes by
    "sis_id": ("sis_user_id", "sis_id", "student_number", "student_id", "id_number", "sid"),
    "login": ("login", "sis_login_id", "login_id", "username", "user"),
    "github": ("github_username", "github"),
    "email": ("email", "email_address", "e_mail"),
    "canvas_id": ("id", "canvas_id", "canvas_user_id"),
    "moodle_id": ("moodle_id",),
}
_FIELDS = {header: field for field, headers in _HEADERS.items() for header in headers}
# Who is who is told by the first of these that is given.
_KEYS = ("identifier", "sis_id", "login", "github", "email", "canvas_id", "moodle_id", "name")
_IDS = ("canvas_id", "moodle_id", "sis_id", "login", "email")
_PARTICIPANT = re.compile(r"\D+ (\d+)")
_NO_STUDENTS = ("points_possible", "manual_posting")  # rows of Canvas's gradebook under its headers


@dataclass(frozen=True)
class Roster:
    """The students of a class.

    Attributes:
        people: in the file's order.
        index: kind and normal form of all that somebody is known by, to those who are.
    """

    people: tuple[Person, ...]
    index: Mapping[tuple[str, str], tuple[Person, ...]]

    @classmethod
    def read(cls, file: Path) -> Roster:
        """Read a CSV with commas, semicolons or tabs, whose first line names its columns.

        Canvas's gradebook, Moodle's worksheet, Gradescope's and GitHub Classroom's rosters are
        such.

        Raises:
            UsageError: it is missing, empty, not UTF-8, names no column that says who is who, or
                two of its lines have the same key.
        """
        rows = list(_rows(_text(file), file.name))
        _insist_on_different_keys(rows, file.name)
        if not rows:
            raise UsageError(_("{file} lists no students", file=printable(file.name, 200)))
        index: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        for row in rows:
            for entry in row.entries():
                index[entry].append(row.person)
        return cls(
            tuple(row.person for row in rows),
            {entry: tuple(found) for entry, found in index.items()},
        )

    def find(self, person: Person) -> Person | None:
        """Say who somebody is whom a platform told of; None where nobody or more than one could be
        meant.

        What decides is the first of these that anybody is known by: Canvas's, Moodle's and the
        school's id, login,
        email address; then the key, as any of these; then the name, whole ("Lovelace, Ada" is "Ada
        Lovelace"); then its letters ("lovelaceada", as Canvas writes). Who has another Canvas or
        school id is never meant.
        """
        for entry in _wanted(person):
            possible = [
                known for known in self.index.get(entry, ()) if not _contradict(known, person)
            ]
            if possible:
                return possible[0] if len(possible) == 1 else None
        return None


@dataclass(frozen=True)
class _Row:
    line: int
    person: Person
    logins: tuple[str, ...]  # the school's and GitHub's

    def entries(self) -> set[tuple[str, str]]:
        """Give all that the person is known by."""
        person = self.person
        ids = [(kind, getattr(person, kind)) for kind in _IDS] + [
            ("login", login) for login in self.logins
        ]
        known = [(kind, _folded(value)) for kind, value in ids if value]
        words = _words(person.name)
        turned = ["".join(words[start:] + words[:start]) for start in range(len(words))]
        return {
            *known,
            *(
                ("any", value)
                for value in (_folded(person.key), *(value for _kind, value in known))
            ),
            *([("name", " ".join(words))] if words else []),
            *(("letters", letters) for letters in turned),
        }


def _wanted(person: Person) -> Iterator[tuple[str, str]]:
    for kind in _IDS:
        if getattr(person, kind):
            yield kind, _folded(getattr(person, kind))
    yield "any", _folded(person.key)
    words = _words(person.name or person.key)
    yield "name", " ".join(words)
    yield "letters", "".join(words)


def _contradict(one: Person, other: Person) -> bool:
    """Say whether two are different people.

    Moodle's ids and logins differ between assignments and platforms.
    """
    pairs = ((one.canvas_id, other.canvas_id), (one.sis_id, other.sis_id))
    return any(mine and yours and _folded(mine) != _folded(yours) for mine, yours in pairs)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def _words(name: str) -> list[str]:
    """Give a name's words, the given name first, without case and punctuation."""
    last, comma, first = name.partition(",")
    text = _folded(f"{first} {last}" if comma else name)
    return "".join(
        char if char.isalnum() or unicodedata.category(char).startswith("M") else " "
        for char in text
    ).split()


# ---------------------------------------------------------------------------------------- its lines


def _text(file: Path) -> str:
    shown = printable(str(file), 200)
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_ROSTER + 1)
    except OSError as error:
        raise UsageError(_("{path}: {error}", path=shown, error=error.strerror)) from None
    if len(data) > MAX_ROSTER:
        raise UsageError(_("{file} is larger than {size} MB", file=shown, size=MAX_ROSTER >> 20))
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except (
        UnicodeDecodeError
    ) as error:  # Windows's own encodings are many, and a wrong guess would spoil the names
        line = data.count(b"\n", 0, error.start) + 1
        words = _(
            "{file}, line {line}: not valid {encoding}",
            file=shown,
            line=line,
            encoding=error.encoding,
        )
        raise UsageError(words, _("save it as CSV UTF-8")) from None


def _rows(text: str, name: str) -> Iterator[_Row]:
    shown = printable(name, 200)
    header = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    columns: list[str] = []
    try:
        for cells in reader:
            values = [cell.strip() for cell in cells]
            if not any(values):
                continue
            if not columns:
                columns = _columns(values, shown)
                continue
            row = _row(reader.line_num, columns, values)
            if row:
                yield row
    except csv.Error as error:
        words = _("{file}, line {line}: {error}", file=shown, line=reader.line_num, error=error)
        raise UsageError(words) from None


def _columns(headers: list[str], shown: str) -> list[str]:
    columns = [_FIELDS.get("_".join(_words(header)), "") for header in headers]
    if not set(columns) & {*_KEYS, "last"}:
        found = ", ".join(printable(header, 40) for header in headers[:10])
        hint = _("name its columns, for example: name, login, email, student_id")
        raise UsageError(
            _("{file} has no column that says who is who: {found}", file=shown, found=found),
            hint,
        )
    return columns


def _row(line: int, columns: list[str], values: list[str]) -> _Row | None:
    told: dict[str, str] = {}
    for column, value in zip(
        columns, values, strict=False
    ):  # lines may be shorter or longer than the first
        told[column] = told.get(column) or unicodedata.normalize("NFC", value)
    participant = _PARTICIPANT.fullmatch(told.get("identifier", ""))
    if participant:
        told["moodle_id"] = participant[1]
        del told["identifier"]
    told["name"] = told.get("name") or " ".join(filter(None, (told.get("first"), told.get("last"))))
    key = next((told[field] for field in _KEYS if told.get(field)), "")
    if not key or "_".join(_words(key)) in _NO_STUDENTS:
        return None
    logins = tuple(told[field] for field in ("login", "github") if told.get(field))
    ids = {
        field: told.get(field, "")
        for field in ("name", "email", "sis_id", "canvas_id", "moodle_id")
    }
    return _Row(line, Person(key, login=logins[0] if logins else "", **ids), logins)


def _insist_on_different_keys(rows: Iterable[_Row], name: str) -> None:
    lines: dict[str, int] = {}
    for row in rows:
        first = lines.setdefault(_folded(row.person.key), row.line)
        if first != row.line:
            raise UsageError(
                _(
                    "{file}, lines {first} and {second}: two students have the key {key}",
                    file=printable(name, 200),
                    first=first,
                    second=row.line,
                    key=printable(row.person.key, 80),
                ),
                _("give each student a student id, a login or an email address of their own"),
            )
