"""What a gradebook contains."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from grader.checks.policy import Policy
from grader.classroom.gradebook.entries import (
    Grading,
    attempt_of,
    columns_of,
    grading_of,
    now,
    text_of,
)
from grader.classroom.gradebook.store import Store
from grader.classroom.gradebook.students import Students, person_of
from grader.classroom.grades import Adjustment, Attempt, Grade, grade_of
from grader.classroom.people import Directory, HandIn, Person
from grader.errors import UsageError
from grader.language import _
from grader.results import Report

if TYPE_CHECKING:
    from typing_extensions import Self

    from grader.classroom.examiner import Graded
    from grader.submission.files import Contents


def changed(own: Policy, options: Mapping[str, Any]) -> Policy:
    """Return a policy with some fields changed."""
    return msgspec.convert(
        {**msgspec.to_builtins(own), **msgspec.to_builtins(dict(options))}, Policy
    )


@dataclass(frozen=True)
class Regraded:
    """A grading, and the one before it.

    Attributes:
        before: None if there is none.
        new_attempt: whether the one before was of another submission.
    """

    person: Person
    anonymous: str
    before: Report | None
    after: Report
    new_attempt: bool


class Gradebook:
    """A gradebook file.

    Args:
        create: whether to create it if it does not exist.

    Raises:
        UsageError: it does not exist, is not a gradebook, or cannot be read or written; every
            method may raise it.
    """

    def __init__(self, file: Path, *, create: bool = False) -> None:
        self._store = Store(file, create=create)
        self._students = Students(self._store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """Return a block in which everything is written, or nothing."""
        return self._store.transaction()

    # ---------------------------------------------------------------------------------- assignments

    def policy(self, assignment: str) -> Policy:
        """Return the policy in force.

        Raises:
            UsageError: the gradebook has no such assignment.
        """
        return msgspec.json.decode(self._assignment(assignment)["policy"], type=Policy)

    def title(self, assignment: str) -> str:
        """Return an assignment's title."""
        return str(self._assignment(assignment)["title"])

    def assignments(self) -> list[str]:
        """Return the names of its assignments."""
        return [
            row["name"] for row in self._store.rows("SELECT name FROM assignments ORDER BY name")
        ]

    def set_policy(
        self,
        assignment: str,
        title: str,
        own: Policy,
        options: Mapping[str, Any],
        *,
        forget: bool = False,
    ) -> Policy:
        """Set the policy: the assignment's own, changed by the options of this and earlier runs.

        Args:
            own: of assignment.toml.
            options: the policy's fields to change, with their values; they are remembered.
            forget: whether to drop what earlier runs changed.
        """
        with self._store.transaction():
            kept, policy = self._changed(assignment, own, options, forget=forget)
            self._store.write(
                "INSERT INTO assignments (name, title, options, policy) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE"
                " SET title = excluded.title, options = excluded.options, policy = excluded.policy",
                *(
                    assignment,
                    title,
                    msgspec.json.encode(kept).decode(),
                    msgspec.json.encode(policy).decode(),
                ),
            )
        return policy

    def changed_policy(
        self, assignment: str, own: Policy, options: Mapping[str, Any], *, forget: bool = False
    ) -> Policy:
        """Return what :meth:`set_policy` would set, and set nothing."""
        _kept, policy = self._changed(assignment, own, options, forget=forget)
        return policy

    def _changed(
        self, assignment: str, own: Policy, options: Mapping[str, Any], *, forget: bool
    ) -> tuple[dict[str, Any], Policy]:
        rows = self._store.rows("SELECT options FROM assignments WHERE name = ?", assignment)
        kept = msgspec.json.decode(rows[0]["options"]) if rows and not forget else {}
        kept |= msgspec.to_builtins(dict(options))
        return kept, changed(own, kept)

    def _assignment(self, name: str) -> sqlite3.Row:
        rows = self._store.rows("SELECT * FROM assignments WHERE name = ?", name)
        if not rows:
            hint = _("there are: {names}", names=_(", ").join(self.assignments()) or "-")
            raise UsageError(_("the gradebook has no assignment {name}", name=name), hint=hint)
        return rows[0]

    # ---------------------------------------------------------------------------- what is handed in

    def start_run(self, assignment: str, by: str, folder: str) -> int:
        """Record that a run starts, and return its number."""
        return self._store.write(
            'INSERT INTO runs (assignment, "by", folder, started_at) VALUES (?, ?, ?, ?)',
            *(assignment, by, folder, text_of(now())),
        )

    def graded_in(self, run: int) -> int:
        """Return the number of submissions that a run has graded so far."""
        sql = "SELECT COUNT(DISTINCT submission) AS number FROM gradings WHERE run = ?"
        (row,) = self._store.rows(sql, run)
        return int(row["number"])

    def finish_run(self, run: int) -> None:
        """Record that a run is complete."""
        self._store.write("UPDATE runs SET finished_at = ? WHERE id = ?", text_of(now()), run)

    def find(self, student: str) -> Person:
        """Return a student by key, name, or any id, the anonymous one included.

        Raises:
            UsageError: there is no such student, or there are several.
        """
        return person_of(self._students.find(student))

    def forget(self, student: str) -> None:
        """Delete a student, with all hand-ins and grades; see :meth:`find`."""
        self._students.forget(student)

    def directory(self) -> Directory:
        """Return its students as a directory."""
        return self._students.directory()

    def enrol(self, people: Directory | Iterable[Person]) -> None:
        """Add people, or what is new about those that are known.

        Args:
            people: any, or the directory of its students, in which something has changed.
        """
        with self._store.transaction():
            if isinstance(people, Directory):
                directory = people
            else:
                directory = self.directory()
                directory.enrol(list(people))
            self._students.save(directory)

    def hand_in(
        self, run: int, assignment: str, handed_in: HandIn, picked: Contents, place: int
    ) -> tuple[int, str]:
        """Add what a person handed in, unless it is known.

        Return its number, and the person's anonymous id.

        Args:
            place: among the person's attempts, counted from the first.
        """
        late = None if handed_in.late is None else int(handed_in.late)
        with self._store.transaction():
            student = self._students.number(handed_in.person)
            self._store.write(
                "INSERT INTO submissions (assignment, student, sha256, file, text, handed_in, "
                "late, run, place) VALUES (?, ?, ?, ?, '', ?, ?, ?, ?) ON CONFLICT (assignment, "
                "student, sha256) DO UPDATE SET file = excluded.file, handed_in = "
                "excluded.handed_in, late = excluded.late, run = excluded.run, place = "
                "excluded.place",
                *(assignment, student, picked.sha256, handed_in.path.name),
                *(handed_in.at and text_of(handed_in.at), late, run, place),
            )
            rows = self._store.rows(
                "SELECT submissions.id, anonymous FROM submissions JOIN students ON students.id = "
                "student WHERE assignment = ? AND student = ? AND sha256 = ?",
                *(assignment, student, picked.sha256),
            )
        return rows[0]["id"], rows[0]["anonymous"]

    # ------------------------------------------------------------------------------------- gradings

    def grading(self, submission: int) -> Grading | None:
        """Return a submission's current grading, if it was graded."""
        rows = self._store.rows(
            "SELECT gradings.*, submissions.sha256 AS handed_in_sha256 FROM gradings"
            " JOIN submissions ON submissions.id = submission WHERE submission = ? AND current",
            submission,
        )
        return grading_of(rows[0]) if rows else None

    def earlier(self, submission: int) -> Report | None:
        """Return the latest report on a submission, else on another one by the same student."""
        rows = self._store.rows(
            "SELECT gradings.*, theirs.sha256 AS handed_in_sha256 FROM submissions AS this JOIN "
            "submissions AS theirs ON theirs.student = this.student AND theirs.assignment = "
            "this.assignment JOIN gradings ON gradings.submission = theirs.id AND current WHERE "
            "this.id = ? ORDER BY theirs.id = this.id DESC, gradings.id DESC",
            submission,
        )
        return next((report for row in rows if (report := grading_of(row).report)), None)

    def seconds(self, submission: int) -> float:
        """Return the CPU seconds that grading the student's work has taken at most; 0 if never."""
        sql = (
            "SELECT MAX(examiner_cpu_s + submission_cpu_s) AS seconds FROM submissions AS this"
            " JOIN submissions AS theirs ON theirs.student = this.student"
            " AND theirs.assignment = this.assignment"
            " JOIN gradings ON gradings.submission = theirs.id WHERE this.id = ?"
        )
        (row,) = self._store.rows(sql, submission)
        return float(row["seconds"] or 0)

    def record(self, run: int, submission: int, graded: Graded, version: str) -> None:
        """Add a grading, which becomes the submission's current one.

        If it failed through our fault, an earlier one stays current.
        """
        with self._store.transaction():
            if graded.report:
                self._store.write(
                    "UPDATE gradings SET current = 0 WHERE submission = ?", submission
                )
                self._store.write(
                    "UPDATE submissions SET text = ? WHERE id = ?", graded.text, submission
                )
            others = self._store.rows(
                "SELECT id FROM gradings WHERE submission = ? AND current", submission
            )
            (handed_in,) = self._store.rows(
                "SELECT sha256 FROM submissions WHERE id = ?", submission
            )
            columns = columns_of(graded, handed_in["sha256"], version)
            row = {"submission": submission, "run": run, "current": int(not others), **columns}
            self._store.write(
                f"INSERT INTO gradings ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608 - names of ours
                *row.values(),
            )

    # --------------------------------------------------------------------------------------- grades

    def grades(self, assignment: str) -> list[Grade]:
        """Return each student's grade, in the order of their keys; also of those without hand-ins.

        Raises:
            UsageError: the gradebook has no such assignment.
        """
        policy = self.policy(assignment)
        attempts = self._attempts(assignment)
        adjustments = self._adjustments(assignment)
        return [
            grade_of(
                person_of(row),
                row["anonymous"],
                attempts.get(row["id"], []),
                policy,
                adjustments.get(row["id"], []),
            )
            for row in self._store.rows("SELECT * FROM students ORDER BY key")
        ]

    def _attempts(self, assignment: str) -> dict[int, list[Attempt]]:
        """Return each student's attempts, from the first to the last."""
        attempts: dict[int, list[Attempt]] = {}
        for row in self._store.rows(
            "SELECT gradings.*, submissions.sha256 AS handed_in_sha256, student, file, handed_in, "
            "late FROM submissions LEFT JOIN gradings ON gradings.submission = submissions.id AND "
            "current WHERE assignment = ? ORDER BY student, submissions.run, place",
            assignment,
        ):
            attempts.setdefault(row["student"], []).append(attempt_of(row))
        return attempts

    def _adjustments(self, assignment: str) -> dict[int, list[Adjustment]]:
        adjustments: dict[int, list[Adjustment]] = {}
        for row in self._store.rows(
            "SELECT * FROM adjustments WHERE assignment = ? ORDER BY id", assignment
        ):
            at = datetime.fromisoformat(row["made_at"])
            adjustment = Adjustment(row["points"], row["reason"], row["by"], at)
            adjustments.setdefault(row["student"], []).append(adjustment)
        return adjustments

    def regraded(self, assignment: str, run: int | None = None) -> list[Regraded]:
        """Return what a run graded, each grading with the one before it.

        That is of the same submission, or else of another one by the same student.

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
            raise UsageError(
                _("no such run has graded {name}", name=assignment),
                hint=_("omit --run for the latest run"),
            )

        graded = self._store.rows(
            "WITH graded AS (SELECT gradings.*, student, assignment FROM gradings  JOIN "
            "submissions ON submissions.id = submission WHERE report IS NOT NULL) SELECT "
            "students.*, now.report AS now, was.report AS was, was.submission <> now.submission "
            "AS new_attempt FROM graded AS now JOIN students ON students.id = now.student LEFT "
            "JOIN gradings AS was ON was.id = coalesce(  (SELECT max(id) FROM graded WHERE "
            "submission = now.submission AND id < now.id),  (SELECT max(id) FROM graded WHERE "
            "student = now.student AND assignment = now.assignment   AND id < now.id)) WHERE "
            "now.run = ? ORDER BY students.key, now.id",
            rows[0]["run"],
        )
        return [
            Regraded(
                person=person_of(row),
                anonymous=row["anonymous"],
                before=row["was"] and msgspec.json.decode(row["was"], type=Report),
                after=msgspec.json.decode(row["now"], type=Report),
                new_attempt=bool(row["new_attempt"]),
            )
            for row in graded
        ]

    def grade(self, assignment: str, student: str) -> Grade:
        """Return one student's grade; see :meth:`find`."""
        key = self.find(student).key
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
            'INSERT INTO adjustments (assignment, student, points, reason, "by", made_at)'
            " VALUES (?, ?, ?, ?, ?, ?)",
            *(assignment, self._students.find(student)["id"], points, reason, by, text_of(now())),
        )
