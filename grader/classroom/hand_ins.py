"""A class's hand-ins, from what a platform, or a colleague, hands out.

::

    archive ──▶ folder ── layouts ──▶ who handed in what ── directory ──▶ hand-ins, in order
                             │                               │
                             └▶ what cannot be placed ◀──────┴▶ who handed in nothing
"""

from __future__ import annotations

import contextlib
import dataclasses
import stat
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from grader.classroom.groups import Groups, of_roster
from grader.classroom.intake.archive import unpack
from grader.classroom.intake.listing import Listing, look
from grader.classroom.intake.naming import is_homework
from grader.classroom.intake.placing import Placed, Unplaced, Wanted, key, unplaced
from grader.classroom.people import Directory, HandIn, Person, described, may_be_called
from grader.classroom.platforms.clones import is_repository
from grader.classroom.platforms.layouts import Layout, layout_of
from grader.classroom.roster import Roster
from grader.errors import UsageError
from grader.language import _, one_line
from grader.submission.files.kinds import is_archive, is_read

__all__ = ["Intake", "Known", "Unplaced", "understand"]

_MOST_NAMES = 10


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


@dataclass(frozen=True)
class Known:
    """What is known of a class before its hand-ins are looked at.

    Attributes:
        directory: its people, to whom those are added whom nobody knew.
        groups: who is in which group.
        times: when people handed in, by their numbers, as a roster says it.
        unread: what should be such a time and is not understood, by their numbers.
        zone: of times without one; None for that of this machine.
        notes: what whoever grades should know.
    """

    directory: Directory = field(default_factory=Directory)
    groups: Groups = field(default_factory=Groups)
    times: Mapping[int, datetime] = field(default_factory=dict)
    unread: Mapping[int, str] = field(default_factory=dict)
    zone: tzinfo | None = None
    notes: Sequence[str] = ()

    @classmethod
    def by_roster(cls, roster: Roster, directory: Directory, zone: tzinfo | None = None) -> Known:
        """Enter a roster into a directory, and return all that it says."""
        notes = directory.enrol(roster.people)
        keys = [person.key for person in roster.people]
        numbers = dict(zip(keys, directory.enrolled, strict=True))
        return cls(
            directory,
            of_roster(roster.groups, numbers),
            {numbers[key]: at for key, at in roster.times.items()},
            {numbers[key]: written for key, written in roster.unread.items()},
            zone,
            (*notes, *roster.notes()),
        )


@contextlib.contextmanager
def understand(path: Path, assignment: str, known: Known | None = None) -> Iterator[Intake]:
    """Find out who handed in what.

    Args:
        path: a folder or an archive; what is unpacked of it exists until the end of the block.
        assignment: what the homework may be called.

    Raises:
        UsageError: there is neither at ``path``, it cannot be read, or nothing in it could be
            placed.
    """
    with contextlib.ExitStack() as stack:
        folder, left_out = _opened(path, stack)
        yield _understood(path, folder, left_out, assignment, known or Known())


def _opened(path: Path, stack: contextlib.ExitStack) -> tuple[Path, Sequence[Unplaced]]:
    """Return a folder to read, and what of a zip is not in it."""
    shown = one_line(str(path), 200)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise UsageError(_("{path}: {error}", path=shown, error=error.strerror)) from None

    if stat.S_ISDIR(mode):
        return path, ()
    if not stat.S_ISREG(mode) or not is_archive(path):
        message = _("{path} is neither a folder nor an archive", path=shown)
        hint = _("for one student's homework there is: grade check")
        if stat.S_ISREG(mode) and not is_read(path):
            hint = _("unpack it, and give the folder")
        raise UsageError(message, hint)

    room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradekit-intake-")))
    # Some layouts are recognised by the folder's name.
    target = room / path.stem
    target.mkdir(exist_ok=True)
    return target, unpack(path, target)


