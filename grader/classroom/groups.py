"""Who is in which group: a group's hand-in is graded once and counts for each member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom import table
from grader.classroom.names import words
from grader.classroom.people import Directory, Person
from grader.errors import UsageError
from grader.language import _, one_line

_GROUP = frozenset({"group", "team", "group_name", "组", "小组", "组别"})
_MEMBER = frozenset({"member", "student", "name", "login", "email", "学生", "姓名", "学号", "成员"})


@dataclass(frozen=True)
class Groups:
    """The groups of a class.

    Attributes:
        members: by the letters of the group's name, the numbers of its members in the directory.
        names: the groups' names as they were written, by the same.
    """

    members: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def find(self, claim: Person) -> tuple[str, tuple[int, ...]]:
        """Return the group that a hand-in names, and its members; "" and () where it is none's.

        Canvas writes "team4" for "Team 4", and GitHub "team-4".
        """
        for text in (claim.name, claim.key, claim.github):
            letters = _letters(text)
            if letters and letters in self.members:
                return self.names[letters], self.members[letters]
        return "", ()


def of_roster(groups: Mapping[str, Sequence[Person]], numbers: Mapping[str, int]) -> Groups:
    """Return the groups that a roster tells of.

    Args:
        numbers: of its people in the directory, by their keys.

    Raises:
        UsageError: two groups cannot be told apart by their names.
    """
    return _groups(
        {name: tuple(numbers[person.key] for person in people) for name, people in groups.items()}
    )


def read(file: Path, directory: Directory, others: Groups) -> Groups:
    """Read a table ``group,member``: a line for each member, who is named by any id or the name.

    Args:
        others: the groups that are known, which count where the table does not name them.

    Raises:
        UsageError: it cannot be read, or names somebody who is not known, or could be several.
    """
    shown = one_line(file.name, 200)
    rows = table.read(file)
    header = [cell.strip().casefold().replace(" ", "_") for cell in rows[0].cells] if rows else []
    group = next((n for n, heading in enumerate(header) if heading in _GROUP), None)
    member = next((n for n, heading in enumerate(header) if heading in _MEMBER), None)
    if group is None or member is None:
        message = _("{file} has no columns group and member", file=shown)
        raise UsageError(message, _("its first line must name them: group,member"))

    members: dict[str, list[int]] = {}
    for row in rows[1:]:
        name = row.cells[group] if group < len(row.cells) else ""
        who = row.cells[member] if member < len(row.cells) else ""
        match = directory.find(Person(who))
        if not name or match.number is None:
            why = match.problem or _("{name} is not on the roster", name=one_line(who, 80))
            message = _("{file}, line {line}: {problem}", file=shown, line=row.line, problem=why)
            raise UsageError(message, _("name each member as the roster does; give it by --roster"))
        members.setdefault(name, []).append(match.number)
    own = _groups({name: tuple(dict.fromkeys(numbers)) for name, numbers in members.items()})
    return Groups({**others.members, **own.members}, {**others.names, **own.names})


def _groups(members: Mapping[str, tuple[int, ...]]) -> Groups:
    names: dict[str, str] = {}
    for name in members:
        letters = _letters(name)
        other = names.setdefault(letters, name)
        if other != name:
            first, second = one_line(other, 80), one_line(name, 80)
            message = _(
                "two groups are called alike: {first} and {second}", first=first, second=second
            )
            raise UsageError(message, _("give them names that differ in letters or digits"))
    return Groups({letters: members[name] for letters, name in names.items()}, names)


def _letters(name: str) -> str:
    return "".join(words(name.replace(",", " ")))
