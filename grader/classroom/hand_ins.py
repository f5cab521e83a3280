"""A class's hand-ins, from what a platform, or a colleague, hands out.

::

    zip ── archive ──▶ folder ── layouts ──▶ who handed in what ── roster ──▶ hand-ins, in order
                                    │                                │
                                    └▶ what cannot be placed         └▶ who handed in nothing
"""

from __future__ import annotations

import contextlib
import dataclasses
import stat
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.intake.archive import unpack
from grader.classroom.intake.findings import Found, Unplaced, key
from grader.classroom.intake.listing import Listing, look
from grader.classroom.intake.naming import is_homework
from grader.classroom.people import HandIn, Person
from grader.classroom.platforms.clones import is_repository
from grader.classroom.platforms.layouts import Layout, layout_of
from grader.classroom.roster import Roster
from grader.errors import UsageError
from grader.language import _, printable

__all__ = ["Intake", "Unplaced", "understand"]

_SHOWN = 10


@dataclass(frozen=True)
class Intake:
    """What a class handed in.

    Attributes:
        layout: how it lay there, for people.
        hand_ins: by the person's key; of each person from the oldest to the newest.
        unplaced: what is nobody's.
        notes: what whoever grades should know.
        absent: those of the roster who handed in nothing.
    """

    layout: str
    hand_ins: tuple[HandIn, ...]
    unplaced: tuple[Unplaced, ...]
    notes: tuple[str, ...]
    absent: tuple[Person, ...]


@contextlib.contextmanager
def understand(path: Path, assignment: str, roster: Roster | None = None) -> Iterator[Intake]:
    """Find out who handed in what.

    Args:
        path: a folder or a zip; what is unpacked of a zip is there until the end of the block.
        assignment: what the homework may be called.

    Raises:
        UsageError: there is neither at ``path``, it cannot be read, or nothing in it could be
            placed.
    """
    with contextlib.ExitStack() as stack:
        folder, left_out = _opened(path, stack)
        yield _understood(path, folder, left_out, assignment, roster)


def _opened(path: Path, stack: contextlib.ExitStack) -> tuple[Path, Sequence[Unplaced]]:
    """Give a folder to read, and what of a zip is not in it."""
    shown = printable(str(path), 200)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise UsageError(_("{path}: {error}", path=shown, error=error.strerror)) from None
    if stat.S_ISDIR(mode):
        return path, ()
    if not stat.S_ISREG(mode) or path.suffix.lower() != ".zip":
        words = _("{path} is neither a folder nor a zip", path=shown)
        raise UsageError(words, _("for one student's homework there is: grade check"))
    room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradekit-intake-")))
    target = room / path.stem  # some layouts are told by the folder's name
    target.mkdir(exist_ok=True)
    return target, unpack(path, target)


def _understood(
    path: Path, folder: Path, left_out: Sequence[Unplaced], assignment: str, roster: Roster | None
) -> Intake:
    layout, listing, outside = _settled(folder, assignment, roster)
    findings = list(layout.read(listing, assignment))
    unplaced = [
        *left_out,
        *outside,
        *listing.unplaced,
        *(one for one in findings if isinstance(one, Unplaced)),
    ]
    attempts = _by_person([one for one in findings if isinstance(one, Found)], roster)
    if not attempts:
        words = _("{path} holds nothing that is a student's", path=printable(str(path), 200))
        reasons = [_("{name}: {why}", name=one.name, why=one.why) for one in unplaced]
        raise UsageError(words, reasons[0] if reasons else _("it is empty"))
    known = {person.key for person in roster.people} if roster else set()
    return Intake(
        layout=_(layout.words),
        hand_ins=tuple(hand_in for of_one in attempts.values() for hand_in in of_one),
        unplaced=tuple(sorted(unplaced, key=lambda one: one.name)),
        notes=tuple(_notes(layout, attempts, known)),
        absent=tuple(person for person in roster.people if person.key not in attempts)
        if roster
        else (),
    )


# ------------------------------------------------------------------------------------- which folder


def _settled(
    folder: Path, assignment: str, roster: Roster | None
) -> tuple[Layout, Listing, list[Unplaced]]:
    """Go down as long as there is one folder only, that is no student's and holds no files that
    are; say what is left.

    Raises:
        UsageError: one of them cannot be read.
    """
    outside: list[Unplaced] = []
    try:
        listing = look(folder)
        layout = layout_of(listing, assignment)
        while not layout.platform and len(listing.folders) == 1 and not listing.hand_ins:
            below = look(listing.folders[0])
            if _is_one_students(below, assignment, roster):
                break
            outside += [*listing.unplaced, *listing.not_code()]
            listing, layout = below, layout_of(below, assignment)
    except OSError as error:
        words = _("{path}: {error}", path=printable(str(error.filename), 200), error=error.strerror)
        raise UsageError(words) from None
    return layout, listing, outside


def _is_one_students(listing: Listing, assignment: str, roster: Roster | None) -> bool:
    """Say whether a folder is called as somebody of the roster is, or holds a homework, itself or
    by assignment.

    A homework is a file that is called so, or as the assignment is.
    """
    if roster and roster.find(Person(key(listing.folder.name))):
        return True
    if is_repository(listing.folder) or _holds_homework(listing, assignment):
        return True
    named = [folder for folder in listing.folders if folder.name == assignment]
    return any(_holds_homework(look(folder), assignment) for folder in named)


def _holds_homework(listing: Listing, assignment: str) -> bool:
    return any(is_homework(file.stem, assignment) for file in listing.hand_ins)


# -------------------------------------------------------------------------------------- whose it is


def _by_person(found: Sequence[Found], roster: Roster | None) -> dict[str, list[HandIn]]:
    """Give each person's hand-ins from the oldest to the newest.

    By the key that the roster gives them.
    """
    people: dict[str, Person] = {}
    theirs: defaultdict[str, list[Found]] = defaultdict(list)
    for one in found:
        told = one.hand_in.person
        known = (roster.find(told) if roster else None) or told
        people[known.key] = _joined(people.get(known.key, known), told)
        theirs[known.key].append(one)
    return {
        who: [
            dataclasses.replace(one.hand_in, person=people[who])
            for one in sorted(
                theirs[who], key=lambda one: (one.hand_in.version, one.order, one.hand_in.path.name)
            )
        ]
        for who in sorted(theirs)
    }


def _joined(known: Person, told: Person) -> Person:
    """Fill what is empty of a person with what a layout told."""
    names = [field.name for field in dataclasses.fields(Person)]
    return Person(**{name: getattr(known, name) or getattr(told, name) for name in names})


def _notes(layout: Layout, attempts: dict[str, list[HandIn]], known: set[str]) -> Iterator[str]:
    if layout.times:
        yield _(layout.times)
    for who, hand_ins in attempts.items():
        if len(hand_ins) > 1:
            words = _("{who}: of {number} attempts {file} is the latest.")
            file = printable(hand_ins[-1].path.name, 200)
            yield words.format(who=printable(who, 80), number=len(hand_ins), file=file)
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for who in attempts:
        alike[who.casefold()].append(who)
    for names in alike.values():
        if len(names) > 1:
            yield _(
                "{names} differ in upper and lower case only: taken as different students.",
                names=_listed(names),
            )
    strangers = [who for who in attempts if known and who not in known]
    if strangers:
        yield _("Not on the roster: {names}.", names=_listed(strangers))


def _listed(names: Sequence[str]) -> str:
    shown = [printable(name, 80) for name in names[:_SHOWN]]
    return ", ".join([*shown, "…"] if len(names) > _SHOWN else shown)