def _understood(
    path: Path, folder: Path, left_out: Sequence[Unplaced], assignment: str, known: Known
) -> Intake:
    layout, listing, outside = _settled(folder, assignment, known.directory)

    placed: list[Placed] = []
    lost: list[Unplaced] = [*left_out, *outside, *listing.unplaced]
    for item in layout.read(listing, Wanted(assignment, known.zone, known.directory)):
        if isinstance(item, Placed):
            placed.append(item)
        else:
            lost.append(item)

    people = _People(known)
    lost += people.place(placed)
    if not people.items and not known.directory.enrolled:
        raise _empty(path, lost)

    hand_ins = people.hand_ins()
    came = {hand_in.person.key for hand_in in hand_ins}
    roster = [known.directory[number] for number in known.directory.enrolled]
    return Intake(
        layout=_(layout.title),
        hand_ins=hand_ins,
        unplaced=tuple(sorted(lost, key=lambda item: item.name)),
        notes=(*known.notes, *_notes(layout, hand_ins, {person.key for person in roster}, people)),
        absent=tuple(person for person in roster if person.key not in came),
    )


def _empty(path: Path, unplaced: Sequence[Unplaced]) -> UsageError:
    message = _("{path} holds nothing that is a student's", path=one_line(str(path), 200))
    hint = _("it is empty")
    if unplaced:
        hint = _("{name}: {why}", name=unplaced[0].name, why=unplaced[0].why)
    return UsageError(message, hint)


# ------------------------------------------------------------------------------------- which folder


