"""Whatever people, rosters and platforms are called: no grade lands in another's row.

Each student's file says whose it is; it ends up with that student, or is listed with a reason.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_class import grade

from grader.classroom.hand_ins import Known, understand
from grader.classroom.people import Directory, Person
from grader.classroom.platforms import to_canvas
from grader.classroom.roster import Roster
from grader.errors import UsageError

# Few letters and few numbers, so that names and ids meet.
WORD = st.text("abA李é", min_size=1, max_size=3)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
NUMBER = st.integers(1, 6).map(str)


@dataclass(frozen=True)
class Student:
    """A student, by the number in the class."""

    number: int
    name: str
    login: str
    sis_id: str
    platform_id: str

    @property
    def code(self):
        return f"def owner():\n    return {self.number}\n"


@st.composite
def classes(draw):
    """Students whose ids differ within each kind, and whose names may not."""
    size = draw(st.integers(1, 5))
    columns = [
        draw(st.lists(column, min_size=size, max_size=size, unique_by=str.casefold))
        for column in (WORD, NUMBER, NUMBER)
    ]
    return [
        Student(number, draw(NAME), *(column[number] for column in columns))
        for number in range(size)
    ]


def _letters(name):
    return "".join(char for char in name.lower() if char.isalnum())


PLATFORMS: dict[str, Callable[[Student], str]] = {
    "canvas": lambda one: f"{_letters(one.name)}_{one.platform_id}_{9000 + one.number}_homework.py",
    "moodle": lambda one: f"{one.name}_{one.platform_id}_assignsubmission_file/homework.py",
    "moodle, flat": lambda one: f"{one.name}_{one.platform_id}_assignsubmission_file_homework.py",
    "vpl": lambda one: f"{one.name} {one.platform_id} {one.login}/2026-11-20-10-37-00/homework.py",
    "blackboard": lambda one: f"HW_{one.login}_attempt_2026-11-20-10-37-00_homework.py",
    "sakai": lambda one: f"{one.name}({one.login})/Submission attachment(s)/homework.py",
    "nbgrader": lambda one: f"submitted/{one.login}/fizzbuzz/homework.py",
    "folders by login": lambda one: f"{one.login}/homework.py",
    "folders by number": lambda one: f"{one.sis_id}/homework.py",
    "files": lambda one: f"{one.sis_id}_{one.name}_homework.py",
    "copies": lambda one: f"Copy of {one.name} - homework.py",
}
# What says whose it is, where the roster has no id that the platform has: a name, or a folder's.
NAMED_BY: dict[str, Callable[[Student], str]] = {
    "canvas": lambda one: one.name,
    "moodle": lambda one: one.name,
    "moodle, flat": lambda one: one.name,
    "vpl": lambda one: one.name,
    "blackboard": lambda _one: "",
    "sakai": lambda one: one.name,
    "nbgrader": lambda one: one.login,
    "folders by login": lambda one: one.login,
    "folders by number": lambda _one: "",
    "files": lambda one: one.name,
    "copies": lambda one: one.name,
}
COLUMNS = {
    "name": lambda one: one.name,
    "login": lambda one: one.login,
    "student_id": lambda one: one.sis_id,
    "canvas_id": lambda one: one.platform_id,
    "moodle_id": lambda one: one.platform_id,
}


def _roster(room, students, columns):
    """Write a roster with some columns, and read it."""
    file = room / "roster.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(columns)
        rows.writerows([COLUMNS[column](one) for column in columns] for one in students)
    return Roster.read(file)


@pytest.mark.parametrize("platform", PLATFORMS)
@given(
    students=classes(),
    columns=st.lists(st.sampled_from([*COLUMNS]), min_size=1, max_size=4, unique=True),
    absent=st.sets(st.integers(0, 4)),
    unlisted=st.sets(st.integers(0, 4)),
)
def test_everybody_is_graded_or_listed_and_nobody_for_another(
    platform, students, columns, absent, unlisted
):
    came = [one for one in students if one.number not in absent]
    paths = {one.number: PLATFORMS[platform](one) for one in came}
    if platform in ("canvas", "moodle", "moodle, flat"):
        # These ids are the platform's own, and of no other kind.
        columns = [
            c for c in columns if c != ("moodle_id" if platform == "canvas" else "canvas_id")
        ]
    on_roster = [one for one in students if one.number not in unlisted]

    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        for one in came:
            file = room / "download" / paths[one.number]
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                file.write_text(one.code, "utf-8")
        try:
            roster = _roster(room, on_roster, columns or ["name"])
            known = Known.by_roster(roster, Directory())
            with understand(room / "download", "fizzbuzz", known) as intake:
                owners = [(hand_in.person, _owner(hand_in.path)) for hand_in in intake.hand_ins]
                listed = len(intake.unplaced)
        except UsageError:
            return

    for person, owner in owners:
        one = students[owner]
        label = NAMED_BY[platform](one)
        known = (person.name, person.login, person.sis_id, person.key)
        if label and sorted(_letters(label)) in [sorted(_letters(name)) for name in known]:
            # Nothing else says whose it is; the words of a name may be in any order.
            continue
        for mine, theirs in ((person.login, one.login), (person.sis_id, one.sis_id)):
            assert mine in ("", theirs)
        assert person.canvas_id in ("", one.platform_id)
    # Two of one name may have one path.
    assert len(owners) + listed >= len(set(paths.values())) - (platform == "copies")


def _owner(path):
    file = path if path.is_file() else next(path.rglob("homework.py"))
    return int(re.search(r"return (\d+)", file.read_text("utf-8"))[1])


@given(students=classes(), forgotten=st.sets(st.sampled_from(["login", "sis_id", "canvas_id"])))
def test_no_grade_lands_in_anothers_row(students, forgotten):
    people = []
    for one in students:
        ids = {"login": one.login, "sis_id": one.sis_id, "canvas_id": one.platform_id}
        ids |= dict.fromkeys(forgotten, "")
        people.append(Person(f"key {one.number}", one.name, **ids))
    grades = [grade(person, 10 * (one.number + 1)) for one, person in zip(students, people)]  # noqa: B905

    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework (7)"])
    rows.writerow(["Points Possible", "", "", "", "", "100"])
    rows.writerows([one.name, one.platform_id, one.sis_id, one.login, "", ""] for one in students)

    filled = csv.reader(io.StringIO(to_canvas(grades, file.getvalue(), column="7").text))
    for one, row in zip(students, itertools.islice(filled, 2, None)):  # noqa: B905
        assert row[5] in ("", f"{10 * (one.number + 1)}.00")
        assert row[5] or len(forgotten) > 0
