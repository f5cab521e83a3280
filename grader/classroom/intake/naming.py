"""Names of files and folders: whose they are, and which version."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from grader.submission.files.choice import is_copy_of_homework

_WORDS = r"homework|hw|assignment|submissions?|solution|作业|第\d+次作业|实验|提交"
_COPY = re.compile(r"(.+?) ?\((\d{1,3})\)")  # what a browser appends to a second download
_NUMBERED = re.compile(r"(.+)-(\d{1,3})")  # what Canvas appends to a second upload
_VERSION = re.compile(r"(.+)[-_. ]v(\d{1,3})", re.IGNORECASE)
# What Drive, browsers and desktops make of a copy's name.
_COPY_OF = re.compile(r"(?:(?:copy\s+of|copie\s+de|kopie\s+von|副本)\s*)+(.+)", re.IGNORECASE)
_COPIED = re.compile(
    r"(.+?)[ _-]*(?:[-_ ](?:copy|copie|kopie)|的?副本)(?: ?\d{1,3})?", re.IGNORECASE
)


def is_homework(stem: str, assignment: str) -> bool:
    """Whether a file is called as the homework is: "homework", "hw2", or as the assignment.

    A copy of it is, too: "homework-Copy1".
    """
    return bool(_alone(assignment).fullmatch(stem)) or is_copy_of_homework(stem)


def without_number(stem: str) -> tuple[str, int]:
    """Split off Canvas's version number: "homework-2" is the second version of "homework"."""
    match = _NUMBERED.fullmatch(stem)
    return (match[1], int(match[2])) if match else (stem, 0)


def student_and_version(stem: str, assignment: str) -> tuple[str, int]:
    """Split "ada_homework-2", "ada_homework (2)" or "homework_ada_v2" into a name and a version.

    The student is "" where no name is left. A number alone is a version behind the homework's name
    only: student_1 and student_2 are two students.
    """
    version = 0
    name = unicodedata.normalize("NFC", stem)
    for pattern in (_COPY, _VERSION):
        match = pattern.fullmatch(name)
        if match:
            name = match[1]
            version = int(match[2])
    for pattern in (_COPY_OF, _COPIED):
        match = pattern.fullmatch(name)
        name = match[1] if match else name

    match = _behind(assignment).fullmatch(name)
    while match:
        name = match[1]
        version = int(match[2] or version)
        match = _behind(assignment).fullmatch(name)

    if is_homework(name, assignment) or not name[:1].isalnum():
        return "", version
    match = _before(assignment).fullmatch(name)
    return match[1] if match else name, version


def _title(assignment: str) -> str:
    """Return a pattern for the homework's name, whichever way the assignment's is written."""
    parts = [re.escape(part) for part in re.split("[-_ ]+", assignment)]
    return rf"(?:{'[-_ ]?'.join(parts)}|{_WORDS})"


@lru_cache
def _alone(assignment: str) -> re.Pattern[str]:
    return re.compile(rf"{_title(assignment)}[-_ ]?\d{{0,3}}", re.IGNORECASE)


@lru_cache
def _behind(assignment: str) -> re.Pattern[str]:
    return re.compile(rf"(.+?)[-_. ]+{_title(assignment)}(?:[-_ ]?(\d{{1,3}}))?", re.IGNORECASE)


@lru_cache
def _before(assignment: str) -> re.Pattern[str]:
    return re.compile(rf"{_title(assignment)}\d{{0,3}}[-_. ]+(.+)", re.IGNORECASE)
