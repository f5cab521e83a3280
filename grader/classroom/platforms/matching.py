"""Who is who: the class's people, and the rows of a file that another system wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.grades import Grade
from grader.classroom.people import Person
from grader.classroom.statistics import percents


@dataclass(frozen=True)
class Pairs:
    """Which row is whose.

    Attributes:
        grades: by row, with the final grade in percent; only those that have one.
        strangers: those of ours who have a grade and no row.
    """

    grades: dict[int, tuple[Grade, float]]
    strangers: tuple[Person, ...]


def pair(
    grades: Sequence[Grade], people: Sequence[Sequence[str]], rows: Mapping[int, Sequence[str]]
) -> Pairs:
    """Pair grades with rows.

    Args:
        people: the ids of each grade's person, as ``match`` expects them.
        rows: the ids of each row, by its number in the file.
    """
    matches = match(people, list(rows.values()))
    finals = percents(grades)

    paired = {}
    for index, row in enumerate(rows):
        person = matches.get(index)
        percent = None if person is None else finals[person]
        if person is not None and percent is not None:
            paired[row] = (grades[person], percent)

    known = set(matches.values())
    strangers = [
        grade.person
        for index, grade in enumerate(grades)
        if index not in known and finals[index] is not None
    ]
    return Pairs(paired, tuple(strangers))


def match(people: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> dict[int, int]:
    """Return which rows and people have an id in common; names are no ids.

    Each person and each row is a sequence of ids, the strongest first and a login last; "" is one
    that isn't known. An id counts where one person and one row have it that have no partner yet. A
    login counts only where no other id contradicts it: on another platform it may be somebody
    else's.

    Returns:
        The person of each row that has one, both as indices.
    """
    people = _folded(people)
    rows = _folded(rows)
    matches: dict[int, int] = {}

    last = len(people[0]) - 1 if people else -1
    for kind in range(last + 1):
        ours = _owners(people, kind, taken=set(matches.values()))
        theirs = _owners(rows, kind, taken=set(matches))
        for id_ in ours.keys() & theirs.keys():
            person = ours[id_]
            row = theirs[id_]
            if kind < last or not _contradict(people[person][:last], rows[row][:last]):
                matches[row] = person
    return matches


def _folded(side: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[id_.strip().casefold() for id_ in ids] for ids in side]


def _owners(side: Sequence[Sequence[str]], kind: int, *, taken: set[int]) -> dict[str, int]:
    """Return who has an id of this kind: of those not taken, and without ids that several have."""
    owners: dict[str, list[int]] = {}
    for index, ids in enumerate(side):
        if ids[kind] and index not in taken:
            owners.setdefault(ids[kind], []).append(index)

    return {id_: indices[0] for id_, indices in owners.items() if len(indices) == 1}


def _contradict(person: Sequence[str], row: Sequence[str]) -> bool:
    return any(ours and theirs and ours != theirs for ours, theirs in zip(person, row, strict=True))
