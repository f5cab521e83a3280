"""What a gradebook knows and keeps."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from grader.cache import Basis
from grader.errors import UsageError
from grader.gradebook.store import Store
from grader.language import _
from grader.people import HandIn, Person
from grader.policy import Adjustment, Attempt, Grade, Policy, grade_of
from grader.results import Report

if TYPE_CHECKING:
    from typing_extensions import Self

    from grader.contents import Contents
    from grader.examiner import Graded

_PERSON = tuple(field.name for field in fields(Person))
_IDS = ("canvas_id", "moodle_id", "sis_id", "email", "login")
_BASIS = tuple(field.name for field in fields(Basis))


@dataclass(frozen=True)
class Standing:
    """A submission's current grading.

    Attributes:
        basis: what it was graded by.
        report: None where it could not be graded, or where the entry is damaged.
        damaged: whether the entry is not as it was written.
    """

    basis: Basis
    report: Report | None
    damaged: bool


@dataclass(frozen=True)
class Regraded:
    """A grading, and the one before it.

    Attributes:
        before: None where there is none.
        new_attempt: whether the one before was one of another submission.
    """

    person: Person
    anonymous: str
    before: Report | None
    after: Report
    new_attempt: bool


class Gradebook:
    """A gradebook file.

    Args:
        create: whether to make it where it is not there.

    Raises:
        UsageError: it is not there, is no gradebook, or cannot be read or written; every method may.
    """

    def __init__(self, file: Path, *, create: bool = False) -> None:
        self._store = Store(file, create=create)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    # ------------------------------------------------------------------------------------------------ assignments

    def policy(self, assignment: str) -> Policy:
        """Give the policy in force.

        Raises:
            UsageError: the gradebook does not know the assignment.
        """
        return msgspec.json.decode(self._assignment(assignment)["policy"], type=Policy)

    def title(self, assignment: str) -> str:
        """Give an assignment's title."""
        return str(self._assignment(assignment)["title"])

    def assignments(self) -> list[str]:
        """Give the names of the assignments that it knows."""
        return [row["name"] for row in self._store.rows("SELECT name FROM assignments ORDER BY name")]

    def set_policy(
        self, assignment: str, title: str, own: Policy, options: Mapping[str, Any], *, forget: bool = False
    ) -> Policy:
        """Put a policy in force: the assignment's own, with the options of this and of earlier runs.

        Args:
            own: of assignment.toml.
            options: names of the policy's fields with what they are set to; they are remembered.
            forget: whether what earlier runs set them to counts no more.
        """
        with self._store.transaction():
            rows = self._store.rows("SELECT options FROM assignments WHERE name = ?", assignment)
            kept = msgspec.json.decode(rows[0]["options"]) if rows and not forget else {}
            kept |= msgspec.to_builtins(dict(options))
            policy = msgspec.convert({**msgspec.to_builtins(own), **kept}, Policy)
            self._store.write(
                "INSERT INTO assignments (name, title, options, policy) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE"
                " SET title = excluded.title, options = excluded.options, policy = excluded.policy",
                *(assignment, title, msgspec.json.encode(kept).decode(), msgspec.json.encode(policy).decode()),
            )
        return policy

    def _assignment(self, name: str) -> sqlite3.Row:
        rows = self._store.rows("SELECT * FROM assignments WHERE name = ?", name)
        if not rows:
            hint = _("there are: {names}").format(names=", ".join(self.assignments()) or "-")
            raise UsageError(_("the gradebook has nothing for {name}").format(name=name), hint=hint)
        return rows[0]

    # ------------------------------------------------------------------------------------------------ what is handed in

    def start_run(self, assignment: str, by: str, folder: str) -> int:
        """Note that a run starts, and give its number."""
        return self._store.write(
            'INSERT INTO runs (assignment, "by", folder, started_at) VALUES (?, ?, ?, ?)',
            *(assignment, by, folder, _text_of(_now())),
        )

    def finish_run(self, run: int) -> None:
        """Note that a run has come to its end."""
        self._store.write("UPDATE runs SET finished_at = ? WHERE id = ?", _text_of(_now()), run)

    def enrol(self, people: Iterable[Person]) -> None:
        """Add people, or what is new of those that are known."""
        with self._store.transaction():
            for person in people:
                self._student(person)

    def hand_in(self, run: int, assignment: str, handed_in: HandIn, picked: Contents, place: int) -> tuple[int, str]:
        """Add what a person handed in, unless it is known; give its number, and the person's anonymous id.

        Args:
            place: among the person's attempts, counted from the first.
        """
        late = None if handed_in.late is None else int(handed_in.late)
        with self._store.transaction():
            student = self._student(handed_in.person)
            self._store.write(
                "INSERT INTO submissions (assignment, student, sha256, file, text, handed_in, late, run, place)"
                " VALUES (?, ?, ?, ?, '', ?, ?, ?, ?)"
                " ON CONFLICT (assignment, student, sha256) DO UPDATE SET file = excluded.file,"
                " handed_in = excluded.handed_in, late = excluded.late, run = excluded.run, place = excluded.place",
                *(assignment, student, picked.sha256, handed_in.path.name),
                *(handed_in.at and _text_of(handed_in.at), late, run, place),
            )
            found = self._store.rows(
                "SELECT submissions.id, anonymous FROM submissions JOIN students ON students.id = student"
                " WHERE assignment = ? AND student = ? AND sha256 = ?",
                *(assignment, student, picked.sha256),
            )
        return found[0]["id"], found[0]["anonymous"]

    def _student(self, person: Person) -> int:
        """Give a person's row: the one with their key, else the only one that an id of theirs leads to; else a new one.

        Who is "ada" in the folders may be a number on the roster, of this run or of an earlier one: keys are held
        against ids as well. Of two keys, the one that comes with more ids stays.
        """
        known = {name: getattr(person, name) for name in _IDS if getattr(person, name)}
        found = self._store.rows("SELECT * FROM students WHERE key = ?", person.key) or self._led_to(person.key, known)
        if len(found) == 1:
            keeps = len(known) < sum(bool(found[0][name]) for name in _IDS)
            news = dataclasses.replace(person, key="") if keeps else person
            columns = ", ".join(f"{name} = coalesce(nullif(?, ''), {name})" for name in _PERSON)
            values = [getattr(news, name) for name in _PERSON]
            self._store.write(f"UPDATE students SET {columns} WHERE id = ?", *values, found[0]["id"])  # noqa: S608 - names of ours
            return int(found[0]["id"])
        names = ", ".join(_PERSON)
        return self._store.write(
            f"INSERT INTO students (anonymous, {names}) VALUES (?{', ?' * len(_PERSON)})",  # noqa: S608 - names of ours
            *(f"S-{secrets.token_hex(4).upper()}", *(getattr(person, name) for name in _PERSON)),
        )

    def _led_to(self, key: str, known: Mapping[str, str]) -> list[sqlite3.Row]:
        """Give the students with one of these ids, or whose key is one of them, or of whom the key is an id."""
        pairs = [*known.items(), *(("key", value) for value in known.values()), *((name, key) for name in _IDS)]
        where = " OR ".join(f"{name} = ?" for name, _value in pairs)
        return self._store.rows(f"SELECT * FROM students WHERE {where}", *(value for _name, value in pairs))  # noqa: S608 - names of ours

    # ------------------------------------------------------------------------------------------------ gradings

    def standing(self, submission: int) -> Standing | None:
        """Give a submission's current grading, if it was graded."""
        rows = self._store.rows(
            "SELECT gradings.*, submissions.sha256 AS handed_in_sha256 FROM gradings"
            " JOIN submissions ON submissions.id = submission WHERE submission = ? AND current",
            submission,
        )
        return _standing(rows[0]) if rows else None

    def earlier(self, submission: int) -> Report | None:
        """Give the latest report on a submission, else on another one by the same student, if there is one."""
        rows = self._store.rows(
            "SELECT gradings.*, theirs.sha256 AS handed_in_sha256 FROM submissions AS this"
            " JOIN submissions AS theirs ON theirs.student = this.student AND theirs.assignment = this.assignment"
            " JOIN gradings ON gradings.submission = theirs.id AND current"
            " WHERE this.id = ? ORDER BY theirs.id = this.id DESC, gradings.id DESC",
            submission,
        )
        return next((report for row in rows if (report := _standing(row).report)), None)

    def record(self, run: int, submission: int, graded: Graded, version: str) -> None:
        """Keep a grading; it is the submission's current one, unless it failed through our fault and there is one."""
        report, basis = graded.report, graded.basis or Basis(*[""] * len(_BASIS))
        with self._store.transaction():
            if report:
                self._store.write("UPDATE gradings SET current = 0 WHERE submission = ?", submission)
                self._store.write("UPDATE submissions SET text = ? WHERE id = ?", graded.text, submission)
            others = self._store.rows("SELECT id FROM gradings WHERE submission = ? AND current", submission)
            (handed_in,) = self._store.rows("SELECT sha256 FROM submissions WHERE id = ?", submission)
            row: dict[str, Any] = {
                "submission": submission,
                "run": run,
                "current": int(not others),
                **dict(zip(_BASIS, astuple(basis), strict=True)),
                "version": version,
                "score": report and float(report.score),  # as the file gives it back
                "max_score": report and float(report.max_score),
                "tier": report and report.isolation,
                "device": report and report.device,
                "report": report and msgspec.json.encode(report).decode(),
                "fault": graded.fault,
                "started_at": _text_of(datetime.fromtimestamp(graded.started_at, timezone.utc)),
                "finished_at": _text_of(_now()),
                "wall_s": graded.wall_s,
                "examiner_cpu_s": graded.examiner_cpu_s,
                "submission_cpu_s": graded.submission_cpu_s,
            }
            row["sha256"] = _checksum(row, handed_in["sha256"])
            self._store.write(
                f"INSERT INTO gradings ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608 - names of ours
                *row.values(),
            )

    # ------------------------------------------------------------------------------------------------ grades

    def grades(self, assignment: str) -> list[Grade]:
        """Say where each student stands, in the order of their keys; also those who handed in nothing.

        Raises:
            UsageError: the gradebook does not know the assignment.
        """
        policy = self.policy(assignment)
        attempts: dict[int, list[Attempt]] = {}
        for row in self._store.rows(
            "SELECT gradings.*, submissions.sha256 AS handed_in_sha256, student, file, handed_in, late"
            " FROM submissions LEFT JOIN gradings ON gradings.submission = submissions.id AND current"
            " WHERE assignment = ? ORDER BY student, submissions.run, place",
            assignment,
        ):
            attempts.setdefault(row["student"], []).append(_attempt(row))
        adjustments: dict[int, list[Adjustment]] = {}
        for row in self._store.rows("SELECT * FROM adjustments WHERE assignment = ? ORDER BY id", assignment):
            made = Adjustment(row["points"], row["reason"], row["by"], datetime.fromisoformat(row["made_at"]))
            adjustments.setdefault(row["student"], []).append(made)
        return [
            grade_of(
                _person(row),
                row["anonymous"],
                attempts.get(row["id"], []),
                policy,
                adjustments.get(row["id"], []),
            )
            for row in self._store.rows("SELECT * FROM students ORDER BY key")
        ]

    def regraded(self, assignment: str, run: int | None = None) -> list[Regraded]:
        """Give what a run graded, beside what was there before; of the student's other submissions, if of none of this.

        Args:
            run: its number; None for the latest one that graded anything.

        Raises:
            UsageError: there is none.
        """
        self._assignment(assignment)
        rows = self._store.rows(
            "SELECT max(run) AS run FROM gradings JOIN runs ON runs.id = run"
            " WHERE assignment = ? AND report IS NOT NULL AND run = coalesce(?, run)",
            *(assignment, run),
        )
        if rows[0]["run"] is None:
            words = _("no such run has graded {name}").format(name=assignment)
            raise UsageError(words, hint=_("leave --run out for the latest one"))
        graded = self._store.rows(
            "WITH graded AS (SELECT gradings.*, student, assignment FROM gradings"
            "  JOIN submissions ON submissions.id = submission WHERE report IS NOT NULL)"
            " SELECT students.*, now.report AS now, was.report AS was, was.submission <> now.submission AS new_attempt"
            " FROM graded AS now JOIN students ON students.id = now.student"
            " LEFT JOIN gradings AS was ON was.id = coalesce("
            "  (SELECT max(id) FROM graded WHERE submission = now.submission AND id < now.id),"
            "  (SELECT max(id) FROM graded WHERE student = now.student AND assignment = now.assignment"
            "   AND id < now.id))"
            " WHERE now.run = ? ORDER BY students.key, now.id",
            rows[0]["run"],
        )
        return [
            Regraded(
                person=_person(row),
                anonymous=row["anonymous"],
                before=row["was"] and msgspec.json.decode(row["was"], type=Report),
                after=msgspec.json.decode(row["now"], type=Report),
                new_attempt=bool(row["new_attempt"]),
            )
            for row in graded
        ]

    def grade(self, assignment: str, student: str) -> Grade:
        """Say where one student stands; see :meth:`find`."""
        key = self.find(student)["key"]
        return next(grade for grade in self.grades(assignment) if grade.person.key == key)

    def adjust(self, assignment: str, student: str, points: float, reason: str, by: str) -> None:
        """Change a student's grade.

        Args:
            student: key, name, or any id, the anonymous one included.

        Raises:
            UsageError: there is no such student, or there are several.
        """
        self._assignment(assignment)
        self._store.write(
            'INSERT INTO adjustments (assignment, student, points, reason, "by", made_at) VALUES (?, ?, ?, ?, ?, ?)',
            *(assignment, self.find(student)["id"], points, reason, by, _text_of(_now())),
        )

    def forget(self, student: str) -> None:
        """Take a student out, with all that they handed in and got; see :meth:`find`."""
        number = self.find(student)["id"]
        with self._store.transaction():
            self._store.write(
                "DELETE FROM gradings WHERE submission IN (SELECT id FROM submissions WHERE student = ?)", number
            )
            for table in ("submissions", "adjustments"):
                self._store.write(f"DELETE FROM {table} WHERE student = ?", number)  # noqa: S608 - names of ours
            self._store.write("DELETE FROM students WHERE id = ?", number)

    def find(self, student: str) -> sqlite3.Row:
        """Give a student's row by their key, name, or any id.

        Raises:
            UsageError: there is no such student, or there are several.
        """
        names = (*_PERSON, "anonymous")
        for columns in (("key",), names):
            where = " OR ".join(f"{name} = ?" for name in columns)
            found = self._store.rows(f"SELECT * FROM students WHERE {where}", *[student] * len(columns))  # noqa: S608 - names of ours
            if len(found) == 1:
                return found[0]
        if found:
            keys = ", ".join(row["key"] for row in found)
            raise UsageError(
                _("{student} is several students").format(student=student),
                hint=_("use a key: {keys}").format(keys=keys),
            )
        raise UsageError(
            _("the gradebook knows no student {student}").format(student=student),
            hint=_("`grade export csv` lists them"),
        )


