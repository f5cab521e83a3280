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
from grader.classroom.intake.listing import Listing, look
from grader.classroom.intake.naming import is_homework
from grader.classroom.intake.placing import Placed, Unplaced, key
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
        path: a folder or a zip; what is unpacked of a zip exists until the end of the block.
        assignment: what the homework may be called.

    Raises:
        UsageError: there is neither at ``path``, it cannot be read, or nothing in it could be
            placed.
    """
    with contextlib.ExitStack() as stack:
        folder, left_out = _opened(path, stack)
        yield _understood(path, folder, left_out, assignment, roster)


def _opened(path: Path, stack: contextlib.ExitStack) -> tuple[Path, Sequence[Unplaced]]:
    """Return a folder to read, and what of a zip is not in it."""
    shown = printable(str(path), 200)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise UsageError(_("{path}: {error}", path=shown, error=error.strerror)) from None

    if stat.S_ISDIR(mode):
        return path, ()
    if not stat.S_ISREG(mode) or path.suffix.lower() != ".zip":
        message = _("{path} is neither a folder nor a zip", path=shown)
        raise UsageError(message, _("for one student's homework there is: grade check"))

    room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradekit-intake-")))
    # Some layouts are recognised by the folder's name.
    target = room / path.stem
    target.mkdir(exist_ok=True)
    return target, unpack(path, target)


def _understood(
    path: Path, folder: Path, left_out: Sequence[Unplaced], assignment: str, roster: Roster | None
) -> Intake:
    layout, listing, outside = _settled(folder, assignment, roster)

    placed: list[Placed] = []
    unplaced: list[Unplaced] = [*left_out, *outside, *listing.unplaced]
    for item in layout.read(listing, assignment):
        if isinstance(item, Placed):
            placed.append(item)
        else:
            unplaced.append(item)

    attempts = _by_person(placed, roster)
    if not attempts:
        raise _empty(path, unplaced)

    people = roster.people if roster else ()
    return Intake(
        layout=_(layout.title),
        hand_ins=tuple(hand_in for hand_ins in attempts.values() for hand_in in hand_ins),
        unplaced=tuple(sorted(unplaced, key=lambda item: item.name)),
        notes=tuple(_notes(layout, attempts, {person.key for person in people})),
        absent=tuple(person for person in people if person.key not in attempts),
    )


def _empty(path: Path, unplaced: Sequence[Unplaced]) -> UsageError:
    message = _("{path} holds nothing that is a student's", path=printable(str(path), 200))
    hint = _("it is empty")
    if unplaced:
        hint = _("{name}: {why}", name=unplaced[0].name, why=unplaced[0].why)
    return UsageError(message, hint)


# ------------------------------------------------------------------------------------- which folder


def _settled(
    folder: Path, assignment: str, roster: Roster | None
) -> tuple[Layout, Listing, list[Unplaced]]:
    """Return the folder that holds the hand-ins, its layout, and what lies outside of it.

    As long as there is nothing but one folder, that is looked into; a student's own is not.

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
            listing = below
            layout = layout_of(below, assignment)
    except OSError as error:
        shown = printable(str(error.filename), 200)
        raise UsageError(_("{path}: {error}", path=shown, error=error.strerror)) from None
    return layout, listing, outside


def _is_one_students(listing: Listing, assignment: str, roster: Roster | None) -> bool:
    """Whether a folder is called as somebody of the roster is, or holds a homework.

    A homework is a file that is called so, or as the assignment is; the folder holds it itself or
    in a folder of the assignment's name.
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


def _by_person(placed: Sequence[Placed], roster: Roster | None) -> dict[str, list[HandIn]]:
    """Return each person's hand-ins, oldest first, by the person's key in the roster."""
    people: dict[str, Person] = {}
    items: defaultdict[str, list[Placed]] = defaultdict(list)
    for item in placed:
        person = item.hand_in.person
        known = (roster.find(person) if roster else None) or person
        people[known.key] = _joined(people.get(known.key, known), person)
        items[known.key].append(item)

    return {
        who: [
            dataclasses.replace(item.hand_in, person=people[who])
            for item in sorted(items[who], key=_order)
        ]
        for who in sorted(items)
    }


def _order(item: Placed) -> tuple[int, float, str]:
    return item.hand_in.version, item.order, item.hand_in.path.name


def _joined(known: Person, person: Person) -> Person:
    """Return a person with what is not known filled in from what a layout says."""
    names = [field.name for field in dataclasses.fields(Person)]
    return Person(**{name: getattr(known, name) or getattr(person, name) for name in names})


def _notes(layout: Layout, attempts: dict[str, list[HandIn]], known: set[str]) -> Iterator[str]:
    if layout.times:
        yield _(layout.times)

    for who, hand_ins in attempts.items():
        if len(hand_ins) > 1:
            yield _(
                "{who}: of {number} attempts {file} is the latest.",
                who=printable(who, 80),
                number=len(hand_ins),
                file=printable(hand_ins[-1].path.name, 200),
            )

    alike: defaultdict[str, list[str]] = defaultdict(list)
    for who in attempts:
        alike[who.casefold()].append(who)
    for names in alike.values():
        if len(names) > 1:
            yield _(
                "{names} differ in upper and lower case only: treated as different students.",
                names=_listed(names),
            )

    strangers = [who for who in attempts if known and who not in known]
    if strangers:
        yield _("Not on the roster: {names}.", names=_listed(strangers))


def _listed(names: Sequence[str]) -> str:
    shown = [printable(name, 80) for name in names[:_SHOWN]]
    return ", ".join([*shown, "…"] if len(names) > _SHOWN else shown)
