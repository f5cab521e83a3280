"""Who is who: the class's people, and the rows of a file that another system wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.grades import Grade
from grader.classroom.people import Directory, Person, described
from grader.classroom.statistics import percents
from grader.language import _


@dataclass(frozen=True)
class Pairs:
    """Which row is whose.

    Attributes:
        grades: by row, with the final grade in percent; only those that have one.
        strangers: those of ours who have a grade and no row.
        problems: of rows that could be several people's, or contradict themselves.
    """

    grades: dict[int, tuple[Grade, float]]
    strangers: tuple[Person, ...]
    problems: tuple[str, ...] = ()


def pair(grades: Sequence[Grade], rows: Mapping[int, Person]) -> Pairs:
    """Pair grades with rows; a person whom two rows mean has none.

    Args:
        rows: what each row says of its student, by its number in the file. Names are no ids: a row
            is found by ids alone.
    """
    directory = Directory(grade.person for grade in grades)
    matches = {row: directory.find(claim) for row, claim in rows.items()}
    meant = Counter(match.number for match in matches.values())
    finals = percents(grades)

    paired: dict[int, tuple[Grade, float]] = {}
    found: set[int] = set()
    for row, match in matches.items():
        number = match.number
        if number is None or meant[number] > 1:
            continue
        found.add(number)
        final = finals[number]
        if final is not None:
            paired[row] = (grades[number], final)

    strangers = [
        grade.person
        for number, grade in enumerate(grades)
        if number not in found and finals[number] is not None
    ]
    problems = dict.fromkeys(match.problem for match in matches.values() if match.problem)
    for number, rows_of_one in meant.items():
        if number is not None and rows_of_one > 1:
            name = described(grades[number].person)
            problems[_("several rows mean {name}: none is filled in", name=name)] = None
    return Pairs(paired, tuple(strangers), tuple(problems))
