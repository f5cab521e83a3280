"""An instructor's list of a class: whom a platform means by a name, an id or an address."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.people import Person
from grader.classroom.platforms import canvas, clones, gradescope, moodle
from grader.errors import UsageError
from grader.language import _, printable

MAX_ROSTER = 16 << 20

# What the columns of a list of one's own may be called, with underscores for spaces.
_OWN = {
    "name": ("name", "student_name"),
    "first": ("given_name",),
    "last": ("surname", "family_name"),
    "sis_id": ("sis_id", "student_number", "student_id"),
    "login": ("login", "login_id", "user"),
    "github": ("github",),
    "email": ("e_mail",),
}
_ROSTERS = (_OWN, canvas.ROSTER, moodle.ROSTER, gradescope.ROSTER, clones.ROSTER)
_FIELDS = {
    header: field for roster in _ROSTERS for field, headers in roster.items() for header in headers
}

# The first of these that is given is the key.
_KEYS = ("identifier", "sis_id", "login", "github", "email", "canvas_id", "moodle_id", "name")
_IDS = ("canvas_id", "moodle_id", "sis_id", "login", "email")


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
            UsageError: it is missing, empty, not UTF-8, has no column that identifies a student, or
                two of its lines have the same key.
        """
        rows = list(_rows(_text(file), file.name))
        _require_different_keys(rows, file.name)
        if not rows:
            raise UsageError(_("{file} lists no students", file=printable(file.name, 200)))

        index: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        for row in rows:
            for entry in row.entries():
                index[entry].append(row.person)
        return cls(
            tuple(row.person for row in rows),
            {entry: tuple(people) for entry, people in index.items()},
        )

    def find(self, person: Person) -> Person | None:
        """Return whom a platform means; None where nobody or more than one could be meant.

        What decides is the first of these that anybody is known by: Canvas's, Moodle's and the
        school's id, login, email address; then the key, as any of these; then the name, whole
        ("Lovelace, Ada" is "Ada Lovelace"); then its letters ("lovelaceada", as Canvas writes). A
        student with another Canvas or school id is never meant.
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
        """Return all that the person is known by."""
        person = self.person
        ids = [(kind, getattr(person, kind)) for kind in _IDS]
        ids += [("login", login) for login in self.logins]
        entries = {(kind, _folded(value)) for kind, value in ids if value}

        entries |= {("any", value) for _kind, value in entries}
        entries.add(("any", _folded(person.key)))

        words = _words(person.name)
        if words:
            entries.add(("name", " ".join(words)))
        for start in range(len(words)):
            entries.add(("letters", "".join(words[start:] + words[:start])))
        return entries


def _wanted(person: Person) -> Iterator[tuple[str, str]]:
    for kind in _IDS:
        if getattr(person, kind):
            yield kind, _folded(getattr(person, kind))
    yield "any", _folded(person.key)

    words = _words(person.name or person.key)
    yield "name", " ".join(words)
    yield "letters", "".join(words)


def _contradict(known: Person, person: Person) -> bool:
    """Whether two are different people.

    Moodle's ids and logins differ between assignments and platforms.
    """
    pairs = ((known.canvas_id, person.canvas_id), (known.sis_id, person.sis_id))
    return any(ours and theirs and _folded(ours) != _folded(theirs) for ours, theirs in pairs)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def _words(name: str) -> list[str]:
    """Return a name's words, the given name first, without case and punctuation."""
    last, comma, first = name.partition(",")
    text = _folded(f"{first} {last}" if comma else name)
    return "".join(char if _is_letter(char) else " " for char in text).split()


def _is_letter(char: str) -> bool:
    # M: marks, such as accents that follow their letter.
    return char.isalnum() or unicodedata.category(char).startswith("M")


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

    # Windows's own encodings are many, and a wrong guess would spoil the names.
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = _(
            "{file}, line {line}: not valid {encoding}",
            file=shown,
            line=data.count(b"\n", 0, error.start) + 1,
            encoding=error.encoding,
        )
        raise UsageError(message, _("save it as CSV UTF-8")) from None


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
        line = reader.line_num
        message = _("{file}, line {line}: {error}", file=shown, line=line, error=error)
        raise UsageError(message) from None


def _columns(headers: list[str], shown: str) -> list[str]:
    columns = [_FIELDS.get("_".join(_words(header)), "") for header in headers]
    if not set(columns) & {*_KEYS, "last"}:
        listed = ", ".join(printable(header, 40) for header in headers[:10])
        message = _(
            "{file} has no column that identifies a student: {found}", file=shown, found=listed
        )
        hint = _("name its columns, for example: name, login, email, student_id")
        raise UsageError(message, hint)
    return columns


def _row(line: int, columns: list[str], values: list[str]) -> _Row | None:
    """Return a line's student; None where it is about none."""
    # Lines may be shorter or longer than the first.
    fields = dict.fromkeys(_FIELDS.values(), "")
    for column, value in zip(columns, values, strict=False):
        fields[column] = fields.get(column) or unicodedata.normalize("NFC", value)

    moodle_id = moodle.participant(fields["identifier"])
    if moodle_id:
        fields["moodle_id"] = moodle_id
        fields["identifier"] = ""
    if not fields["name"]:
        fields["name"] = " ".join(filter(None, (fields["first"], fields["last"])))

    key = next((fields[field] for field in _KEYS if fields[field]), "")
    if not key or "_".join(_words(key)) in canvas.ROSTER_HEADINGS:
        return None

    logins = tuple(filter(None, (fields["login"], fields["github"])))
    person = Person(
        key,
        name=fields["name"],
        email=fields["email"],
        login=logins[0] if logins else "",
        sis_id=fields["sis_id"],
        canvas_id=fields["canvas_id"],
        moodle_id=fields["moodle_id"],
    )
    return _Row(line, person, logins)


def _require_different_keys(rows: Iterable[_Row], name: str) -> None:
    lines: dict[str, int] = {}
    for row in rows:
        first = lines.setdefault(_folded(row.person.key), row.line)
        if first == row.line:
            continue

        message = _(
            "{file}, lines {first} and {second}: two students have the key {key}",
            file=printable(name, 200),
            first=first,
            second=row.line,
            key=printable(row.person.key, 80),
        )
        hint = _("give each student a student id, a login or an email address of their own")
        raise UsageError(message, hint)