def _settled(
    folder: Path, assignment: str, directory: Directory
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
            if _is_one_students(below, assignment, directory):
                break
            outside += [*listing.unplaced, *listing.not_code()]
            listing = below
            layout = layout_of(below, assignment)
    except OSError as error:
        shown = one_line(str(error.filename), 200)
        raise UsageError(_("{path}: {error}", path=shown, error=error.strerror)) from None
    return layout, listing, outside


def _is_one_students(listing: Listing, assignment: str, directory: Directory) -> bool:
    """Whether a folder is called as somebody who is known, or holds a homework.

    A homework is a file that is called so, or as the assignment is; the folder holds it itself or
    in a folder of the assignment's name.
    """
    if directory.find(Person(key(listing.folder.name))):
        return True
    if is_repository(listing.folder) or _holds_homework(listing, assignment):
        return True

    named = [folder for folder in listing.folders if folder.name == assignment]
    return any(_holds_homework(look(folder), assignment) for folder in named)


def _holds_homework(listing: Listing, assignment: str) -> bool:
    return any(is_homework(file.stem, assignment) for file in listing.hand_ins)


# -------------------------------------------------------------------------------------- whose it is


class _People:
    """Whose the hand-ins are."""

    def __init__(self, known: Known) -> None:
        self._known = known
        # By the number in the directory.
        self.items: defaultdict[int, list[Placed]] = defaultdict(list)
        # By what should say when it was handed in, whose could not be read.
        self.undated: defaultdict[str, list[int]] = defaultdict(list)
        # Under which other names people handed in.
        self.renamed: dict[str, str] = {}

    def place(self, items: Sequence[Placed]) -> Iterator[Unplaced]:
        """Give each item to whom it belongs; yield those of which that is not clear."""
        clear: list[Placed] = []
        for item in items:
            _group, members = self._known.groups.find(item.hand_in.person)
            why = self._no_groups(item, members) if members else self._no_persons(item)
            if why:
                yield unplaced(_shown(item.hand_in), why)
            elif not members:
                clear.append(item)
            else:
                for number in members:
                    self._add(number, item)

        matches = self._known.directory.admit(item.hand_in.person for item in clear)
        for item in clear:
            match = matches[item.hand_in.person]
            if match.number is None:
                yield unplaced(_shown(item.hand_in), _whose(match.problem))
                continue
            self._add(match.number, item)
            person = self._known.directory[match.number]
            if not may_be_called(person, item.hand_in.person.name):
                self.renamed[item.hand_in.person.name] = described(person)

    def _no_groups(self, item: Placed, members: Sequence[int]) -> str:
        """Describe why an item may be somebody's who is not in the group; "" where it is not.

        Students choose what their groups are called.
        """
        match = self._known.directory.find(item.hand_in.person)
        if item.is_group or match.number is None or match.number in members:
            return ""
        who = described(self._known.directory[match.number])
        return _("may be that of a group, or of {name}, who is not in it", name=who)

    def _no_persons(self, item: Placed) -> str:
        """Describe why an item is no single person's; "" where it may be."""
        if item.is_group:
            return _("is a group's: say who is in it by --groups")
        claim = item.hand_in.person
        directory = self._known.directory
        if claim.moodle_id and directory.enrolled_with("moodle_id") and not directory.find(claim):
            return _("has no row in the worksheet: of a group, say by --groups who is in it")
        return ""

    def _add(self, number: int, item: Placed) -> None:
        hand_in = item.hand_in
        if hand_in.at is None and not item.undated:
            hand_in = dataclasses.replace(hand_in, at=self._known.times.get(number))
            item = dataclasses.replace(
                item, hand_in=hand_in, undated=self._known.unread.get(number, "")
            )
        if item.undated:
            self.undated[item.undated].append(number)
        self.items[number].append(item)

    def hand_ins(self) -> tuple[HandIn, ...]:
        """Return all hand-ins, by people's keys, of each from the oldest to the newest."""
        directory = self._known.directory
        numbers = sorted(self.items, key=lambda number: directory[number].key)
        return tuple(
            dataclasses.replace(item.hand_in, person=directory[number])
            for number in numbers
            for item in sorted(self.items[number], key=_order)
        )

    def with_other_names(self) -> Iterator[str]:
        """Describe who handed in under another name, which may be a group's."""
        for name, person in self.renamed.items():
            yield _(
                "{name} counts for {person}, by the id: of a group, say by --groups who is in it.",
                name=one_line(name, 80),
                person=person,
            )

    def without_time(self) -> Iterator[str]:
        """Describe whose time could not be read."""
        for written, numbers in self.undated.items():
            keys = [self._known.directory[number].key for number in numbers]
            yield _(
                "No time is known, so not late: {names} ({written} is not understood).",
                names=_listed(keys),
                written=written,
            )


def _whose(problem: str) -> str:
    return _(
        "it is not clear whose it is: {problem}; rename it or correct the roster; "
        "of a group, say by --groups who is in it",
        problem=problem,
    )


def _shown(hand_in: HandIn) -> str:
    """Return the name of what was handed in, which must say whose it is."""
    return hand_in.path.name if hand_in.person.key in hand_in.path.name else hand_in.person.key


def _order(item: Placed) -> tuple[int, float, str]:
    return item.hand_in.version, item.order, item.hand_in.path.name


def _notes(
    layout: Layout, hand_ins: Sequence[HandIn], known: set[str], people: _People
) -> Iterator[str]:
    dated = any(hand_in.at for hand_in in hand_ins)
    if layout.times and (layout.has_times or not dated):
        yield _(layout.times)
    yield from people.without_time()
    yield from people.with_other_names()

    attempts: defaultdict[str, list[HandIn]] = defaultdict(list)
    for hand_in in hand_ins:
        attempts[hand_in.person.key].append(hand_in)
    for theirs in attempts.values():
        if len(theirs) > 1:
            yield _(
                "{who}: of {number} attempts {file} is the latest.",
                who=described(theirs[-1].person),
                number=len(theirs),
                file=one_line(theirs[-1].path.name, 200),
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
    shown = [one_line(name, 80) for name in names[:_MOST_NAMES]]
    return _(", ").join([*shown, "…"] if len(names) > _MOST_NAMES else shown)
