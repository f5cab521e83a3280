"""Who hands in: a person as the platforms know them, and what they handed in."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.errors import UsageError
from grader.language import _

_PLAIN = re.compile(r"\w[\w.-]{0,79}(?<!\.)")
# By Windows, whatever the ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


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
        at: when, with its time zone; None where that is not known.
        late: what the platform itself says; None where it says nothing.
    """

    person: Person
    path: Path
    version: int = 0
    at: datetime | None = None
    late: bool | None = None


def require_name(student: str) -> None:
    """Require that a name by which a student is looked for is not empty: many fields are.

    Raises:
        UsageError: it is.
    """
    if not student.strip():
        raise UsageError(
            _("the student's name is empty"), hint=_("is it a shell variable that is not set?")
        )


def file_names(keys: Sequence[str]) -> list[str]:
    """Return a file name, without an ending, for each key.

    The key itself, where every system takes it as one and it differs from all others in more than
    case. Any other gets a digest after a "~", which no plain key holds: so no two names are the
    same.
    """
    alike = Counter(key.casefold() for key in keys)
    return [
        key if alike[key.casefold()] == 1 and _is_plain(key) else _with_digest(key) for key in keys
    ]


def _is_plain(key: str) -> bool:
    plain = key.isascii() and _PLAIN.fullmatch(key)
    return bool(plain) and not _RESERVED.fullmatch(key)


def _with_digest(key: str) -> str:
    readable = re.sub(r"[^\w-]+", "_", key)[:40]
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable}~{digest[:16]}"
