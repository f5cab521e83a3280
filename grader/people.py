"""Who hands in: a person as the platforms know them, and what they handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Person:
    """A student of a class.

    Attributes:
        key: what the gradebook knows them by; the same in every download of a class.
        name: as people read it, for example "Ada Lovelace".
        login: of the platform, for example "ada" or a GitHub user name.
        sis_id: of the school's own system, often called student number.
        canvas_id: Canvas's user id.
        moodle_id: Moodle's participant id.
    """

    key: str
    name: str = ""
    email: str = ""
    login: str = ""
    sis_id: str = ""
    canvas_id: str = ""
    moodle_id: str = ""


@dataclass(frozen=True)
class HandIn:
    """One thing that a person handed in.

    Attributes:
        path: a .py, an .ipynb, a folder or a zip.
        version: the number that its name carries, 0 where it carries none.
        at: when, with its time zone; None where nothing says so.
        late: what the platform itself says; None where it says nothing.
    """

    person: Person
    path: Path
    version: int = 0
    at: datetime | None = None
    late: bool | None = None
