"""What a layout finds: what somebody handed in, and what it could not place."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from pathlib import Path, PurePath

from grader.classroom.intake.naming import is_homework
from grader.classroom.people import Directory, HandIn
from grader.language import _, one_line, printable
from grader.submission.files.kinds import is_archive, is_code, why_not_read


@dataclass(frozen=True)
class Unplaced:
    """Something that is no student's hand-in.

    Attributes:
        name: where it lies, fit to be shown.
        why: the reason, for people.
    """

    name: str
    why: str


@dataclass(frozen=True)
class Placed:
    """A hand-in, and what a layout knows of its order.

    Attributes:
        order: of two with the same version the later one has the greater: seconds, or an id that
            grows.
        undated: what should say when it was handed in, and is not understood.
        is_group: it is a group's, whose name the person's is.
    """

    hand_in: HandIn
    order: float = 0.0
    undated: str = ""
    is_group: bool = False


Placing = Iterator[Placed | Unplaced]


@dataclass(frozen=True)
class Wanted:
    """What hand-ins are looked for.

    Attributes:
        assignment: its name, which folders and files may have.
        zone: of times without one; None for that of this machine.
        directory: who is known; a layout asks where a name can be read in several ways.
    """

    assignment: str
    zone: tzinfo | None = None
    directory: Directory = field(default_factory=Directory)


@dataclass(frozen=True)
class UploadedFile:
    """A file of an upload, which lies among those of others.

    Attributes:
        name: the student's own name of it.
        version: the number that the platform gave it, 0 for none.
        order: of two with the same name and version the later one has the greater.
    """

    name: str
    path: Path
    version: int = 0
    order: float = 0.0


def place_upload(files: Sequence[UploadedFile], hand_in: HandIn, assignment: str) -> Placing:
    """Yield what a person uploaded: one hand-in of all files, and those that it replaced before.

    Of several files with the same name the last one counts; the earlier ones are earlier attempts,
    with the other files as they are.

    Args:
        hand_in: the person, and when it was handed in.
    """
    named: defaultdict[str, list[UploadedFile]] = defaultdict(list)
    for file in sorted(files, key=lambda file: (file.version, file.order)):
        named[file.name].append(file)
    last = {name: versions[-1] for name, versions in named.items()}

    for versions in named.values():
        for earlier in versions[:-1]:
            if is_code(earlier.name) or is_archive(earlier.name):
                yield _placed({**last, earlier.name: earlier}, hand_in, assignment, earlier)
    yield _placed(last, hand_in, assignment)


def _placed(
    files: dict[str, UploadedFile],
    hand_in: HandIn,
    assignment: str,
    main: UploadedFile | None = None,
) -> Placed | Unplaced:
    """Return files as one hand-in, or the only archive among them where there is no code."""
    code = [file for file in files.values() if is_code(file.name)]
    archives = [file for file in files.values() if is_archive(file.name)]
    if not code and len(archives) != 1:
        first = next(iter(files.values()))
        return unplaced(first.path.name, why_no_code([*files]))

    named = [file for file in code if is_homework(PurePath(file.name).stem, assignment)]
    main = main or max(
        named or code or archives, key=lambda file: (file.version, file.order, file.name)
    )
    # A file alone needs no other name.
    is_one = not code or len(files) == 1
    upload = () if is_one else tuple((file.name, file.path) for file in files.values())
    version = main.version or hand_in.version
    placed = replace(hand_in, path=main.path, version=version, upload=upload)
    return Placed(placed, main.order)


def marked(placing: Placing, *, undated: str = "", is_group: bool = False) -> Placing:
    """Yield what is placed, with these marks; see :class:`Placed`."""
    for item in placing:
        if isinstance(item, Placed):
            yield replace(item, undated=undated, is_group=is_group)
        else:
            yield item


def why_no_code(names: Sequence[str]) -> str:
    """Describe why none of these files can be graded, and what to do."""
    archives = [name for name in names if is_archive(name)]
    if len(archives) > 1:
        return _("holds several archives and no Python file")
    for name in names:
        why = why_not_read(PurePath(name))
        return _("holds no Python file: {file} {why}", file=one_line(name, 80), why=why)
    return _("holds no Python file")


def unplaced(name: str, why: str) -> Unplaced:
    """Return what is not placed, by its name on the disk."""
    return Unplaced(one_line(name, 200), why)


def key(name: str) -> str:
    """Return a name as a key: composed (NFC, macOS decomposes), and only what can be shown."""
    shown = printable(unicodedata.normalize("NFC", name)).replace("\N{REPLACEMENT CHARACTER}", "")
    return " ".join(shown.split())
