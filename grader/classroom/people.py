"""Who hands in: a person as the platforms know them, a directory of people, and their hand-ins."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.classroom.names import folded, parts, words
from grader.errors import UsageError
from grader.language import _, one_line

_SHOWN = 4


@dataclass(frozen=True)
class Person:
    """A student of a class, or what a platform says of one.

    Attributes:
        key: what the gradebook knows them by; the same in every download of a class.
        name: as people read it, for example "Ada Lovelace".
        login: of the platform or the school, for example "ada".
        sis_id: of the school's own system, often called student number.
        canvas_id: Canvas's user id.
        moodle_id: Moodle's participant id: another one in each assignment.
        github: GitHub user name.
    """

    key: str
    name: str = ""
    email: str = ""
    login: str = ""
    sis_id: str = ""
    canvas_id: str = ""
    moodle_id: str = ""
    github: str = ""


@dataclass(frozen=True)
class HandIn:
    """One thing that a person handed in.

    Attributes:
        path: a .py, an .ipynb, a folder or an archive.
        version: the number that its name carries, 0 where it carries none.
        at: when, with its time zone; None where that is not known.
        late: what the platform itself says; None where it says nothing.
        upload: where the files of one upload lie among those of others: each file, path
            included, by the student's own name of it. Empty where ``path`` is theirs alone.
    """

    person: Person
    path: Path
    version: int = 0
    at: datetime | None = None
    late: bool | None = None
    upload: tuple[tuple[str, Path], ...] = ()


# ------------------------------------------------------------------------------------ who is meant

# The ids of a person, the strongest first. A number is an id of one kind only: 502 may be Ada's in
# Canvas and Bob's at the school.
IDS = ("canvas_id", "sis_id", "login", "github", "email", "moodle_id")
_INTERNAL = ("canvas_id", "moodle_id")
# Two people may have the same of the others: a login on another platform, an address of a group.
_OWN = ("canvas_id", "sis_id")


@dataclass(frozen=True)
class Match:
    """Whom somebody meant.

    Attributes:
        number: the person's, in the directory; None where it is nobody.
        problem: why not, where several people could be meant, or one is contradicted.
        is_sure: an id or the key says it, and not the name.
    """

    number: int | None = None
    problem: str = ""
    is_sure: bool = False

    def __bool__(self) -> bool:
        return self.number is not None or bool(self.problem)


class Directory:
    """All people of a class, and the one rule by which they are told apart.

    What a file, a row or a folder says of somebody is a :class:`Person`, too. What decides is, in
    this order:

    1. the ids. Each counts within its own kind; a login with an ``@`` is an email address. All that
       are known must mean the same person.
    2. the key, where it is no id of a known kind: it may be a key, or any id that people know of
       themselves.
    3. the name, whole ("Lovelace, Ada" is "Ada Lovelace"), then its letters ("lovelaceada").
    4. a number or a whole name within the key: "h3_1700000012_张三".

    Several people, or none, is nobody. So is, of those with the same id, a person with another
    Canvas or school id, or whose Moodle number comes with another name; and of those with the same
    name, a person with another id of any kind. Case and composition of letters do not matter.
    """

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._people: list[Person] = []
        # As they were given; None for who came later.
        self._saved: list[Person | None] = []
        self._keys: dict[str, int] = {}
        self._index: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        # The numbers of those on the roster.
        self.enrolled: list[int] = []
        self._on_roster: set[int] = set()
        # Whether the roster is the worksheet of the assignment that is looked at.
        self._same_worksheet = False
        for person in people:
            self._add(person, stored=person)

    def __len__(self) -> int:
        return len(self._people)

    def __getitem__(self, number: int) -> Person:
        return self._people[number]

    def changes(self) -> Iterator[tuple[Person | None, Person]]:
        """Yield those who are new or changed, as they were and as they are; None for who is new."""
        for saved, person in zip(self._saved, self._people, strict=True):
            if person != saved:
                yield saved, person

    # ---------------------------------------------------------------------------------- finding

    def find(self, claim: Person) -> Match:
        """Find whom a claim means."""
        match = self._by_ids(claim) or self._by_key(claim)
        for entry in _names(claim):
            match = match or self._one(self._possible(entry, claim), claim.name or claim.key)
        match = match or self._by_parts(claim)

        if match.problem and not self._on_roster and not claim.name and not _has_ids(claim):
            # Ada and ada are two students if no roster says otherwise: the same folder again.
            number = self._keys.get(claim.key)
            return match if number is None else Match(number, is_sure=True)
        return match

    def enrolled_with(self, kind: str) -> bool:
        """Whether the roster has ids of this kind."""
        return any(getattr(self._people[number], kind) for number in self.enrolled)

    def _by_ids(self, claim: Person) -> Match:
        meant: dict[tuple[str, str], set[int]] = {}
        for kind, value in _ids_of(claim):
            numbers = set(self._index.get((kind, value), ()))
            if kind not in _INTERNAL:
                numbers |= self._index.get(("key", value), set())
            if numbers:
                meant[kind, value] = numbers

        if not meant:
            return Match()
        ids = _(", ").join(one_line(value, 80) for value in dict.fromkeys(v for _kind, v in meant))
        shared = set.intersection(*meant.values())
        if not shared:
            found = set[int]().union(*meant.values())
            return Match(
                problem=_(
                    "{ids} are ids of different people: {names}",
                    ids=ids,
                    names=self._named(found),
                )
            )

        possible = {n for n in shared if not _contradicts(self._people[n], claim)}
        if not possible:
            return Match(
                problem=_(
                    "{id} is an id of {names}, with another id or name",
                    id=ids,
                    names=self._named(shared),
                )
            )
        return self._one(possible, ids, is_sure=True)

    def _by_key(self, claim: Person) -> Match:
        """Find somebody by a key, which may be any id: it must not be another's whole name."""
        key = folded(claim.key)
        ids = {value for _kind, value in _ids_of(claim)}
        if key in ids:
            return Match()
        meant = self._possible(("any", key), claim)
        if meant and not ids and not claim.name:
            meant |= self._possible(("words", " ".join(sorted(words(claim.key)))), claim)
        return self._one(meant, claim.key, is_sure=True)

    def _by_parts(self, claim: Person) -> Match:
        """Find somebody by a number or a whole name within the key."""
        if _has_ids(claim):
            return Match()

        found = [self._possible(entry, claim) for entry in parts(claim.key)]
        meant = [numbers for numbers in found if numbers]
        if not meant:
            return Match()
        return self._one(set.intersection(*meant) or set().union(*meant), claim.key)

    def _possible(self, entry: tuple[str, str], claim: Person) -> set[int]:
        numbers = self._index.get(entry, set())
        return {number for number in numbers if not self._differs(number, claim)}

    def _differs(self, number: int, claim: Person) -> bool:
        """Whether a person of the same name has other ids."""
        known = self._people[number]
        counts_moodle = self._same_worksheet and number in self._on_roster
        for kind in IDS:
            ours, theirs = folded(getattr(known, kind)), folded(getattr(claim, kind))
            if ours and theirs and ours != theirs and (kind != "moodle_id" or counts_moodle):
                return True
        # A key is an id of an unknown kind, unless it is a name.
        is_key = known.name and claim.name and not _has_ids(known) and not _has_ids(claim)
        return bool(is_key) and folded(known.key) != folded(claim.key)

    def _one(self, numbers: set[int], asked: str, *, is_sure: bool = False) -> Match:
        # Who had an entry for want of a roster is somebody of it now.
        on_roster = numbers & self._on_roster
        if len(on_roster) == 1 and not any(_has_ids(self._people[n]) for n in numbers - on_roster):
            numbers = on_roster
        if len(numbers) == 1:
            return Match(next(iter(numbers)), is_sure=is_sure)
        if not numbers:
            return Match()
        return Match(
            problem=_(
                "{name} may be any of {names}",
                name=one_line(asked, 80),
                names=self._named(numbers),
            )
        )

    def _named(self, numbers: Iterable[int]) -> str:
        return _(", ").join(described(self._people[number]) for number in sorted(numbers)[:_SHOWN])

    # --------------------------------------------------------------------------------- entering

    def admit(self, claims: Iterable[Person]) -> dict[Person, Match]:
        """Return whom the claims of one download mean; who is nobody is added.

        What was not known of them is added. Two claims with different ids of one kind are two
        people: where both have somebody's name, neither is this one.
        """
        wanted = list(dict.fromkeys(claims))
        numbers = {claim.moodle_id for claim in wanted} - {""}
        self._same_worksheet = any(
            self._people[number].moodle_id in numbers for number in self.enrolled
        )
        matches = {claim: self.find(claim) for claim in wanted}
        matches |= self._unclear(matches)

        added: defaultdict[str, list[int]] = defaultdict(list)
        for claim, match in matches.items():
            number = match.number
            if number is None and not match.problem:
                # A platform may say the one thing of a new person here, and another there.
                same = (one for one in added[claim.key] if not self._differs(one, claim))
                number = next(same, None)
                if number is None:
                    number = self._add(claim)
                    added[claim.key].append(number)
                matches[claim] = Match(number)
            if number is not None:
                known = self._people[number]
                self._put(number, filled(known, claim, known.key))
        return matches

    def _unclear(self, matches: Mapping[Person, Match]) -> dict[Person, Match]:
        """Return those that mean somebody whom others with other ids mean, too.

        A claim that says the name alone, or another Canvas or school id.
        """
        rivals: defaultdict[int, list[Person]] = defaultdict(list)
        for claim, match in matches.items():
            if match.number is not None:
                rivals[match.number].append(claim)

        unclear = {}
        for number, claims in rivals.items():
            differ = [kind for kind in IDS if len({getattr(c, kind) for c in claims} - {""}) > 1]
            known = self._people[number]
            problem = _("several with different ids may be {name}", name=described(known))
            for claim in claims:
                news = [
                    kind
                    for kind in _OWN
                    if kind in differ and getattr(claim, kind) and not getattr(known, kind)
                ]
                if news or (differ and not matches[claim].is_sure):
                    unclear[claim] = Match(problem=problem)
        return unclear

    def enrol(self, roster: Sequence[Person]) -> list[str]:
        """Enter a roster's people, and return what is contradictory.

        A person who was known before stays the same one. What the roster says goes before what was
        known, the key too, unless more ids were known than the roster has.
        """
        notes: list[str] = []
        matches = [self.find(person) for person in roster]
        lines = Counter(match.number for match in matches)
        sure = Counter(match.number for match in matches if match.is_sure)

        for person, match in zip(roster, matches, strict=True):
            number, problem = match.number, match.problem
            if number is not None and not match.is_sure and sure[number]:
                number = None
            elif number is not None and (sure[number] or lines[number]) > 1:
                who = described(self._people[number])
                problem = _("several lines of the roster may be {name}", name=who)
                number = None
            if problem:
                who = described(person)
                notes.append(
                    _(
                        "On the roster, {name} counts as a new student: {why}. If the gradebook is "
                        "wrong, `grade forget` removes whom it has.",
                        name=who,
                        why=problem,
                    )
                )

            if number is None:
                number = self._add(person)
            else:
                known = self._people[number]
                has_less = len(list(_ids_of(person))) < len(list(_ids_of(known)))
                key = known.key if has_less else self._free_key(person, number)
                self._put(number, filled(person, known, key))
            self.enrolled.append(number)
            self._on_roster.add(number)
        return notes

    def _add(self, person: Person, stored: Person | None = None) -> int:
        number = len(self._people)
        self._people.append(person)
        self._saved.append(stored)
        self._put(number, dataclasses.replace(person, key=self._free_key(person, number)))
        return number

    def _free_key(self, person: Person, number: int) -> str:
        """Return the person's key, or the first id that is nobody else's key."""
        ids: list[str] = [getattr(person, kind) for kind in IDS]
        for key in filter(None, (person.key, *ids, person.name)):
            if self._keys.get(key, number) == number:
                return key
        return f"{person.key} ({number})"

    def _put(self, number: int, person: Person) -> None:
        before = self._people[number]
        for entry in _entries(before):
            self._index[entry].discard(number)
        if self._keys.get(before.key) == number:
            del self._keys[before.key]

        self._people[number] = person
        self._keys[person.key] = number
        for entry in _entries(person):
            self._index[entry].add(number)


