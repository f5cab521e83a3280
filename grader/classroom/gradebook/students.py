"""Who is in a gradebook: one person is one student, by whatever key or id they come."""

from __future__ import annotations

import dataclasses
import secrets
import sqlite3
from collections.abc import Mapping

from grader.classroom.gradebook.store import Store
from grader.classroom.people import Person
from grader.errors import UsageError
from grader.language import _

_PERSON = tuple(field.name for field in dataclasses.fields(Person))
_IDS = ("canvas_id", "moodle_id", "sis_id", "email", "login")


class Students:
    """The students of a gradebook."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def number(self, person: Person) -> int:
        """Return the number of the student with a person's key, else the only one that an id leads
        to, else a new one.

        Who is "ada" in the folders may be a number on the roster, of this run or of an earlier one:
        keys are held against ids as well. Of two keys, the one that comes with more ids stays.
        """
        known = {name: getattr(person, name) for name in _IDS if getattr(person, name)}
        found = self._store.rows(
            "SELECT * FROM students WHERE key = ?", person.key
        ) or self._led_to(person.key, known)
        if len(found) == 1:
            keeps = len(known) < sum(bool(found[0][name]) for name in _IDS)
            news = dataclasses.replace(person, key="") if keeps else person
            columns = ", ".join(f"{name} = coalesce(nullif(?, ''), {name})" for name in _PERSON)
            values = [getattr(news, name) for name in _PERSON]
            self._store.write(
                f"UPDATE students SET {columns} WHERE id = ?", *values, found[0]["id"]
            )
            return int(found[0]["id"])
        names = ", ".join(_PERSON)
        return self._store.write(
            f"INSERT INTO students (anonymous, {names}) VALUES (?{', ?' * len(_PERSON)})",  # noqa: S608 - names of ours
            *(f"S-{secrets.token_hex(4).upper()}", *(getattr(person, name) for name in _PERSON)),
        )

    def _led_to(self, key: str, known: Mapping[str, str]) -> list[sqlite3.Row]:
        """Return the students with one of these ids, or whose key is one of them.

        Or of whom the key is an id.
        """
        pairs = [
            *known.items(),
            *(("key", value) for value in known.values()),
            *((name, key) for name in _IDS),
        ]
        where = " OR ".join(f"{name} = ?" for name, _value in pairs)
        return self._store.rows(
            f"SELECT * FROM students WHERE {where}", *(value for _name, value in pairs)
        )

    def find(self, student: str) -> sqlite3.Row:
        """Return a student's row by their key, name, or any id.

        Raises:
            UsageError: there is no such student, or there are several.
        """
        names = (*_PERSON, "anonymous")
        for columns in (("key",), names):
            where = " OR ".join(f"{name} = ?" for name in columns)
            found = self._store.rows(
                f"SELECT * FROM students WHERE {where}", *[student] * len(columns)
            )
            if len(found) == 1:
                return found[0]
        if found:
            keys = ", ".join(row["key"] for row in found)
            raise UsageError(
                _("several students match {student}", student=student),
                hint=_("use a key: {keys}", keys=keys),
            )
        raise UsageError(
            _("the gradebook has no student {student}", student=student),
            hint=_("`grade export csv` lists them"),
        )

    def forget(self, student: str) -> None:
        """Take a student out, with all that they handed in and got; see :meth:`find`."""
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
