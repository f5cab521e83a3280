"""What a gradebook knows and keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from grader.checks.policy import Policy
from grader.classroom.gradebook.entries import (
    Standing,
    attempt_of,
    columns_of,
    now,
    standing_of,
    text_of,
)
from grader.classroom.gradebook.store import Store
from grader.classroom.gradebook.students import Students, person_of
from grader.classroom.grades import Adjustment, Attempt, Grade, grade_of
from grader.classroom.people import HandIn, Person
from grader.errors import UsageError
from grader.language import _
from grader.results import Report

if TYPE_CHECKING:
    from typing_extensions import Self

    from grader.classroom.examiner import Graded
    from grader.submission.files import Contents


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
        UsageError: it is not there, is no gradebook, or cannot be read or written; every method
            may.
    """

    def __init__(self, file: Path, *, create: bool = False) -> None:
        self._store = Store(file, create=create)
        self._students = Students(self._store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    # ---------------------------------------------------------------------------------- assignments

    def policy(self, assignment: str) -> Policy:
        """Return the policy in force.

        Raises:
            UsageError: the gradebook does not know the assignment.
        """
        return msgspec.json.decode(self._assignment(assignment)["policy"], type=Policy)

    def title(self, assignment: str) -> str:
        """Return an assignment's title."""
        return str(self._assignment(assignment)["title"])

    def assignments(self) -> list[str]:
        """Return the names of the assignments that it knows."""
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
        """Put a policy in force: the assignment's own, with the options of this and of earlier
        runs.

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
                *(
                    assignment,
                    title,
                    msgspec.json.encode(kept).decode(),
                    msgspec.json.encode(policy).decode(),
                ),
            )
        return policy

    def _assignment(self, name: str) -> sqlite3.Row:
        rows = self._store.rows("SELECT * FROM assignments WHERE name = ?", name)
        if not rows:
            hint = _("there are: {names}", names=", ".join(self.assignments()) or "-")
            raise UsageError(_("the gradebook has no assignment {name}", name=name), hint=hint)
        return rows[0]

    # ---------------------------------------------------------------------------- what is handed in

    def start_run(self, assignment: str, by: str, folder: str) -> int:
        """Note that a run starts, and give its number."""
        return self._store.write(
            'INSERT INTO runs (assignment, "by", folder, started_at) VALUES (?, ?, ?, ?)',
            *(assignment, by, folder, text_of(now())),
        )

    def finish_run(self, run: int) -> None:
        """Note that a run has come to its end."""
        self._store.write("UPDATE runs SET finished_at = ? WHERE id = ?", text_of(now()), run)

    def find(self, student: str) -> Person:
        """Return a student by key, name, or any id, the anonymous one included.

        Raises:
            UsageError: there is no such student, or there are several.
        """
        return person_of(self._students.find(student))

    def forget(self, student: str) -> None:
        """Take a student out, with all that they handed in and got; see :meth:`find`."""
        self._students.forget(student)

    def enrol(self, people: Iterable[Person]) -> None:
        """Add people, or what is new of those that are known."""
        with self._store.transaction():
            for person in people:
                self._students.number(person)

    def hand_in(
        self, run: int, assignment: str, handed_in: HandIn, picked: Contents, place: int
    ) -> tuple[int, str]:
        """Add what a person handed in, unless it is known; give its number, and the person's
        anonymous id.

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
            found = self._store.rows(
                "SELECT submissions.id, anonymous FROM submissions JOIN students ON students.id = "
                "student WHERE assignment = ? AND student = ? AND sha256 = ?",
                *(assignment, student, picked.sha256),
            )
        return found[0]["id"], found[0]["anonymous"]

    # ------------------------------------------------------------------------------------- gradings

    def standing(self, submission: int) -> Standing | None:
        """Return a submission's current grading, if it was graded."""
        rows = self._store.rows(
            "SELECT gradings.*, submissions.sha256 AS handed_in_sha256 FROM gradings"
            " JOIN submissions ON submissions.id = submission WHERE submission = ? AND current",
            submission,
        )
        return standing_of(rows[0]) if rows else None

    def earlier(self, submission: int) -> Report | None:
        """Return the latest report on a submission, else on another one by the same student.

        If there is one.
        """
        rows = self._store.rows(
            "SELECT gradings.*, theirs.sha256 AS handed_in_sha256 FROM submissions AS this JOIN "
            "submissions AS theirs ON theirs.student = this.student AND theirs.assignment = "
            "this.assignment JOIN gradings ON gradings.submission = theirs.id AND current WHERE "
            "this.id = ? ORDER BY theirs.id = this.id DESC, gradings.id DESC",
            submission,
        )
        return next((report for row in rows if (report := standing_of(row).report)), None)

    def record(self, run: int, submission: int, graded: Graded, version: str) -> None:
        """Keep a grading; it is the submission's current one.

        Unless it failed through our fault and there is one.
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
        """Say where each student stands, in the order of their keys; also those who handed in
        nothing.

        Raises:
            UsageError: the gradebook does not know the assignment.
        """
        policy = self.policy(assignment)
        attempts: dict[int, list[Attempt]] = {}
        for row in self._store.rows(
            "SELECT gradings.*, submissions.sha256 AS handed_in_sha256, student, file, handed_in, "
            "late FROM submissions LEFT JOIN gradings ON gradings.submission = submissions.id AND "
            "current WHERE assignment = ? ORDER BY student, submissions.run, place",
            assignment,
        ):
            attempts.setdefault(row["student"], []).append(attempt_of(row))
        adjustments: dict[int, list[Adjustment]] = {}
        for row in self._store.rows(
            "SELECT * FROM adjustments WHERE assignment = ? ORDER BY id", assignment
        ):
            made = Adjustment(
                row["points"], row["reason"], row["by"], datetime.fromisoformat(row["made_at"])
            )
            adjustments.setdefault(row["student"], []).append(made)
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

    def regraded(self, assignment: str, run: int | None = None) -> list[Regraded]:
        """Return what a run graded, beside what was there before; of the student's other submissions,
        if of none of this.

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
            words = _("no such run has graded {name}", name=assignment)
            raise UsageError(words, hint=_("omit --run for the latest run"))
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
        """Say where one student stands; see :meth:`find`."""
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
            'INSERT INTO adjustments (assignment, student, points, reason, "by", made_at) VALUES (?, ?, ?, ?, ?, ?)',
            *(assignment, self._students.find(student)["id"], points, reason, by, text_of(now())),
        )
