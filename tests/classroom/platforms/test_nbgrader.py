"""nbgrader's submitted folder."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest
from classroom.shown import reasons

from grader.classroom.hand_ins import Known, understand
from grader.errors import UsageError


@pytest.mark.parametrize("below", [".", "submitted"])
def test_a_course_or_its_submitted_folder_is_read(tree, take, below):
    root = tree(
        "source/fizzbuzz/a.ipynb", "submitted/ada/fizzbuzz/a.ipynb", "submitted/bob/other/a.ipynb"
    )
    intake = take(root / below)
    assert intake.layout == "nbgrader's submissions"
    assert [(one.person.key, one.path.name) for one in intake.hand_ins] == [("ada", "fizzbuzz")]
    assert reasons(intake) == {"bob": "holds no folder fizzbuzz; there are: other"}


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("2015-02-02 15:58:23.948203 America/Los_Angeles", (2015, 2, 2, 23, 58, 23, 948203)),
        ("2015-02-02 15:58:23.948203 UTC\n", (2015, 2, 2, 15, 58, 23, 948203)),
        ("2015-02-02 15:58:23", (2015, 2, 2, 15, 58, 23)),
        ("2015-02-02T15:58:23+01:00", (2015, 2, 2, 14, 58, 23)),
        ("2015-02-02 15:58:23.5 -0100", (2015, 2, 2, 16, 58, 23, 500000)),
    ],
)
def test_the_timestamp_says_when(tree, take, stamp, at):
    root = tree("submitted/ada/fizzbuzz/homework.ipynb")
    (root / "submitted/ada/fizzbuzz/timestamp.txt").write_text(stamp)
    (one,) = take(root).hand_ins
    assert one.at == datetime(*at, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "stamp",
    [
        "9999-12-31 23:59:59 -0800",
        "0001-01-01 00:00:00 +0800",
        "9999-12-31 23:59:59 UTC",
        "",
        "yesterday",
        "2015-99-02 15:58:23",
        "2015-02-02 15:58:23 Nowhere",
        "\0" * 999,
    ],
)
def test_a_timestamp_that_is_none_makes_nobody_late_and_is_listed(tree, take, stamp):
    root = tree("submitted/ada/fizzbuzz/homework.ipynb")
    (root / "submitted/ada/fizzbuzz/timestamp.txt").write_text(stamp)
    intake = take(root)
    assert [one.at for one in intake.hand_ins] == [None]
    assert intake.notes[1].startswith("No time is known, so not late: ada (")


def test_without_a_timestamp_it_is_the_files_time(tree, take):
    (one,) = take(tree("submitted/ada/fizzbuzz/homework.ipynb")).hand_ins
    assert one.at.timestamp() == 1_700_000_000


@pytest.mark.parametrize(
    ("zone", "at"),
    [("Asia/Shanghai", (2026, 3, 1, 4)), ("America/Chicago", (2026, 3, 1, 18)), ("UTC", None)],
)
def test_an_abbreviation_of_several_zones_is_the_courses_own_or_none(tree, zone, at):
    root = tree("submitted/ada/fizzbuzz/homework.ipynb")
    (root / "submitted/ada/fizzbuzz/timestamp.txt").write_text("2026-03-01 12:00:00.0 CST")
    with understand(root, "fizzbuzz", Known(zone=ZoneInfo(zone))) as intake:
        (one,) = intake.hand_ins
    assert one.at == (at and datetime(*at, tzinfo=timezone.utc))


def test_the_assignment_may_have_another_name_if_there_is_only_one(tree, placed):
    root = tree("submitted/ada/ps1/homework.ipynb", "submitted/bob/ps1/homework.ipynb")
    assert placed(root) == [("ada", "ps1"), ("bob", "ps1")]


def test_of_several_assignments_none_is_guessed(tree, take):
    with pytest.raises(UsageError, match="holds nothing that is a student's") as caught:
        take(tree("submitted/ada/ps1/homework.ipynb", "submitted/bob/ps2/homework.ipynb"))
    assert caught.value.hint == "ada: holds no folder fizzbuzz; there are: ps1"


def test_the_exchanges_inbound_folder_holds_attempts(tree, take):
    intake = take(
        tree(
            "inbound/ada+ps1+2026-03-01 12:00:00.000000 UTC/homework.ipynb",
            "inbound/ada+ps1+2026-03-02 12:00:00.000000 UTC+x9/homework.ipynb",
            "inbound/bob+ps1+2026-03-01 12:00:00.000000 UTC/homework.ipynb",
        )
    )
    assert [(one.person.key, one.at.day) for one in intake.hand_ins] == [
        ("ada", 1),
        ("ada", 2),
        ("bob", 1),
    ]


def test_what_lies_among_the_students_is_listed(tree, take):
    root = tree("submitted/ada/fizzbuzz/homework.py", "submitted/notes.txt")
    (root / "submitted/link").symlink_to(root)
    (root / "submitted/eve").mkdir()
    (root / "submitted/eve/fizzbuzz").symlink_to(root / "submitted/ada/fizzbuzz")
    assert reasons(take(root)) == {
        "eve": "holds no folder fizzbuzz",
        "link": "is a link, and links are not followed",
        "notes.txt": "lies beside the students' folders",
    }


def test_a_folder_called_submitted_may_hold_a_folder_for_each_student(tree, take):
    intake = take(tree("submitted/ada/homework.py", "submitted/bob/homework.py"))
    assert (intake.layout, len(intake.hand_ins)) == ("a folder for each student", 2)


def test_in_a_zip_it_is_the_same(tree, zipped, placed):
    root = tree("ada/fizzbuzz/homework.ipynb", "ada/fizzbuzz/timestamp.txt", folder="submitted")
    assert placed(zipped(root, "submitted.zip")) == [("ada", "fizzbuzz")]