def _person(row: sqlite3.Row) -> Person:
    return Person(**{name: row[name] for name in _PERSON})


def _attempt(row: sqlite3.Row) -> Attempt:
    late = None if row["late"] is None else bool(row["late"])
    at = datetime.fromisoformat(row["handed_in"]) if row["handed_in"] else None
    if row["id"] is None:
        return Attempt(None, at, late, _("not graded yet"), row["file"])
    standing = _standing(row)
    fault = _("its entry is damaged: run grade batch again") if standing.damaged else row["fault"]
    return Attempt(standing.report, at, late, fault, row["file"], row["examiner_cpu_s"] + row["submission_cpu_s"])


def _standing(row: sqlite3.Row) -> Standing:
    basis = Basis(*[row[name] for name in _BASIS])
    if row["sha256"] != _checksum(row, row["handed_in_sha256"]):
        return Standing(basis, None, damaged=True)
    if row["report"] is None:
        return Standing(basis, None, damaged=False)
    return Standing(basis, msgspec.json.decode(row["report"], type=Report), damaged=False)


def _checksum(row: Mapping[str, Any] | sqlite3.Row, handed_in: str) -> str:
    """Give the hash of what must not change in a grading, and of what was graded."""
    parts = [handed_in, *(row[name] for name in (*_BASIS, "score", "max_score", "report", "fault"))]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _text_of(time: datetime) -> str:
    return time.astimezone(timezone.utc).isoformat()
