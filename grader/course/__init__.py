"""A course: where its assignments and solutions are, and which assignment a submission is for."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from grader.checks.policy import zone_of
from grader.errors import UsageError, did_you_mean
from grader.language import _, either, one_line
from grader.submission import files

# Both are written into a shell's command.
_GITHUB = re.compile(r"https://github\.com/\w[\w.-]*/\w[\w.-]*(?<!\.git)", re.ASCII)
_BRANCH = re.compile(r"\w[\w./-]*", re.ASCII)


class HandIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How students hand in.

    Attributes:
        kind: what `grade submit` makes: a zip, or a git tag; "" where it is not used.
        folder: where the zip goes, from the course's folder.
        en: what students read below a report, for example where to upload the file.
        zh: the same in Chinese.
    """

    kind: Literal["", "zip", "git-tag"] = ""
    folder: str = "."
    en: str = ""
    zh: str = ""

    @property
    def how(self) -> str:
        """What students read, in one line, in the language in force."""
        return one_line(either(self.en, self.zh))


class Repository(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where students find what `grade release -o` writes: a public repository on GitHub.

    Attributes:
        url: for example "https://github.com/ORG/REPO".
        branch: the one that students get.
    """

    url: str
    branch: str = "main"

    def __post_init__(self) -> None:
        if not _GITHUB.fullmatch(self.url):
            raise ValueError(
                _("url must be like https://github.com/ORG/REPO, not {url!r}", url=self.url)
            )
        if not _BRANCH.fullmatch(self.branch):
            raise ValueError(_("{branch!r} is not the name of a branch", branch=self.branch))

    @property
    def path(self) -> str:
        """The owner and the name, "ORG/REPO"."""
        return "/".join(self.url.split("/")[-2:])

    @property
    def name(self) -> str:
        """The folder that a clone makes."""
        return self.url.split("/")[-1]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``course.toml``.

    Attributes:
        time_zone: by whose clock days are counted, and times without a zone are read, for example
            "Europe/Berlin"; "" for this machine's.
        hand_in: how students hand in; None where the course does not say it.
        repository: where students find the release; None where the course does not say it.
    """

    time_zone: str = ""
    hand_in: HandIn | None = None
    repository: Repository | None = None

    def __post_init__(self) -> None:
        zone_of(self.time_zone)


@dataclass(frozen=True)
class Course:
    """A folder with ``assignments/`` in it.

    Attributes:
        solutions: the folder of the solutions, with one folder per assignment; None if they are
            not here.
    """

    root: Path
    solutions: Path | None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The assignments, in the order that their files state, then in that of their names."""
        files = self.root.glob("assignments/*/assignment.toml")
        ordered = sorted(files, key=lambda file: (_order(file), file.parent.name))
        return tuple(file.parent.name for file in ordered)

    @cached_property
    def settings(self) -> Settings:
        """What ``course.toml`` beside ``assignments/`` says.

        Raises:
            UsageError: it cannot be read, or says what is not known.
        """
        file = self.root / "course.toml"
        try:
            return msgspec.toml.decode(file.read_bytes(), type=Settings)
        except FileNotFoundError:
            return Settings()
        except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
            message = _("{file}: {error}", file=file, error=error)
            raise UsageError(message, hint=_("docs/classes.md lists the settings")) from None

    def folder(self, name: str) -> Path:
        """Return an assignment's folder.

        Raises:
            UsageError: there is no such assignment.
        """
        if name not in self.names:
            raise UsageError(
                _("there is no assignment '{name}'", name=name),
                hint=did_you_mean(name, self.names),
            )
        return self.root / "assignments" / name


class _Ordered(msgspec.Struct):
    """What is read here of an assignment.toml; its mistakes are reported when it is loaded."""

    order: float = math.inf


def _order(file: Path) -> float:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=_Ordered).order
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError):
        return math.inf


def find(places: Iterable[Path], solutions: Path | None) -> Course:
    """Find the course that one of the places, tried in order, belongs to.

    Args:
        places: for example the current folder, then the submission's.
        solutions: their folder; by default ``solutions/`` beside ``assignments/``.

    Raises:
        UsageError: there is no course, or no folder of solutions by that name.
    """
    if solutions is not None and not solutions.is_dir():
        raise UsageError(
            _("{path} is not a folder", path=solutions),
            hint=_("--solutions must name the folder with one folder per assignment"),
        )

    for place in places:
        for root in (place, *place.parents):
            if any(root.glob("assignments/*/assignment.toml")):
                return Course(root, _solutions_of(root, solutions))

    raise UsageError(
        _(
            "no course here: neither this folder nor one above it contains "
            "assignments/NAME/assignment.toml"
        ),
        hint=_(
            "run grade inside the folder of the course that you were given, or that you cloned; "
            "whoever teaches makes one with `grade release -o FOLDER`"
        ),
    )


def with_submission(here: Path, path: Path, solutions: Path | None) -> tuple[Course, Path]:
    """Find a course, and the submission in it: a path, or the bare name of an assignment.

    Args:
        here: the current folder.
        path: as it was given.

    Raises:
        UsageError: there is no course, or neither a path nor an assignment of this name.
    """
    try:
        course = find([here, path.resolve()], solutions)
    except UsageError:
        files.require_existence(path)
        raise

    name = str(path)
    if name in course.names and not path.exists():
        folder = course.folder(name)
        return course, folder.relative_to(here) if folder.is_relative_to(here) else folder
    try:
        files.require_existence(path, course.names)
    except UsageError as error:
        if not _is_checked(course, name):
            raise
        hint = _("to grade only one function, or one check, write `--check {name}`", name=name)
        raise UsageError(error.message, hint=hint) from None
    return course, path


def _is_checked(course: Course, name: str) -> bool:
    """Whether a public check, or a function that one calls, is called so."""
    word = re.compile(rf"^def {name}\(|\bstudent\.{name}\b", re.MULTILINE)
    for assignment in course.names if name.isidentifier() else ():
        file = course.folder(assignment) / "test_public.py"
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if word.search(file.read_text("utf-8")):
                return True
    return False


def place_of(course: Course, name: str, path: Path) -> Path:
    """Return an assignment's own folder where the path is that of the whole course."""
    if path.resolve() != course.root.resolve():
        return path
    return path / course.folder(name).relative_to(course.root)


def _solutions_of(root: Path, chosen: Path | None) -> Path | None:
    if chosen is not None:
        return chosen.resolve()
    beside = root / "solutions"
    return beside if beside.is_dir() else None


def several(course: Course, path: Path) -> list[tuple[str, Path]]:
    """Return the assignments that a folder contains submissions for, each with its own folder.

    Such a folder is a course, its ``assignments/``, or one with a folder per assignment. Other
    folders contain one submission, an assignment's own folder for example: then the list is empty.
    """
    if not path.is_dir() or path.resolve().name in course.names:
        return []

    for root in (path / "assignments", path):
        folders = [(name, root / name) for name in course.names if (root / name).is_dir()]
        if folders:
            return folders
    return []


def guess(course: Course, path: Path) -> str:
    """Return the assignment that a submission is for, inferred from its path.

    The name of the file, or of the nearest folder that is named after an assignment, decides.

    Raises:
        UsageError: no part of the path is the name of an assignment.
    """
    if len(course.names) == 1:
        return course.names[0]

    for part in (path.stem, *(parent.name for parent in path.parents), path.name):
        if part in course.names:
            return part

    hint = _("add -a with one of: {names}", names=_(", ").join(course.names))
    raise UsageError(_("which assignment is {path} for?", path=path), hint=hint)