def filled(person: Person, other: Person, key: str) -> Person:
    """Return a person with what is not known filled in from what else is said of them."""
    names = ("name", *IDS)
    return Person(key, **{name: getattr(person, name) or getattr(other, name) for name in names})


def _ids_of(person: Person) -> Iterator[tuple[str, str]]:
    """Yield a person's ids, each with its kind."""
    for kind in IDS:
        value = folded(getattr(person, kind))
        if value:
            # Many schools' logins are addresses.
            yield ("email" if "@" in value else kind), value


def _has_ids(person: Person) -> bool:
    return any(getattr(person, kind) for kind in IDS)


def _entries(person: Person) -> Iterator[tuple[str, str]]:
    """Yield all that a person is known by, each with its kind."""
    ids = list(_ids_of(person))
    kinds = {kind for kind, _value in ids}
    for kind, value in ids:
        yield kind, value
        # Nobody calls a folder by a number that a platform keeps for itself.
        if kind not in _INTERNAL:
            yield "any", value
        # A roster may call a GitHub user name a login.
        if kind == "login" and "github" not in kinds:
            yield "github", value
    key = folded(person.key)
    if (_INTERNAL[0], key) not in ids and (_INTERNAL[1], key) not in ids:
        yield "any", key
    if key not in {value for _kind, value in ids}:
        yield "key", key

    named = words(person.name or ("" if ids else person.key))
    if named:
        yield "name", " ".join(named)
        yield "words", " ".join(sorted(named))
    for start in range(len(named)):
        yield "letters", "".join(named[start:] + named[:start])


