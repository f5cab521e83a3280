"""The students of a gradebook: a person is one student, whichever key or id identifies them."""

from __future__ import annotations

import dataclasses
import secrets
import sqlite3

from grader.classroom.gradebook.store import Store
from grader.classroom.people import Directory, Person, filled, require_name
from grader.errors import UsageError
from grader.language import _

_PERSON = tuple(field.name for field in dataclasses.fields(Person))


class Students:
    """The students of a gradebook."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def directory(self) -> Directory:
        """Return all of them as a directory, in which a claim can be looked up."""
        rows = self._store.rows("SELECT * FROM students ORDER BY id")
        return Directory(person_of(row) for row in rows)

    def save(self, directory: Directory) -> None:
        """Write what has changed in a directory of these students since it was made.

        Who was added by another command in the meantime, with the same key, is the same student.
        """
        changes = list(directory.changes())
        # Two may have exchanged their keys.
        for number, (before, _person) in enumerate(changes):
            if before:
                self._store.write(
                    "UPDATE students SET key = ? WHERE key = ?", f"\n{number}", before.key
                )
        for number, (before, person) in enumerate(changes):
            if before:
                self._update(f"\n{number}", person, before)
            else:
                self._add(person)

    def number(self, person: Person) -> int:
        """Return the number of a person's student, who is added if they are new.

        It is the student with the person's key, or else whom a directory finds.
        """
        rows = self._store.rows("SELECT * FROM students WHERE key = ?", person.key)
        if rows:
            known = person_of(rows[0])
            news = filled(person, known, person.key)
            if news != known:
                self._update(person.key, news, known)
            return int(rows[0]["id"])

        directory = self.directory()
        directory.enrol([person])
        self.save(directory)
        key = directory[directory.enrolled[-1]].key
        return int(self._store.rows("SELECT id FROM students WHERE key = ?", key)[0]["id"])

    def _add(self, person: Person) -> None:
        rows = self._store.rows("SELECT * FROM students WHERE key = ?", person.key)
        if rows:
            known = person_of(rows[0])
            self._update(person.key, filled(person, known, person.key), known)
            return
        names = ", ".join(_PERSON)
        anonymous = f"S-{secrets.token_hex(4).upper()}"
        self._store.write(
            f"INSERT INTO students (anonymous, {names}) VALUES (?{', ?' * len(_PERSON)})",  # noqa: S608 - names of ours
            *(anonymous, *dataclasses.astuple(person)),
        )

    def _update(self, key: str, person: Person, before: Person) -> None:
        """Write what differs: another command may have written the rest in the meantime."""
        changed = [
            name
            for name in _PERSON
            if name == "key" or getattr(person, name) != getattr(before, name)
        ]
        columns = ", ".join(f"{name} = ?" for name in changed)
        self._store.write(
            f"UPDATE students SET {columns} WHERE key = ?",  # noqa: S608 - names of ours
            *(*(getattr(person, name) for name in changed), key),
        )

    def find(self, student: str) -> sqlite3.Row:
        """Return a student's row by their key, name, or any id.

        Raises:
            UsageError: there is no such student, or there are several, or the name is empty.
        """
        require_name(student)
        names = (*_PERSON, "anonymous")
        for columns in (("key",), names):
            where = " OR ".join(f"{name} = ?" for name in columns)
            rows = self._store.rows(
                f"SELECT * FROM students WHERE {where}",  # noqa: S608 - names of ours
                *[student] * len(columns),
            )
            if len(rows) == 1:
                return rows[0]

        number = None if rows else self.directory().find(Person(student)).number
        if number is not None:
            key = self.directory()[number].key
            return self._store.rows("SELECT * FROM students WHERE key = ?", key)[0]
        if rows:
            keys = ", ".join(row["key"] for row in rows)
            raise UsageError(
                _("several students match {student}", student=student),
                hint=_("use a key: {keys}", keys=keys),
            )
        raise UsageError(
            _("the gradebook has no student {student}", student=student),
            hint=_("`grade export csv` lists them"),
        )

    def forget(self, student: str) -> None:
        """Delete a student, with all hand-ins and grades; see :meth:`find`."""
        number = self.find(student)["id"]
        with self._store.transaction():
            self._store.write(
                "DELETE FROM gradings WHERE submission IN (SELECT id FROM submissions WHERE "
                "student = ?)",
                number,
            )
            for table in ("submissions", "adjustments"):
                self._store.write(f"DELETE FROM {table} WHERE student = ?", number)  # noqa: S608 - names of ours
            self._store.write("DELETE FROM students WHERE id = ?", number)


def person_of(row: sqlite3.Row) -> Person:
    """Return the person in a row."""
    return Person(**{name: row[name] for name in _PERSON})
