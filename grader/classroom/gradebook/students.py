"""The students of a gradebook: a person is one student, whichever key or id identifies them."""

from __future__ import annotations

import dataclasses
import secrets
import sqlite3
from collections.abc import Mapping

from grader.classroom.gradebook.store import Store
from grader.classroom.people import Person, require_name
from grader.errors import UsageError
from grader.language import _

_PERSON = tuple(field.name for field in dataclasses.fields(Person))
_IDS = ("canvas_id", "moodle_id", "sis_id", "email", "login")


class Students:
    """The students of a gradebook."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def number(self, person: Person) -> int:
        """Return the number of a person's student, who is added if they are new.

        It is the student with the person's key, or else the only one that an id matches. A student
        who is "ada" in the folders may be a number on the roster, of this run or of an earlier one:
        so keys are compared with ids as well. Of two keys, the one with more ids is kept.
        """
        ids = {name: getattr(person, name) for name in _IDS if getattr(person, name)}
        rows = self._store.rows("SELECT * FROM students WHERE key = ?", person.key)
        rows = rows or self._matching(person.key, ids)
        if len(rows) == 1:
            return self._update(rows[0], person, ids)

        names = ", ".join(_PERSON)
        anonymous = f"S-{secrets.token_hex(4).upper()}"
        return self._store.write(
            f"INSERT INTO students (anonymous, {names}) VALUES (?{', ?' * len(_PERSON)})",  # noqa: S608 - names of ours
            *(anonymous, *(getattr(person, name) for name in _PERSON)),
        )

    def _update(self, row: sqlite3.Row, person: Person, ids: Mapping[str, str]) -> int:
        """Add what is new about a student, and return their number."""
        keeps_key = len(ids) < sum(bool(row[name]) for name in _IDS)
        news = dataclasses.replace(person, key="") if keeps_key else person
        columns = ", ".join(f"{name} = coalesce(nullif(?, ''), {name})" for name in _PERSON)
        values = [getattr(news, name) for name in _PERSON]
        self._store.write(
            f"UPDATE students SET {columns} WHERE id = ?",  # noqa: S608 - names of ours
            *(*values, row["id"]),
        )
        return int(row["id"])

    def _matching(self, key: str, ids: Mapping[str, str]) -> list[sqlite3.Row]:
        """Return the students with one of these ids, in any column, or with the key as an id."""
        pairs = [
            *ids.items(),
            *(("key", value) for value in ids.values()),
            *((name, key) for name in _IDS),
        ]
        where = " OR ".join(f"{name} = ?" for name, _value in pairs)
        return self._store.rows(
            f"SELECT * FROM students WHERE {where}",  # noqa: S608 - names of ours
            *(value for _name, value in pairs),
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