def _names(claim: Person) -> Iterator[tuple[str, str]]:
    # A login may be the whole name of somebody else.
    named = words(claim.name or ("" if _has_ids(claim) else claim.key))
    if named:
        # Which word is the family name, only a comma says.
        ordered = "," in (claim.name or claim.key)
        yield ("name", " ".join(named)) if ordered else ("words", " ".join(sorted(named)))
    if len(named) == 1:
        # As Canvas writes it.
        yield "letters", named[0]


def _contradicts(known: Person, claim: Person) -> bool:
    """Whether two are different people, although an id or a name is the same."""
    pairs = [(folded(getattr(known, kind)), folded(getattr(claim, kind))) for kind in _OWN]
    if any(ours and theirs and ours != theirs for ours, theirs in pairs):
        return True
    if not claim.moodle_id or known.moodle_id != claim.moodle_id:
        return False
    # A group's number may be that of a participant.
    ours, theirs = words(known.name), words(claim.name)
    return bool(ours and theirs) and sorted(ours) != sorted(theirs[-len(ours) :])


def may_be_called(person: Person, name: str) -> bool:
    """Whether a name can be the person's: whole, or its letters, or behind that of a group."""
    ours, theirs = words(person.name), words(name)
    if not ours or not theirs:
        return True
    return sorted(ours) == sorted(theirs[-len(ours) :]) or sorted("".join(ours)) == sorted(
        "".join(theirs)
    )


def described(person: Person) -> str:
    """Return a person's name and key, fit to be shown."""
    name, key = one_line(person.name, 80), one_line(person.key, 80)
    return f"{name} ({key})" if name and name != key else key


def require_name(student: str) -> None:
    """Require that a name by which a student is looked for is not empty: many fields are.

    Raises:
        UsageError: it is.
    """
    if not student.strip():
        raise UsageError(
            _("the student's name is empty"), hint=_("is it a shell variable that is not set?")
        )
